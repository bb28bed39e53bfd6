package dev.rondo.engine.export;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.deploy.Deployments;
import dev.rondo.engine.export.ExportedRun.Champion;
import dev.rondo.engine.export.ExportedRun.Code;
import dev.rondo.engine.export.ExportedRun.Input;
import dev.rondo.engine.export.ExportedRun.Output;
import dev.rondo.engine.export.ExportedRun.Step;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunShape;
import dev.rondo.engine.store.AttemptTable;
import dev.rondo.engine.store.AttemptTable.InputRow;
import dev.rondo.engine.store.GateDecisionTable;
import dev.rondo.engine.store.ModelVersionTable;
import dev.rondo.engine.store.ModelVersionTable.ModelVersionRow;
import dev.rondo.engine.store.PinTable;
import dev.rondo.engine.store.PinTable.PinRow;
import dev.rondo.engine.store.RowJson;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.StepTable;
import dev.rondo.engine.store.StepTable.StepRow;
import dev.rondo.engine.store.Tx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers from the store what a run was made of. */
final class DescribeRun {
    private static final String MODEL = "model:";

    private final Tx tx;
    private final Deployments deployments;
    private final ArtifactStore artifacts;
    private long room;

    /** @param room how many bytes of inputs may be taken along */
    DescribeRun(Tx tx, Deployments deployments, ArtifactStore artifacts, long room) {
        this.tx = tx;
        this.deployments = deployments;
        this.artifacts = artifacts;
        this.room = room;
    }

    ExportedRun of(RunId id) {
        RunRow row = RunTable.byId(tx, id)
                .orElseThrow(() -> new ExportException(
                        "There is no run " + id + ", or it was forgotten. Choose one that is listed"));
        if (!row.state().terminal()) {
            throw new ExportException("Run " + id + " of " + row.pipeline() + " has not ended: it is " + row.state()
                    + ". Wait for its end, or cancel it");
        }
        Deployment code = deployments
                .pinned(row.pipeline(), row.codeDigest())
                .orElseThrow(() -> new ExportException("The code " + row.codeDigest() + " of run " + id
                        + " is neither deployed nor archived any more, so it cannot be run again"));
        List<PinRow> pins = PinTable.ofRun(tx, id);
        return new ExportedRun(
                ExportedRun.FORMAT,
                id.toString(),
                row.pipeline().value(),
                row.partition().value(),
                row.state().name(),
                Runtime.version().toString(),
                RowJson.object(row.settings()),
                codes(code, pins),
                pins.stream().map(this::input).toList(),
                champions(id),
                steps(id, code));
    }

    private static Code code(Deployment deployment) {
        return new Code(deployment.pipeline().name().value(), deployment.codeDigest());
    }

    private List<Code> codes(Deployment own, List<PinRow> pins) {
        Map<PipelineName, Code> codes = new LinkedHashMap<>();
        codes.put(own.pipeline().name(), code(own));
        for (PinRow pin : pins) {
            maker(pin.dataset())
                    .ifPresent(other -> codes.putIfAbsent(other.pipeline().name(), code(other)));
        }
        return List.copyOf(codes.values());
    }

    private Optional<Deployment> maker(DatasetName dataset) {
        return deployments.origin(dataset).flatMap(origin -> deployments.pipeline(origin.pipeline()));
    }

    private Input input(PinRow pin) {
        return new Input(
                pin.dataset().value(),
                pin.partition().value(),
                pin.digest(),
                pin.sizeBytes(),
                pin.detail(),
                takes(pin.digest(), pin.sizeBytes()));
    }

    /** Whether there is room for it. What is not there any more cannot be taken along. */
    private boolean takes(String digest, long sizeBytes) {
        boolean takes = sizeBytes <= room && artifacts.exists(new Digest(digest), sizeBytes);
        room -= takes ? sizeBytes : 0;
        return takes;
    }

    /** Those that its gates compared with, and those that its steps read. */
    private List<Champion> champions(RunId id) {
        Map<String, Champion> champions = new LinkedHashMap<>();
        GateDecisionTable.ofRun(tx, id, (number, decision) -> decision)
                .forEach(decision -> decision.championVersion()
                        .flatMap(version -> ModelVersionTable.find(tx, decision.model(), version))
                        .ifPresent(version -> champions.put(version.model().value(), champion(version))));
        for (InputRow input : AttemptTable.inputsOfRun(tx, id)) {
            if (input.dataset().startsWith(MODEL)) {
                ModelName model = ModelName.of(input.dataset().substring(MODEL.length()));
                ModelVersionTable.find(tx, model, input.digest(), input.partition())
                        .ifPresent(version -> champions.putIfAbsent(model.value(), champion(version)));
            }
        }
        return List.copyOf(champions.values());
    }

    private Champion champion(ModelVersionRow row) {
        return new Champion(
                row.model().value(),
                row.version(),
                row.partition().value(),
                row.digest(),
                row.sizeBytes(),
                takes(row.digest(), row.sizeBytes()));
    }

    private List<Step> steps(RunId id, Deployment code) {
        List<Step> steps = new ArrayList<>();
        RunShape shape = code.shape();
        for (StepRow row : StepTable.ofRun(tx, id)) {
            StepDefinition definition = code.pipeline().step(row.step()).orElseThrow();
            steps.add(new Step(
                    row.step().value(),
                    definition.kind(),
                    shape.nodes().get(shape.indexOf(row.step())).upstream().stream()
                            .map(place -> shape.nodes().get(place).name().value())
                            .toList(),
                    row.state().name(),
                    RowJson.outputs(row.outputs()).stream()
                            .map(out -> new Output(
                                    out.dataset().value(), out.digest().hex(), out.sizeBytes()))
                            .toList()));
        }
        return steps;
    }
}
