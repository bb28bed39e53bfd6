package dev.rondo.engine.loop;

import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.SmallArtifact;
import dev.rondo.engine.attempt.InputPart;
import dev.rondo.engine.attempt.ResolvedInput;
import dev.rondo.engine.run.AttemptState;
import dev.rondo.engine.run.RunCommand;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.AttemptTable;
import dev.rondo.engine.store.AttemptTable.AttemptRow;
import dev.rondo.engine.store.AttemptTable.InputRow;
import dev.rondo.engine.store.ItemTable;
import dev.rondo.engine.store.ItemTable.ItemAttemptRow;
import dev.rondo.engine.store.ItemTable.ItemRow;
import dev.rondo.engine.store.ResultUseTable;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.Moved;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.SmallArtifactTable;
import dev.rondo.engine.store.StepTable;
import dev.rondo.engine.store.StepTable.StepRow;
import dev.rondo.engine.store.StoreException;
import dev.rondo.engine.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rows of one turn, gathered so that each is written once and all of a kind in one batch. */
final class RunWrites {
    private final Tx tx;
    private final Instant now;
    private final long epoch;
    private final List<ActiveRun> created = new ArrayList<>();
    private final List<AttemptRow> attemptsStarted = new ArrayList<>();
    private final List<AttemptRow> attemptsEnded = new ArrayList<>();
    private final List<InputRow> inputs = new ArrayList<>();
    private final Set<SmallArtifact> small = new LinkedHashSet<>();
    private final List<ItemAttemptRow> itemAttempts = new ArrayList<>();

    RunWrites(Tx tx, Instant now, long epoch) {
        this.tx = tx;
        this.now = now;
        this.epoch = epoch;
    }

    /** The run's row is written at once, for others of the same turn look it up; its steps follow with the flush. */
    void created(ActiveRun run) {
        RunTable.insert(tx, run.row, epoch);
        created.add(run);
    }

    /** Of an item's attempt the item's row tells; what it reads is recorded once, for the step. */
    void attemptStarted(ActiveRun run, RunCommand.Dispatch start, String executor) {
        if (start.unit().isItem()) {
            return;
        }
        attemptsStarted.add(new AttemptRow(
                run.id(),
                start.step(),
                start.attempt(),
                start.token(),
                AttemptState.RUNNING,
                executor,
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "{}",
                "{}"));
        inputs(run, start.step(), start.attempt());
    }

    /** What a step reads for all its items; there is no attempt of that number. */
    void fannedOut(ActiveRun run, StepName step) {
        inputs(run, step, 0);
    }

    void itemAttemptEnded(ItemAttemptRow attempt) {
        itemAttempts.add(attempt);
    }

    private void inputs(ActiveRun run, StepName step, int attempt) {
        for (ResolvedInput input : run.memory(step).inputs.orElse(List.of())) {
            int part = 0;
            for (InputPart read : input.parts()) {
                inputs.add(new InputRow(
                        run.id(),
                        step,
                        attempt,
                        input.name(),
                        part++,
                        read.origin(),
                        read.partition(),
                        read.digest().hex()));
            }
        }
    }

    void keep(List<SmallArtifact> artifacts) {
        small.addAll(artifacts);
    }

    void attemptEnded(AttemptRow attempt) {
        attemptsEnded.add(attempt);
    }

    /** Ends a run and its steps as cancelled, without anybody who would decide. */
    void gaveUp(RunRow run, String why) {
        var cancelled = new Moved(run.id(), RunState.CANCELLED, Optional.of(why), run.begunAt(), Optional.of(now));
        RunTable.update(tx, List.of(cancelled), epoch, () -> fenced("Run " + run.id()));
        StepTable.cancelOpen(tx, run.id(), why, now);
        ResultUseTable.ended(tx, run.id(), run.createdAt(), now);
    }

    /** Writes what is behind of runs that were created and of these. */
    void flush(Collection<ActiveRun> decided) {
        List<StepRow> inserts = new ArrayList<>();
        for (ActiveRun run : created) {
            for (int i = 0; i < run.run().steps().size(); i++) {
                inserts.add(run.stepRow(i));
            }
            run.dirtySteps.clear();
        }
        List<StepRow> updates = new ArrayList<>();
        List<ItemRow> begun = new ArrayList<>();
        List<ItemRow> moved = new ArrayList<>();
        List<Moved> runs = new ArrayList<>();
        List<RunId> held = new ArrayList<>();
        for (ActiveRun run : decided) {
            boolean behind = !run.dirtySteps.isEmpty();
            run.dirtySteps.forEach(place -> updates.add(run.stepRow(place)));
            run.dirtySteps.clear();
            for (Map.Entry<StepName, FanOut> fanOut : run.fanOuts().entrySet()) {
                if (fanOut.getValue().isBehind()) {
                    behind = true;
                    fanOut.getValue().rows(run, fanOut.getKey(), begun, moved);
                }
            }
            if (run.dirty) {
                runs.add(new Moved(run.id(), run.run().state(), run.run().cancelled(), run.begunAt(), run.endedAt()));
                run.dirty = false;
            } else if (behind) {
                held.add(run.id());
            }
        }
        RunTable.update(
                tx,
                runs,
                epoch,
                () -> fenced("One of the runs " + runs.stream().map(Moved::run).toList()));
        RunTable.hold(tx, held, epoch, () -> fenced("One of the runs " + held));
        StepTable.insert(tx, inserts);
        StepTable.update(tx, updates, () -> fenced("A step's run"));
        ItemTable.insert(tx, begun);
        ItemTable.update(tx, moved, () -> fenced("An item's run"));
        ItemTable.insertAttempts(tx, itemAttempts);
        AttemptTable.insert(tx, attemptsStarted, epoch);
        AttemptTable.insertInputs(tx, inputs);
        AttemptTable.end(tx, attemptsEnded, epoch);
        SmallArtifactTable.keep(tx, small, now);
    }

    private StoreException fenced(String what) {
        return new StoreException(
                StoreException.Kind.FENCED,
                what + " belongs to another node now; this node's epoch " + epoch
                        + " is over and may change nothing. Restart this node");
    }
}
