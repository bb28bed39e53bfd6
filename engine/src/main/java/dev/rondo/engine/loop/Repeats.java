package dev.rondo.engine.loop;

import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.deploy.Deployments;
import dev.rondo.engine.loop.TurnFacts.DatasetPartition;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.Repeat;
import dev.rondo.engine.run.RepeatPlan;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.PinTable;
import dev.rondo.engine.store.PinTable.PinRow;
import dev.rondo.engine.store.RowJson;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.StepTable;
import dev.rondo.engine.store.StepTable.StepRow;
import dev.rondo.engine.store.Tx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs that repeat others: what they ask for, and what they begin with. */
public final class Repeats {
    private final Deployments deployments;
    private final ArtifactStore artifacts;

    Repeats(Deployments deployments, ArtifactStore artifacts) {
        this.deployments = deployments;
        this.artifacts = artifacts;
    }

    /**
     * Asks for a run that repeats another.
     *
     * @throws CannotRepeatException when there is nothing to repeat, or it cannot be done
     */
    public static NewRun request(Tx tx, Repeat repeat, String startKey, String by, String note) {
        RunRow row = RunTable.byId(tx, repeat.run())
                .orElseThrow(() -> new CannotRepeatException("Run " + repeat.run() + " is not known"));
        if (!row.state().terminal()) {
            throw new CannotRepeatException("Run " + row.id() + " of " + row.pipeline() + " has not ended: it is "
                    + row.state() + ". Wait for its end, or cancel it first");
        }
        List<StepRow> steps = StepTable.ofRun(tx, row.id());
        boolean allWell =
                steps.stream().allMatch(s -> s.state() == StepState.SUCCEEDED || s.state() == StepState.SKIPPED);
        if (repeat.from().isEmpty() && allWell && row.state() != RunState.SKIPPED) {
            throw new CannotRepeatException("Run " + row.id() + " of " + row.pipeline()
                    + " has no step that failed or was cancelled. Name the step to repeat from, or start a new run");
        }
        repeat.from().ifPresent(step -> {
            if (steps.stream().noneMatch(s -> s.step().equals(step))) {
                throw new CannotRepeatException("Run " + row.id() + " of " + row.pipeline() + " has no step " + step
                        + "; it has "
                        + steps.stream().map(each -> each.step().value()).collect(Collectors.joining(", ")));
            }
        });
        Set<StepName> refresh = new HashSet<>();
        RowJson.names(row.refresh()).forEach(name -> refresh.add(StepName.of(name)));
        repeat.from().ifPresent(refresh::add);
        var cause = new RunCause(RunCause.Kind.PERSON, by + " repeats run " + row.id(), Optional.empty());
        NewRun request = new NewRun(
                        row.pipeline(), row.partition(), RowJson.object(row.settings()), startKey, cause, refresh, note)
                .withPriority(row.priority())
                .repeating(repeat);
        return row.noCache() ? request.withoutCache() : request;
    }

    /** The code that a repeated run goes on with. */
    Deployment pinned(Tx tx, Repeat repeat) {
        RunRow row = RunTable.byId(tx, repeat.run()).orElseThrow();
        return deployments
                .pinned(row.pipeline(), row.codeDigest())
                .orElseThrow(() -> new CannotRepeatException("The code " + row.codeDigest() + " of run " + row.id()
                        + " is neither deployed nor archived any more. Repeat it with the newest code"));
    }

    /** Puts into a new run what it takes over: the versions of outside data, and steps that need not run again. */
    void begin(Tx tx, ActiveRun run, Repeat repeat) {
        for (PinRow pin : PinTable.ofRun(tx, repeat.run())) {
            PinRow own =
                    new PinRow(run.id(), pin.dataset(), pin.partition(), pin.digest(), pin.sizeBytes(), pin.detail());
            PinTable.insert(tx, own);
            run.pins.put(new DatasetPartition(own.dataset(), own.partition()), own);
        }
        List<StepRow> rows = StepTable.ofRun(tx, repeat.run());
        boolean neverBegan = RunTable.byId(tx, repeat.run()).orElseThrow().state() == RunState.SKIPPED;
        List<StepState> ended = new ArrayList<>();
        rows.forEach(row -> ended.add(ended(row, neverBegan)));
        Set<Integer> again = RepeatPlan.again(run.run().shape(), ended, repeat.from());
        var begun = RepeatPlan.begin(run.id(), run.run().shape(), repeat, ended, again);
        run.become(run.begunAt().isEmpty() ? begun.queued() : begun);
        for (int i = 0; i < rows.size(); i++) {
            if (!again.contains(i)) {
                StepMemory memory = StepMemory.of(rows.get(i));
                memory.cache = StepMemory.NO_CACHE;
                memory.cacheWhy = "";
                run.memory.set(i, memory);
            }
        }
    }

    /** As what it counts: what was skipped with a run that never began is as open as what is cancelled with one. */
    private StepState ended(StepRow row, boolean neverBegan) {
        if (neverBegan && row.state() == StepState.SKIPPED) {
            return StepState.CANCELLED;
        }
        return there(row) ? row.state() : StepState.FAILED;
    }

    /** A step whose outputs have gone since cannot be taken over. */
    private boolean there(StepRow row) {
        List<OutputArtifact> outputs = row.state() == StepState.SUCCEEDED ? RowJson.outputs(row.outputs()) : List.of();
        return outputs.stream().allMatch(out -> artifacts.exists(out.digest(), out.sizeBytes()));
    }
}
