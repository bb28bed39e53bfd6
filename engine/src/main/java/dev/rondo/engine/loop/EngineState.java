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
import dev.rondo.engine.run.Items;
import dev.rondo.engine.run.RunCommand;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepRun;
import dev.rondo.engine.run.Unit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** What the engine's thread holds in memory: the unfinished runs and who waits for a slot. Owned by that thread. */
final class EngineState {
    /** A step of a run, or an item of one. */
    record Place(RunId run, int ordinal, Unit unit) implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparing(Place::run)
                .thenComparing(Place::ordinal)
                .thenComparing(place -> place.unit().item().orElse(-1));

        StepName step() {
            return unit.step();
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    final long epoch;
    final Map<RunId, ActiveRun> active;
    final Timers timers = new Timers();
    final Pools pools = new Pools();
    final Overlaps overlaps = new Overlaps();
    final InFlight inFlight = new InFlight();
    final ItemsInFlight itemsInFlight = new ItemsInFlight();
    final CurrentVersions versions = new CurrentVersions();
    final KnownResults results = new KnownResults();
    final ComputedSteps computed = new ComputedSteps();
    final RunBirth births;
    final InputResolver inputs;
    final StepResolver resolver;
    final Executor executor;
    final Feed feed;
    final FanOuts fanOuts;
    final EngineSteps engineSteps;
    final Adoptions adoptions;
    final Probe probe;
    /** False while the engine closes: what would start now would only be lost. */
    boolean grantsSlots = true;

    private final RunFolders folders;
    private final AttemptListener outcomes;
    private final Map<AttemptToken, Place> running = new HashMap<>();

    EngineState(
            long epoch,
            Map<RunId, ActiveRun> active,
            RunBirth births,
            InputResolver inputs,
            StepResolver resolver,
            Executor executor,
            Feed feed,
            RunFolders folders,
            AttemptListener outcomes,
            FanOutFiles files,
            EngineSteps engineSteps,
            Adoptions adoptions,
            Probe probe) {
        this.epoch = epoch;
        this.active = active;
        this.births = births;
        this.inputs = inputs;
        this.resolver = resolver;
        this.executor = executor;
        this.feed = feed;
        this.folders = folders;
        this.outcomes = outcomes;
        this.fanOuts = new FanOuts(this, files);
        this.engineSteps = engineSteps;
        this.adoptions = adoptions;
        this.probe = probe;
    }

    void add(ActiveRun run) {
        active.put(run.id(), run);
        overlaps.runIs(run);
        for (int i = 0; i < run.run().steps().size(); i++) {
            StepName step = run.definition(i).name();
            unitIs(run, Unit.of(step), run.run().steps().get(i));
            Items items = run.run().items().get(step);
            if (items != null && run.fanOut(step).elements.isPresent()) {
                fanOuts.track(run, step);
            }
        }
    }

    /**
     * A step has moved.
     *
     * @return whether a step that waited for its result must look again
     */
    boolean unitMoved(ActiveRun run, Unit unit, StepRun was, StepRun is) {
        was.token().ifPresent(running::remove);
        return unitIs(run, unit, is);
    }

    /** An item that may run again waits for a slot only when its element is at hand. */
    void itemMoved(ActiveRun run, Unit unit, StepRun was, StepRun is, boolean atHand) {
        was.token().ifPresent(running::remove);
        if (atHand) {
            unitIs(run, unit, is);
        } else {
            unitGone(run, unit);
        }
    }

    void unitGone(ActiveRun run, Unit unit) {
        pools.gone(place(run, unit));
    }

    /** Which step of which run an attempt belongs to; empty when it has ended or was never of this epoch. */
    Optional<Place> placeOf(AttemptToken token) {
        return Optional.ofNullable(running.get(token));
    }

    /** The unfinished runs that a step has started. */
    List<RunId> children(RunId parent, StepName step) {
        String key = ChildKey.of(parent, step).text();
        return active.values().stream()
                .filter(child -> child.row.startKey().equals(key))
                .map(ActiveRun::id)
                .toList();
    }

    /** The ready steps that start now; occupancy is what live attempts hold, nothing else. */
    List<Place> nextReady() {
        return grantsSlots ? pools.admit(executor.slots()) : List.of();
    }

    /** The runs of which attempts run. */
    List<RunId> runsWithAttempts() {
        return running.values().stream().map(Place::run).distinct().sorted().toList();
    }

    /** How many attempts run. */
    int running() {
        return running.size();
    }

    AttemptToken newToken() {
        return new AttemptToken(UUID.randomUUID().toString());
    }

    void dispatch(ActiveRun run, RunCommand.Dispatch start) {
        start(run, start, outcomes);
    }

    /** Starts an attempt, of which somebody else hears. */
    void start(ActiveRun run, RunCommand.Dispatch start, AttemptListener listener) {
        StepDefinition step = run.definition(run.place(start.step()));
        try {
            executor.start(task(run, start, step), listener);
        } catch (RuntimeException e) {
            // Its row says that it runs, so it must end like any other.
            var failure =
                    new Failure(Failure.Kind.INFRASTRUCTURE, "The attempt could not be started: " + e, List.of(), "");
            listener.finished(start.token(), new AttemptOutcome.Failed(failure));
        }
    }

    private AttemptTask task(ActiveRun run, RunCommand.Dispatch start, StepDefinition step) {
        OptionalInt item = start.unit().item();
        long seed = run.seed(step.name());
        return new AttemptTask(
                start.token(),
                run.id(),
                run.row.pipeline(),
                step,
                start.attempt(),
                run.partition(),
                run.settings,
                run.memory(start.step()).inputs.orElseThrow(),
                item.isPresent() ? run.fanOut(step.name()).seed(seed, item.getAsInt()) : seed,
                folders.log(run.id(), start.unit(), start.attempt()),
                folders.work(run.id(), start.unit(), start.attempt()),
                item,
                step.timeout());
    }

    void stop(RunCommand.Stop stop) {
        executor.stop(
                stop.token(),
                switch (stop.reason()) {
                    case CANCELLED -> StopReason.CANCEL;
                    case TIME_UP -> StopReason.TIMEOUT;
                    case GRACE_OVER -> StopReason.GRACE_OVER;
                });
    }

    /** Removes what attempts of a run that has ended have left in their working folders. */
    void removeWork(ActiveRun run) {
        if (!active.containsKey(run.id())) {
            folders.removeWork(run.id());
        }
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
        inFlight.clear();
        itemsInFlight.clear();
        versions.clear();
        results.clear();
        computed.clear();
        running.clear();
    }

    /**
     * A step, or an item that may start, has come to be as it is now.
     *
     * @return whether a step that waited for its result must look again
     */
    boolean unitIs(ActiveRun run, Unit unit, StepRun is) {
        Place place = place(run, unit);
        pools.stepIs(run, place, is);
        is.token().ifPresent(token -> running.put(token, place));
        return !unit.isItem() && inFlight.stepIs(place, run.memory(unit.step()), is.state());
    }

    static Place place(ActiveRun run, Unit unit) {
        return new Place(run.id(), run.place(unit.step()), unit);
    }
}
