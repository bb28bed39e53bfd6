package dev.rondo.engine.loop;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.PoolName;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.SmallArtifact;
import dev.rondo.engine.cache.CacheKey;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.loop.StepResolver.Asked;
import dev.rondo.engine.loop.TurnFacts.DatasetPartition;
import dev.rondo.engine.pool.PoolStatus;
import dev.rondo.engine.run.Decide;
import dev.rondo.engine.run.Decision;
import dev.rondo.engine.run.Items;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.OverlapRule.Ruling;
import dev.rondo.engine.run.Run;
import dev.rondo.engine.run.RunCommand;
import dev.rondo.engine.run.RunEvent;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepRun;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.run.Unit;
import dev.rondo.engine.store.AdoptionTable.AdoptionRow;
import dev.rondo.engine.store.AttemptTable.AttemptRow;
import dev.rondo.engine.store.CacheTable;
import dev.rondo.engine.store.CacheTable.CacheRow;
import dev.rondo.engine.store.DatasetVersionTable;
import dev.rondo.engine.store.DatasetVersionTable.Written;
import dev.rondo.engine.store.ItemTable.ItemAttemptRow;
import dev.rondo.engine.store.NondeterminismTable.Acceptance;
import dev.rondo.engine.store.RowJson;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One turn at work: gathers events, lets the core decide until all is quiet, and writes what came of it. */
final class TurnWork implements Turn {
    private static final Set<StepState> HAS_BEGUN =
            Set.of(StepState.RUNNING, StepState.FANNED_OUT, StepState.AWAITING_APPROVAL, StepState.AWAITING_RUN);

