package dev.rondo.engine.loop;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.PoolName;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.SmallArtifact;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.loop.StepResolver.Asked;
import dev.rondo.engine.loop.TurnFacts.DatasetPartition;
import dev.rondo.engine.pool.PoolStatus;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.OverlapRule.Ruling;
import dev.rondo.engine.run.RunEvent;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.AdoptionTable.AdoptionRow;
import dev.rondo.engine.store.AttemptTable.AttemptRow;
import dev.rondo.engine.store.ItemTable.ItemAttemptRow;
import dev.rondo.engine.store.NondeterminismTable.Acceptance;
import dev.rondo.engine.store.OldRuns;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One turn at work: gathers events, lets the core decide until all is quiet, and writes what came of it. */
final class TurnWork implements Turn {
    private final CountingTx tx;
    private final Instant now;
    private final EngineState engine;
    private final Map<RunId, List<RunEvent>> events = new LinkedHashMap<>();
    private final List<Runnable> begins = new ArrayList<>();
    private final List<Runnable> effects = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final RunWrites writes;
    private final RunMoves moves;
    private final OpenSteps open;
    /** The runs of start keys that were looked up in this turn. */
    private final Map<String, Optional<RunRow>> startKeys = new HashMap<>();

    private List<TurnListener> listeners = List.of();
    private Set<DatasetPartition> changed = new LinkedHashSet<>();
    private List<RunId> started = new ArrayList<>();
    private List<RunId> finished = new ArrayList<>();
    private boolean outsideChanged;
    private long changesInMemory;

