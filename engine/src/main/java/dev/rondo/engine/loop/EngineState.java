package dev.rondo.engine.loop;

import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.attempt.AttemptListener;
import dev.rondo.engine.attempt.AttemptOutcome;
import dev.rondo.engine.attempt.AttemptTask;
import dev.rondo.engine.attempt.Executor;
import dev.rondo.engine.attempt.Failure;
import dev.rondo.engine.attempt.StopReason;
import dev.rondo.engine.feed.Feed;
import dev.rondo.engine.run.AttemptToken;
import dev.rondo.engine.run.RunCommand;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepRun;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** What the engine's thread holds in memory: the unfinished runs and who waits for a slot. Owned by that thread. */
final class EngineState {
    /** A step of a run. */
    record Place(RunId run, int ordinal, StepName step) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return Comparator.comparing(Place::run)
                    .thenComparing(Place::ordinal)
                    .compare(this, other);
        }
    }

    final long epoch;
    final Map<RunId, ActiveRun> active = new TreeMap<>();
    final Timers timers = new Timers();
    final Pools pools = new Pools();
    final Overlaps overlaps = new Overlaps();
    final RunBirth births;
    final InputResolver inputs;
    final StepResolver resolver;
    final Executor executor;
    final Feed feed;
    /** False while the engine closes: what would start now would only be lost. */
    boolean grantsSlots = true;

    private final RunFolders folders;
    private final AttemptListener outcomes;
    private final Map<AttemptToken, Place> running = new HashMap<>();

    EngineState(
            long epoch,
            RunBirth births,
            InputResolver inputs,
            StepResolver resolver,
            Executor executor,
            Feed feed,
            RunFolders folders,
            AttemptListener outcomes) {
        this.epoch = epoch;
        this.births = births;
        this.inputs = inputs;
        this.resolver = resolver;
        this.executor = executor;
        this.feed = feed;
        this.folders = folders;
        this.outcomes = outcomes;
    }

    void add(ActiveRun run) {
        active.put(run.id(), run);
        overlaps.runIs(run);
        for (int i = 0; i < run.run().steps().size(); i++) {
            StepRun step = run.run().steps().get(i);
            track(run, run.definition(i).name(), step);
        }
    }

    void stepMoved(ActiveRun run, StepName name, StepRun was, StepRun is) {
        was.token().ifPresent(running::remove);
        track(run, name, is);
    }

    /** Which step of which run an attempt belongs to; empty when it has ended or was never of this epoch. */
    Optional<Place> placeOf(AttemptToken token) {
        return Optional.ofNullable(running.get(token));
    }

    /** The ready steps that start now; occupancy is what live attempts hold, nothing else. */
    List<Place> nextReady() {
        return grantsSlots ? pools.admit(executor.slots()) : List.of();
    }

    /** How many attempts run. */
    int running() {
        return running.size();
    }

    AttemptToken newToken() {
        return new AttemptToken(UUID.randomUUID().toString());
    }

    void dispatch(ActiveRun run, RunCommand.Dispatch start) {
        StepDefinition step = run.definition(run.place(start.step()));
        try {
            executor.start(task(run, start, step), outcomes);
        } catch (RuntimeException e) {
            // Its row says that it runs, so it must end like any other.
            var failure =
                    new Failure(Failure.Kind.INFRASTRUCTURE, "The attempt could not be started: " + e, List.of(), "");
            outcomes.finished(start.token(), new AttemptOutcome.Failed(failure));
        }
    }

    private AttemptTask task(ActiveRun run, RunCommand.Dispatch start, StepDefinition step) {
        return new AttemptTask(
                start.token(),
                run.id(),
                run.row.pipeline(),
                step,
                start.attempt(),
                run.partition(),
                run.settings,
                run.memory(start.step()).inputs.orElseThrow(),
                run.seed(step.name()),
                folders.log(run.id(), step.name(), start.attempt()),
                folders.work(run.id(), step.name(), start.attempt()),
                step.timeout());
    }

    void stop(RunCommand.Stop stop) {
        executor.stop(
                stop.token(),
                switch (stop.reason()) {
                    case CANCELLED -> StopReason.CANCEL;
                    case TIME_UP -> StopReason.TIMEOUT;
                });
    }

    void forget(ActiveRun run) {
        active.remove(run.id());
        folders.removeWork(run.id());
    }

    /** Forgets all runs; timers stay, for those that are void by then do no harm. */
    void clear() {
        active.clear();
        pools.clear();
        overlaps.clear();
        running.clear();
    }

    private void track(ActiveRun run, StepName name, StepRun step) {
        Place place = new Place(run.id(), run.place(name), name);
        pools.stepIs(run, place, step);
        step.token().ifPresent(token -> running.put(token, place));
    }
}