    private final CountingTx tx;
    private final Instant now;
    private final EngineState engine;
    private final Map<RunId, List<RunEvent>> events = new LinkedHashMap<>();
    private final List<Runnable> effects = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final RunWrites writes;
    private List<TurnListener> listeners = List.of();
    /** Steps whose turn it is; they are resolved together once nothing else happens. */
    private final Set<Asked> wave = new LinkedHashSet<>();

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
        Optional<RunRow> existing = RunTable.byStartKey(tx, request.startKey());
        if (existing.isPresent()) {
            return new Started(existing.get().id(), false);
        }
        ActiveRun run = engine.births.create(tx, request, now);
        changesInMemory++;
        engine.add(run);
        writes.created(run);
        for (SourceDefinition source : run.pipeline().sources()) {
            engine.inputs.pin(tx, run, source.dataset(), run.partition());
        }
        started.add(run.id());
        post(run.id(), new RunEvent.Begun());
        watchTime(run);
        return new Started(run.id(), true);
    }

    @Override
    public void cancel(RunId run, String by, String reason) {
        post(run, new RunEvent.CancelAsked(by, reason));
    }

    @Override
    public void datasetChanged(DatasetName dataset, PartitionKey partition) {
        changesInMemory++;
        changed.add(new DatasetPartition(dataset, partition));
        outsideChanged = true;
    }

    @Override
    public void limitPool(PoolName pool, int units) {
        engine.pools.limit(this, pool, units);
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

    /** Writes the rows, and returns what is to be done once they are durable. */
    List<Runnable> flush() {
        writes.flush(engine.active.values());
        engine.feed.append(tx, changes);
        if (!changes.isEmpty()) {
            effects.add(engine.feed::published);
        }
        return effects;
    }

    private void settleRuns() {
        while (true) {
            while (!events.isEmpty()) {
                Map.Entry<RunId, List<RunEvent>> next =
                        events.entrySet().iterator().next();
                events.remove(next.getKey());
                Optional.ofNullable(engine.active.get(next.getKey())).ifPresent(run -> decide(run, next.getValue()));
            }
            if (outsideChanged) {
                outsideChanged = false;
                lookAgainAtBlocked();
            }
            resolveWave();
            if (events.isEmpty()) {
                ruleOverlaps();
            }
            if (events.isEmpty()) {
                grantSlots();
            }
            if (events.isEmpty()) {
                return;
            }
        }
    }

    private void decide(ActiveRun run, List<RunEvent> happened) {
        Run before = run.run();
        Decision decision = Decide.decide(before, happened, now);
        run.become(decision.run());
        List<Integer> succeeded = new ArrayList<>();
        for (int i = 0; i < before.steps().size(); i++) {
            StepRun was = before.steps().get(i);
            StepRun is = decision.run().steps().get(i);
            if (!was.equals(is)) {
                stepMoved(run, i, was, is);
                if (is.state() == StepState.SUCCEEDED && was.state() != StepState.SUCCEEDED) {
                    succeeded.add(i);
                }
            }
        }
        if (!succeeded.isEmpty()) {
            succeeded(run, succeeded);
        }
        decision.run().items().forEach((step, items) -> {
            if (!before.items().containsKey(step)) {
                fannedOut(run, step);
            }
        });
        for (Unit unit : decision.movedItems()) {
            engine.fanOuts.itemMoved(
                    this, run, unit, before.unit(unit), decision.run().unit(unit));
        }
        decision.commands().forEach(command -> carryOut(run, command));
        if (before.state() != decision.run().state()) {
            runMoved(run, before.state());
        }
    }

    private void carryOut(ActiveRun run, RunCommand command) {
        if (command instanceof RunCommand.CancelChild c) {
            engine.children(run.id(), c.step()).forEach(child -> cancel(child, "run " + run.id(), c.why()));
        } else if (command instanceof RunCommand.Split c) {
            engine.fanOuts.split(this, run, c.step());
        } else if (command instanceof RunCommand.Join c) {
            engine.fanOuts.join(this, run, c.step());
        } else if (command instanceof RunCommand.Resolve c) {
            wave.add(new Asked(run, c.step()));
        } else if (command instanceof RunCommand.Dispatch c) {
            writes.attemptStarted(run, c, engine.executor.name());
            effects.add(() -> engine.dispatch(run, c));
        } else if (command instanceof RunCommand.WakeAt c) {
            RunId id = run.id();
            effects.add(() -> engine.timers.add(c.when(), turn -> ((TurnWork) turn).post(id, c.event())));
        } else if (command instanceof RunCommand.Stop c) {
            effects.add(() -> engine.stop(c));
        }
    }

    /** Items that were known at once, from earlier runs, have moved on already. */
    private void fannedOut(ActiveRun run, StepName step) {
        run.dirtySteps.add(run.place(step));
        writes.fannedOut(run, step);
        engine.fanOuts.track(run, step);
        Items items = run.items(step);
        StepRun fresh = Items.fresh(1).get(0);
        for (int item = 0; item < items.count(); item++) {
            if (!items.get(item).equals(fresh)) {
                engine.fanOuts.itemMoved(this, run, Unit.of(step, item), fresh, items.get(item));
            }
        }
    }

    /** What is no longer open by now, as after a cancel in the same turn, is not asked about. */
    private void resolveWave() {
        wave.removeIf(asked -> asked.run().state(asked.step()).terminal());
        if (!wave.isEmpty()) {
            List<Asked> together = List.copyOf(wave);
            wave.clear();
            resolve(together);
        }
    }

    private void resolve(Collection<Asked> together) {
        engine.resolver
                .resolve(this, engine, together)
                .forEach((asked, answer) -> post(asked.run().id(), new RunEvent.Resolved(asked.step(), answer)));
    }

    private void stepMoved(ActiveRun run, int place, StepRun was, StepRun is) {
        StepName name = run.definition(place).name();
        StepMemory memory = run.memory.get(place);
        run.dirtySteps.add(place);
        outsideChanged |= engine.unitMoved(run, Unit.of(name), was, is);
        if (HAS_BEGUN.contains(is.state()) && memory.startedAt.isEmpty()) {
            memory.startedAt = Optional.of(now);
        }
        if (is.state() == StepState.BLOCKED && was.state() != StepState.BLOCKED) {
            // A later partition that waited for this run's gate may have to wait no longer.
            outsideChanged = true;
        }
        if (is.state().terminal() && !was.state().terminal()) {
            memory.finishedAt = Optional.of(now);
            engine.fanOuts.ended(run, name);
            outsideChanged |= run.definition(place).isGate();
        }
        changes.add(Change.step(
                now,
                run.row.pipeline(),
                run.id(),
                run.partition(),
                name,
                is.state().name(),
                is.why()));
    }

    /** Records what steps have written and what the cache learns of it; a wave of steps needs few statements. */
    private void succeeded(ActiveRun run, List<Integer> places) {
        List<Written> written = new ArrayList<>();
        List<CacheRow> learned = new ArrayList<>();
        for (int place : places) {
            StepName step = run.definition(place).name();
            StepMemory memory = run.memory.get(place);
            memory.outputs.forEach(output -> written.add(
                    new Written(step, output.dataset(), output.digest().hex(), output.sizeBytes())));
            if (memory.cacheKey.isPresent() && memory.cache.equals(StepMemory.MISS)) {
                learned.add(new CacheRow(
                        memory.cacheKey.get(),
                        run.row.pipeline(),
                        step,
                        run.partition(),
                        memory.key.map(CacheKey::partsJson).orElse("[]"),
                        RowJson.write(memory.outputs),
                        RowJson.write(memory.metrics),
                        run.id(),
                        now));
            }
        }
        DatasetVersionTable.insertNew(tx, run.id(), run.partition(), written, now, this::isWatched)
                .forEach(fresh -> datasetChanged(fresh.dataset(), run.partition()));
        CacheTable.putAll(tx, learned);
    }

    private boolean isWatched(DatasetName dataset) {
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

    private void runMoved(ActiveRun run, RunState was) {
        run.dirty = true;
        engine.overlaps.runIs(run);
        if (was == RunState.QUEUED && run.run().state() == RunState.RUNNING) {
            run.begun(now);
            watchTime(run);
        }
        changes.add(Change.run(
                now,
                run.row.pipeline(),
                run.id(),
                run.partition(),
                run.run().state().name()));
        if (run.run().state().terminal()) {
            run.ended(now);
            finished.add(run.id());
            ChildKey.parse(run.row.startKey())
                    .ifPresent(key ->
                            engine.engineSteps.ended(this, run, Optional.ofNullable(engine.active.get(key.parent()))));
            outsideChanged = true;
            effects.add(() -> engine.forget(run));
        }
    }

    private void lookAgainAtBlocked() {
        for (ActiveRun run : engine.active.values()) {
            for (int i = 0; i < run.run().steps().size(); i++) {
                if (run.run().steps().get(i).state() == StepState.BLOCKED && !awaitsResult(run.memory.get(i))) {
                    wave.add(new Asked(run, run.definition(i).name()));
                }
            }
        }
    }

    private boolean awaitsResult(StepMemory memory) {
        return memory.awaits.flatMap(engine.inFlight::computing).isPresent();
    }

    /** Gives free slots to ready steps, the oldest first. */
    private void grantSlots() {
        List<EngineState.Place> ready = engine.nextReady();
        if (!ready.isEmpty()) {
            engine.probe.giveWay(this, engine);
        }
        for (EngineState.Place place : ready) {
            ActiveRun run = engine.active.get(place.run());
            if (run == null) {
                continue;
            }
            if (place.unit().isItem()) {
                engine.fanOuts
                        .findInputs(this, run, place.step())
                        .ifPresent(why -> post(
                                run.id(),
                                new RunEvent.Resolved(place.unit(), new RunEvent.Resolution.Impossible(why))));
            } else if (run.memory(place.step()).inputs.isEmpty()) {
                // Ready before a restart: what it reads is found anew, and may be blocked or cached by now.
                resolve(List.of(new Asked(run, place.step())));
            }
            post(run.id(), new RunEvent.SlotGranted(place.unit(), engine.newToken()));
        }
    }
}
