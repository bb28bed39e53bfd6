package dev.rondo.engine.loop;

import dev.rondo.definition.EngineWork;
import dev.rondo.definition.EngineWork.Approval;
import dev.rondo.definition.EngineWork.RunPipeline;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.attempt.InputPart;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.deploy.Deployments;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunEvent;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepRun;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.ApprovalTable;
import dev.rondo.engine.store.ApprovalTable.ApprovalRow;
import dev.rondo.engine.store.Clip;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Whole;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The steps that the engine carries out by itself and without a slot: taking whichever branch ran, waiting for a person,
 * running another pipeline. Each hands on an artifact that is there already.
 */
final class EngineSteps {
    /** Characters of a failure that a step says of the run it has started; that run has the rest. */
    private static final int LONGEST_REASON = 1000;

    private final InputResolver inputs;
    private final Deployments deployments;

    EngineSteps(InputResolver inputs, Deployments deployments) {
        this.inputs = inputs;
        this.deployments = deployments;
    }

    Resolution resolve(Turn turn, ActiveRun run, StepDefinition step) {
        EngineWork work = step.mode().work().orElseThrow();
        if (work instanceof Approval approval) {
            return ask(turn, run, step, approval);
        }
        return work instanceof RunPipeline call ? start(turn, run, step, call) : firstOf(run, step);
    }

    private static Resolution firstOf(ActiveRun run, StepDefinition step) {
        for (InputDefinition input : step.inputs()) {
            if (input instanceof InputDefinition.OfDataset in) {
                Optional<OutputArtifact> made = run.output(in.dataset());
                if (made.isPresent()) {
                    handOn(run, step, made.get().digest(), made.get().sizeBytes());
                    return new Resolution.Done("is " + in.dataset());
                }
            }
        }
        return new Resolution.NotApplicable("none of its inputs was made");
    }

    private Resolution ask(Turn turn, ActiveRun run, StepDefinition step, Approval approval) {
        InputResolver.Found found = inputs.find(turn.tx(), run, step.arguments());
        return found.obstacle()
                .orElseGet(() -> new Resolution.AskPerson(
                        "waits for approval by " + approval.role()
                                + (approval.question().isBlank() ? "" : ": " + approval.question()),
                        approval.within()));
    }

    /** Lets a person's answer happen; {@link NotAwaitingApprovalException} when nobody has asked, or not in this role. */
    void answer(TurnWork turn, Optional<ActiveRun> asking, RunId id, StepName name, ApprovalAnswer answer) {
        ActiveRun run = asking.filter(r -> r.run().shape().has(name) && r.state(name) == StepState.AWAITING_APPROVAL)
                .orElseThrow(() -> new NotAwaitingApprovalException(
                        "Step " + name + " of run " + id + " does not wait for an approval now"));
        StepDefinition step = run.definition(run.place(name));
        EngineWork work = step.mode().work().orElseThrow();
        if (!(work instanceof Approval approval) || !approval.role().equals(answer.role())) {
            throw new NotAwaitingApprovalException("Step " + name + " of run " + id + " waits for the role "
                    + (work instanceof Approval a ? a.role() : "?") + ", and the answer was given as "
                    + (answer.role().isBlank() ? "no role" : answer.role()));
        }
        if (answer.approved()) {
            InputResolver.Found found = inputs.find(turn.tx(), run, step.arguments());
            InputPart part = found.inputs().stream()
                    .flatMap(in -> in.parts().stream())
                    .findFirst()
                    .orElseThrow(() -> new NotAwaitingApprovalException(
                            "What step " + name + " of run " + id + " asks about is not there any more"));
            handOn(run, step, part.digest(), part.sizeBytes());
        }
        ApprovalTable.insert(
                turn.tx(),
                new ApprovalRow(id, name, answer.approved(), answer.by(), answer.role(), answer.reason(), turn.now()));
        turn.post(id, new RunEvent.Answered(name, answer.approved(), answer.words()));
    }

