package dev.rondo.ui.cli;

import dev.rondo.definition.EngineWork.Approval;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.artifact.LocalArtifactStore;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.export.Comparison;
import dev.rondo.engine.export.ExportException;
import dev.rondo.engine.export.ExportedRun;
import dev.rondo.engine.export.ReadExport;
import dev.rondo.engine.export.TakeIn;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.history.StepView;
import dev.rondo.engine.loop.ApprovalAnswer;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepState;
import dev.rondo.executor.local.LocalExecutor;
import dev.rondo.partition.PartitionKey;
import dev.rondo.pipeline.Catalog;
import dev.rondo.ui.code.UserCode;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Runs an exported run once more, with its code, inputs, settings and seed, in a home that it is put into. */
final class RunAgain {
    private RunAgain() {}

    /** What came of it. */
    record Outcome(ExportedRun before, RunView run, Comparison comparison) {}

    /**
     * Runs it and waits for the end. Every step is computed, whatever the home has in its cache.
     *
     * @param home made when it is missing
     * @param withEffects whether steps that act on the outside world may do so again
     * @throws ExportException when the file is damaged, or leaves out what the run needs
     */
    static Outcome of(Path file, Path home, int slots, boolean withEffects) throws InterruptedException {
        Path archive = home.resolve("code");
        try (ReadExport export = ReadExport.open(file)) {
            ExportedRun before = export.run();
            export.unpackCode(archive);
            before.code().forEach(code -> check(archive, code));
            List<Deployment> deployments = deployments(archive, before);
            if (!withEffects) {
                refuseEffects(deployments.get(0));
            }
            LocalArtifactStore artifacts = new LocalArtifactStore(home.resolve("artifacts"), InstantSource.system());
            export.unpackArtifacts(artifacts, home.resolve("import-" + UUID.randomUUID()));
            try (Engine engine = Engine.open(
                    EngineSettings.inHome(home),
                    InstantSource.system(),
                    call -> new LocalExecutor(slots, call),
                    UserCode.archived(archive))) {
                List<String> missing = export.missing(engine.artifacts());
                if (!missing.isEmpty()) {
                    throw new ExportException("Export " + file + " leaves out " + missing.size()
                            + " things that the run reads, the first " + missing.get(0)
                            + ". Export it with more --inputs, or name a --home that has them");
                }
                engine.deploy(Catalog.compile(List.of()), deployments);
                engine.start();
                engine.inTurn(turn -> {
                            TakeIn.into(turn, before, engine.registry());
                            return true;
                        })
                        .join();
                return run(engine, before);
            }
        }
    }

    private static void check(Path archive, ExportedRun.Code code) {
        if (!UserCode.isSound(archive, code.digest())) {
            throw new ExportException("The code " + code.digest() + " of pipeline " + code.pipeline()
                    + " is damaged: its files have another digest. Export the run again, into another home");
        }
    }

    private static void refuseEffects(Deployment own) {
        List<StepName> effects = own.pipeline().steps().stream()
                .filter(step -> step.cache().effects())
                .map(StepDefinition::name)
                .toList();
        if (!effects.isEmpty()) {
            throw new ExportException("Steps " + effects + " of pipeline "
                    + own.pipeline().name() + " act on the outside world, and would do so again. If that is meant, say"
                    + " --with-effects");
        }
    }

    private static List<Deployment> deployments(Path archive, ExportedRun before) {
        List<Deployment> deployments = new ArrayList<>();
        for (ExportedRun.Code code : before.code()) {
            Deployment found = UserCode.archived(archive)
                    .apply(PipelineName.of(code.pipeline()), code.digest())
                    .orElseThrow(() -> new ExportException("The code " + code.digest() + " holds no pipeline "
                            + code.pipeline() + " that can be loaded; the warnings above say why"));
            deployments.add(Deployment.of(found.pipeline().withoutTriggers(), found.code()));
        }
        return deployments;
    }

    private static Outcome run(Engine engine, ExportedRun before) throws InterruptedException {
        PipelineName pipeline = PipelineName.of(before.pipeline());
        RunId id = engine.startRun(new NewRun(
                                pipeline,
                                before.partition().isEmpty() ? PartitionKey.WHOLE : PartitionKey.of(before.partition()),
                                before.settings(),
                                "again:" + UUID.randomUUID(),
                                RunCause.person("runs run " + before.run() + " of another home again"),
                                Set.of(),
                                "")
                        .withoutCache())
                .join()
                .run();
        while (true) {
            RunView run = engine.history().run(id).orElseThrow();
            List<StepView> steps = engine.history().steps(id);
            if (run.state().terminal()) {
                return new Outcome(before, run, Comparison.of(before, steps));
            }
            steps.stream()
                    .filter(step -> step.state() == StepState.AWAITING_APPROVAL)
                    .forEach(step -> answer(engine, id, step.step(), before));
            Follow.pause();
        }
    }

    /** What a person has decided is decided in the same way. */
    private static void answer(Engine engine, RunId run, StepName step, ExportedRun before) {
        boolean approved = before.steps().stream()
                .anyMatch(s -> s.step().equals(step.value()) && s.state().equals(StepState.SUCCEEDED.name()));
        Optional<Approval> approval = engine.deployments().pipeline(PipelineName.of(before.pipeline())).stream()
                .flatMap(d -> d.pipeline().step(step).stream())
                .flatMap(s -> s.mode().work().stream())
                .filter(Approval.class::isInstance)
                .map(Approval.class::cast)
                .findFirst();
        approval.ifPresent(a -> engine.answer(
                        run, step, new ApprovalAnswer(approved, "rondo", a.role(), "as in run " + before.run()))
                .join());
    }
}