    TurnWork(Tx tx, Instant now, EngineState engine) {
        this.tx = new CountingTx(tx);
        this.now = now;
        this.engine = engine;
        this.writes = new RunWrites(this.tx, now, engine.epoch);
        this.moves = new RunMoves(this, engine, writes);
        this.open = new OpenSteps(this, engine);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Tx tx() {
        return tx;
    }

    @Override
    public Started start(NewRun request) {
        Optional<RunRow> existing = startKeys.computeIfAbsent(request.startKey(), key -> RunTable.byStartKey(tx, key));
        if (existing.isPresent()) {
            return new Started(existing.get().id(), false);
        }
        ActiveRun run = engine.births.create(tx, request, now);
        changesInMemory++;
        engine.add(run);
        writes.created(run);
        startKeys.put(request.startKey(), Optional.of(run.row));
        for (SourceDefinition source : run.pipeline().sources()) {
            engine.inputs.pin(tx, run, source.dataset(), source.partition(run.partition()));
        }
        started.add(run.id());
        post(run.id(), new RunEvent.Begun());
        watchTime(run);
        return new Started(run.id(), true);
    }

    /** Finds out at once which of these keys have runs. */
    void lookUp(Collection<String> keys) {
        keys.forEach(key -> startKeys.put(key, Optional.empty()));
        RunTable.byStartKeys(tx, keys).forEach(row -> startKeys.put(row.startKey(), Optional.of(row)));
    }

    @Override
    public void cancel(RunId run, String by, String reason) {
        post(run, new RunEvent.CancelAsked(by, reason));
    }

    @Override
    public void datasetChanged(DatasetName dataset, PartitionKey partition) {
        engine.versions.forget(new DatasetPartition(dataset, partition));
        stepWrote(dataset, partition);
    }

    /** The same of a version that a step has written. */
    void stepWrote(DatasetName dataset, PartitionKey partition) {
        changesInMemory++;
        changed.add(new DatasetPartition(dataset, partition));
        outsideChanged = true;
    }

    @Override
    public void forget(Collection<RunId> runs) {
        OldRuns.forget(tx, runs, now);
        engine.results.clear();
    }

    @Override
    public void limitPool(PoolName pool, int units) {
        engine.pools.limit(this, pool, units);
        lookAtPools();
        lookOutside();
    }

    @Override
    public List<PoolStatus<PoolUser>> pools() {
        return engine.pools.all(engine.active);
    }

    @Override
    public List<String> obstaclesOfPools(Collection<PipelineDefinition> pipelines) {
        return engine.pools.obstacles(pipelines);
    }

    @Override
    public List<Reason> why(RunId run) {
        return WhyRun.reasons(engine, run);
    }

    @Override
    public void publish(Change change) {
        changesInMemory++;
        changes.add(change);
    }

    @Override
    public void afterCommit(Runnable effect) {
        changesInMemory++;
        effects.add(effect);
    }

    /** Begins work outside as soon as the turn is durable, before anybody can read what came of it. */
    void begin(Runnable work) {
        changesInMemory++;
        begins.add(work);
    }

    /** Grows with everything that a failure would have to undo. */
    long changes() {
        return changesInMemory + tx.writes();
    }

    @Override
    public void answer(RunId run, StepName step, ApprovalAnswer answer) {
        engine.engineSteps.answer(this, Optional.ofNullable(engine.active.get(run)), run, step, answer);
    }

    @Override
    public AdoptionRow adopt(Deployment deployment, AdoptionWish wish) {
        return engine.adoptions.adopt(tx, deployment, wish, now);
    }

    @Override
    public void probe() {
        engine.probe.look(this, engine);
    }

    @Override
    public int acceptNondeterminism(PipelineName pipeline, StepName step, String by, String reason) {
        return engine.probe.accept(tx, pipeline, step, new Acceptance(by, reason, now));
    }

    void post(RunId run, RunEvent event) {
        if (engine.active.containsKey(run)) {
            changesInMemory++;
            events.computeIfAbsent(run, id -> new ArrayList<>()).add(event);
        }
    }

    /** Lets ready steps look whether their pools can still give what they need. */
    void lookAtPools() {
        open.lookAgainAtPools();
    }

    /** Lets steps that wait for something outside their run look whether it is there by now. */
    void lookOutside() {
        changesInMemory++;
        outsideChanged = true;
    }

    /** Records the end of a run that is not in memory, because nobody can work on it any more. */
    void gaveUp(RunRow run, String why) {
        writes.gaveUp(run, why);
        changes.add(Change.run(now, run.pipeline(), run.id(), run.partition(), RunState.CANCELLED.name()));
        finished.add(run.id());
        changesInMemory++;
        ChildKey.parse(run.startKey())
                .ifPresent(key -> post(
                        key.parent(),
                        new RunEvent.ChildEnded(key.step(), false, "run " + run.id() + " cannot go on: " + why)));
    }

    /** Writes small artifacts together with what refers to them. */
    void keep(List<SmallArtifact> small) {
        changesInMemory++;
        writes.keep(small);
    }

    FanOuts fanOuts() {
        return engine.fanOuts;
    }

    /** Records an attempt of an item that did not succeed. */
    void itemAttemptEnded(ItemAttemptRow attempt) {
        changesInMemory++;
        writes.itemAttemptEnded(attempt);
    }

    /** Ends the record of an attempt; the decision about its step follows from the event. */
    void attemptEnded(AttemptRow attempt) {
        changesInMemory++;
        writes.attemptEnded(attempt);
    }

    /** Lets all that was posted take its course, listeners included. */
    void settle(List<TurnListener> all) {
        listeners = all;
        do {
            settleRuns();
            TurnFacts facts = new TurnFacts(changed, started, finished);
            changed = new LinkedHashSet<>();
            started = new ArrayList<>();
            finished = new ArrayList<>();
            if (!facts.isEmpty()) {
                listeners.forEach(listener -> listener.endOfTurn(this, facts));
            }
        } while (!events.isEmpty() || !changed.isEmpty() || !started.isEmpty() || !finished.isEmpty());
    }

    /**
     * What follows from a turn.
     *
     * @param begins to be done as soon as it is durable
     * @param others to be done when its rows can be read
     */
    record Effects(List<Runnable> begins, List<Runnable> others) {}

    /** Writes the rows. */
    Effects flush() {
        writes.flush(moves.decided());
        engine.feed.append(tx, changes);
        if (!changes.isEmpty()) {
            effects.add(engine.feed::published);
        }
        return new Effects(begins, effects);
    }

    private void settleRuns() {
        while (true) {
            while (!events.isEmpty()) {
                Map.Entry<RunId, List<RunEvent>> next =
                        events.entrySet().iterator().next();
                events.remove(next.getKey());
                Optional.ofNullable(engine.active.get(next.getKey()))
                        .ifPresent(run -> moves.decide(run, next.getValue()));
            }
            if (outsideChanged) {
                outsideChanged = false;
                open.lookAgainAtBlocked();
            }
            open.resolve();
            if (events.isEmpty()) {
                ruleOverlaps();
            }
            if (events.isEmpty()) {
                open.grantSlots();
            }
            if (events.isEmpty()) {
                return;
            }
        }
    }

    /** Lets a step whose turn it is be resolved, together with others. */
    void ask(Asked asked) {
        open.add(asked);
    }

    /** Tells listeners at the end of the turn. */
    void ended(RunId run) {
        changesInMemory++;
        finished.add(run);
    }

    /** Whether anything follows from a new version of the dataset, as far as triggers go. */
    boolean isWatched(DatasetName dataset) {
        return listeners.stream().anyMatch(listener -> listener.watches(dataset));
    }

    /** Lets runs begin, or not, as their pipelines say about runs that overlap. */
    private void ruleOverlaps() {
        for (Ruling ruling : engine.overlaps.rulings()) {
            if (ruling instanceof Ruling.Begin) {
                post(ruling.run(), new RunEvent.Admitted());
            } else if (ruling instanceof Ruling.Skip skip) {
                post(ruling.run(), new RunEvent.NotWanted(skip.why()));
            } else if (ruling instanceof Ruling.Cancel c) {
                post(ruling.run(), new RunEvent.CancelAsked(c.by(), c.why()));
            }
        }
    }

    /** Ends the run when its time is up, whether that is still to come or was while nothing ran. */
    void watchTime(ActiveRun run) {
        run.timeUpAt().ifPresent(when -> {
            RunId id = run.id();
            var timeUp = new RunEvent.RunTimeUp(run.pipeline().runs().timeout().orElseThrow());
            if (when.isAfter(now)) {
                effects.add(() -> engine.timers.add(when, turn -> ((TurnWork) turn).post(id, timeUp)));
            } else {
                post(id, timeUp);
            }
        });
    }
}