    /** Of the same code, if that has it, so that nothing changes while a run is under way; otherwise as deployed now. */
    private Optional<Deployment> called(ActiveRun run, PipelineName name) {
        String code = run.row.codeDigest();
        boolean isDeployed = deployments
                .pipeline(run.row.pipeline())
                .filter(d -> d.codeDigest().equals(code))
                .isPresent();
        Optional<Deployment> ofThen = isDeployed ? Optional.empty() : deployments.pinned(name, code);
        return ofThen.or(() -> deployments.pipeline(name));
    }

    private Resolution start(Turn turn, ActiveRun run, StepDefinition step, RunPipeline call) {
        Optional<Deployment> called = called(run, call.pipeline());
        if (called.isEmpty()) {
            return new Resolution.Impossible("pipeline " + call.pipeline()
                    + ", of which it starts a run, is not deployed any more; deploy it again, then retry this run");
        }
        boolean whole = called.get().pipeline().partitioning() instanceof Whole;
        NewRun asked = new NewRun(
                        call.pipeline(),
                        whole ? PartitionKey.WHOLE : run.partition(),
                        call.settings(),
                        ChildKey.of(run.id(), step.name()).text(),
                        new RunCause(
                                RunCause.Kind.PIPELINE,
                                "step " + step.name() + " of run " + run.id(),
                                Optional.empty()),
                        Set.of(),
                        "")
                .withCode(called.get().codeDigest());
        boolean urgent = run.row.priority() != run.pipeline().runs().priority();
        NewRun inTime = urgent ? asked.withPriority(run.row.priority()) : asked;
        RunId child = turn.startRun(run.row.noCache() ? inTime.withoutCache() : inTime);
        return new Resolution.StartedRun("waits for run " + child + " of pipeline " + call.pipeline());
    }

    /** A run has ended: if a step of another run had started it, that one hears of it. */
    void ended(TurnWork turn, ActiveRun child, Optional<ActiveRun> parent) {
        ChildKey key = ChildKey.parse(child.row.startKey()).orElseThrow();
        if (parent.isEmpty() || !parent.get().run().shape().has(key.step())) {
            return;
        }
        StepDefinition step = parent.get().definition(parent.get().place(key.step()));
        RunState end = child.run().state();
        Optional<OutputArtifact> result = step.mode()
                .work()
                .filter(RunPipeline.class::isInstance)
                .flatMap(call -> child.output(((RunPipeline) call).result()));
        result.filter(r -> end == RunState.SUCCEEDED)
                .ifPresent(made -> handOn(parent.get(), step, made.digest(), made.sizeBytes()));
        String words = "run " + child.id() + " of pipeline " + child.row.pipeline()
                + switch (end) {
                    case SUCCEEDED -> result.isPresent() ? " succeeded" : " succeeded without making what it hands on";
                    case FAILED -> " failed" + reason(child);
                    case SKIPPED -> " never began: another run made it needless";
                    default -> " was cancelled";
                };
        turn.post(
                key.parent(),
                new RunEvent.ChildEnded(key.step(), end == RunState.SUCCEEDED && result.isPresent(), words));
    }

    /** Why a run has failed: at its first failed step, or because its time was up. */
    private static String reason(ActiveRun child) {
        for (int i = 0; i < child.run().steps().size(); i++) {
            StepRun step = child.run().steps().get(i);
            if (step.state() == StepState.FAILED) {
                return ": step " + child.definition(i).name() + ": " + Clip.to(LONGEST_REASON, step.why());
            }
        }
        return child.run()
                .cancelled()
                .map(why -> ": " + Clip.to(LONGEST_REASON, why))
                .orElse("");
    }

    /** What the step reads becomes what it writes. */
    private static void handOn(ActiveRun run, StepDefinition step, Digest digest, long sizeBytes) {
        OutputDefinition output = step.outputs().get(0);
        run.memory(step.name()).outputs =
                List.of(new OutputArtifact(output.name(), output.dataset(), digest, sizeBytes));
    }
}
