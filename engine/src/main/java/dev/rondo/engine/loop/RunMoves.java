package dev.rondo.engine.loop;

import dev.rondo.definition.StepName;
import dev.rondo.engine.cache.CacheKey;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.loop.KnownResults.Learned;
import dev.rondo.engine.loop.StepResolver.Asked;
import dev.rondo.engine.run.Decide;
import dev.rondo.engine.run.Decision;
import dev.rondo.engine.run.Items;
import dev.rondo.engine.run.Run;
import dev.rondo.engine.run.RunCommand;
import dev.rondo.engine.run.RunEvent;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepRun;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.run.Unit;
import dev.rondo.engine.store.CacheTable.CacheRow;
import dev.rondo.engine.store.DatasetVersionTable;
import dev.rondo.engine.store.DatasetVersionTable.Written;
import dev.rondo.engine.store.ResultUseTable;
import dev.rondo.engine.store.RowJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What follows from events of a run, within one turn: the core decides, and its decision is carried out. */
final class RunMoves {
    private static final Set<StepState> HAS_BEGUN =
            Set.of(StepState.RUNNING, StepState.FANNED_OUT, StepState.AWAITING_APPROVAL, StepState.AWAITING_RUN);

    private final TurnWork turn;
    private final EngineState engine;
    private final RunWrites writes;
    private final Map<RunId, ActiveRun> decided = new TreeMap<>();

    RunMoves(TurnWork turn, EngineState engine, RunWrites writes) {
        this.turn = turn;
        this.engine = engine;
        this.writes = writes;
    }

    /** Lets the core decide what follows from events of one run, and sees to it. */
    void decide(ActiveRun run, List<RunEvent> happened) {
        Run before = run.run();
        Decision decision = Decide.decide(before, happened, turn.now());
        run.become(decision.run());
        decided.put(run.id(), run);
        List<Integer> succeeded = new ArrayList<>();
        for (int place : decision.movedSteps()) {
            StepRun was = before.steps().get(place);
            StepRun is = decision.run().steps().get(place);
            stepMoved(run, place, was, is);
            if (is.state() == StepState.SUCCEEDED && was.state() != StepState.SUCCEEDED) {
                succeeded.add(place);
            }
        }
        if (!succeeded.isEmpty()) {
            succeeded(run, succeeded);
        }
        if (decision.run().items().size() > before.items().size()) {
            decision.run().items().keySet().stream()
                    .filter(step -> !before.items().containsKey(step))
                    .forEach(step -> fannedOut(run, step));
        }
        for (Unit unit : decision.movedItems()) {
            engine.fanOuts.itemMoved(
                    turn, run, unit, before.unit(unit), decision.run().unit(unit));
        }
        decision.commands().forEach(command -> carryOut(run, command));
        if (before.state() != decision.run().state()) {
            runMoved(run, before.state());
        }
    }

    /** The runs about which something was decided, and so all whose rows may be behind. */
    Collection<ActiveRun> decided() {
        return decided.values();
    }

    private void carryOut(ActiveRun run, RunCommand command) {
        if (command instanceof RunCommand.CancelChild c) {
            engine.children(run.id(), c.step()).forEach(child -> turn.cancel(child, "run " + run.id(), c.why()));
        } else if (command instanceof RunCommand.Split c) {
            engine.fanOuts.split(turn, run, c.step());
        } else if (command instanceof RunCommand.Join c) {
            engine.fanOuts.join(turn, run, c.step());
        } else if (command instanceof RunCommand.Resolve c) {
            turn.ask(new Asked(run, c.step()));
        } else if (command instanceof RunCommand.Dispatch c) {
            writes.attemptStarted(run, c, engine.executor.name());
            turn.begin(() -> engine.dispatch(run, c));
        } else if (command instanceof RunCommand.WakeAt c) {
            RunId id = run.id();
            turn.afterCommit(() -> engine.timers.add(c.when(), later -> ((TurnWork) later).post(id, c.event())));
        } else if (command instanceof RunCommand.Stop c) {
            turn.afterCommit(() -> engine.stop(c));
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
                engine.fanOuts.itemMoved(turn, run, Unit.of(step, item), fresh, items.get(item));
            }
        }
    }

    private void stepMoved(ActiveRun run, int place, StepRun was, StepRun is) {
        StepName name = run.definition(place).name();
        StepMemory memory = run.memory.get(place);
        run.dirtySteps.add(place);
        boolean freed = engine.unitMoved(run, Unit.of(name), was, is);
        if (HAS_BEGUN.contains(is.state()) && memory.startedAt.isEmpty()) {
            memory.startedAt = Optional.of(turn.now());
        }
        boolean ended = is.state().terminal() && !was.state().terminal();
        if (ended) {
            memory.finishedAt = Optional.of(turn.now());
            engine.fanOuts.ended(run, name);
        }
        // A later partition that waited for this run's gate may have to wait no longer.
        boolean stuck = is.state() == StepState.BLOCKED && was.state() != StepState.BLOCKED;
        if (freed || stuck || (ended && run.definition(place).isGate())) {
            turn.lookOutside();
        }
        turn.publish(Change.step(
                turn.now(),
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
        List<Learned> learned = new ArrayList<>();
        for (int place : places) {
            StepName step = run.definition(place).name();
            StepMemory memory = run.memory.get(place);
            memory.outputs.forEach(output -> written.add(
                    new Written(step, output.dataset(), output.digest().hex(), output.sizeBytes())));
            if (memory.cacheKey.isPresent() && memory.cache.equals(StepMemory.MISS)) {
                var row = new CacheRow(
                        memory.cacheKey.get(),
                        run.row.pipeline(),
                        step,
                        run.partition(),
                        memory.key.map(CacheKey::partsJson).orElse("[]"),
                        RowJson.write(memory.outputs),
                        RowJson.write(memory.metrics),
                        run.id(),
                        turn.now());
                learned.add(new Learned(row, memory.outputs, memory.metrics));
                engine.computed.has(row.pipeline(), row.step());
            }
        }
        List<Written> fresh = engine.versions.fresh(turn.tx(), run, written);
        DatasetVersionTable.insertAll(turn.tx(), run.id(), run.partition(), fresh, turn.now(), turn::isWatched);
        fresh.forEach(version -> turn.stepWrote(version.dataset(), run.partition()));
        engine.results.put(turn.tx(), learned);
    }

    private void runMoved(ActiveRun run, RunState was) {
        run.dirty = true;
        engine.overlaps.runIs(run);
        if (was == RunState.QUEUED && run.run().state() == RunState.RUNNING) {
            run.begun(turn.now());
            turn.watchTime(run);
        }
        turn.publish(Change.run(
                turn.now(),
                run.row.pipeline(),
                run.id(),
                run.partition(),
                run.run().state().name()));
        if (run.run().state().terminal()) {
            run.ended(turn.now());
            ResultUseTable.ended(turn.tx(), run.id(), run.row.createdAt(), turn.now());
            turn.ended(run.id());
            ChildKey.parse(run.row.startKey())
                    .ifPresent(key ->
                            engine.engineSteps.ended(turn, run, Optional.ofNullable(engine.active.get(key.parent()))));
            turn.lookOutside();
            turn.afterCommit(() -> engine.forget(run));
        }
    }
}
