package dev.rondo.engine.loop;

import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.attempt.ResolvedInput;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.loop.EngineState.Place;
import dev.rondo.engine.loop.FanOut.Elements;
import dev.rondo.engine.loop.FanOut.ItemMemory;
import dev.rondo.engine.loop.ItemsInFlight.Newcomers;
import dev.rondo.engine.run.Items;
import dev.rondo.engine.run.RunEvent;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepRun;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.run.Unit;
import dev.rondo.engine.store.ItemTable.Earlier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the engine's thread does for steps that fan out: sends for their elements, and keeps what becomes of each. */
final class FanOuts {
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    private final EngineState engine;
    private final FanOutFiles files;

    FanOuts(EngineState engine, FanOutFiles files) {
        this.engine = engine;
        this.files = files;
    }

    /** Sends for the elements of the step's list, once this turn is durable. */
    void split(TurnWork turn, ActiveRun run, StepName step) {
        StepDefinition definition = run.definition(run.place(step));
        Optional<String> missing = findInputs(turn, run, step);
        if (missing.isPresent()) {
            turn.post(run.id(), new RunEvent.FanOutFailed(step, missing.get()));
            return;
        }
        List<ResolvedInput> inputs = run.memory(step).inputs.orElseThrow();
        run.fanOut(step).askedAt = turn.now();
        turn.afterCommit(() -> files.split(run, definition, inputs, turn.now()));
    }

    /** What the step reads is found anew after a restart, in the versions that the run has pinned; else why it is not. */
    Optional<String> findInputs(TurnWork turn, ActiveRun run, StepName step) {
        StepMemory memory = run.memory(step);
        if (memory.inputs.isPresent()) {
            return Optional.empty();
        }
        InputResolver.Found found = engine.inputs.find(
                turn.tx(), run, run.definition(run.place(step)).arguments());
        if (found.obstacle().isEmpty()) {
            memory.inputs = Optional.of(found.inputs());
        }
        return found.obstacle().map(why -> "what it reads is not there any more: " + why.why());
    }

    /** Has the results of all items put together, once this turn is durable. */
    void join(TurnWork turn, ActiveRun run, StepName step) {
        StepDefinition definition = run.definition(run.place(step));
        var values = run.fanOut(step).values(run.items(step).count());
        turn.afterCommit(() -> files.join(run, definition, values));
    }

    /** The elements are known: items may start from now on. */
    void expanded(TurnWork turn, RunId id, StepName step, Elements elements) {
        fannedOut(id, step).ifPresent(run -> {
            run.fanOut(step).elements = Optional.of(elements);
            if (run.run().items().containsKey(step)) {
                track(run, step);
            }
            turn.post(id, new RunEvent.Expanded(step, elements.list().count()));
        });
    }

    /** An item's result is that of another run, or of another item. */
    void known(TurnWork turn, RunId id, StepName step, int item, Earlier earlier) {
        fannedOut(id, step).ifPresent(run -> {
            Items items = run.run().items().get(step);
            boolean waits =
                    items == null || (item < items.count() && items.get(item).state() == StepState.READY);
            if (waits) {
                ItemMemory memory = run.fanOut(step).item(item);
                memory.cache = StepMemory.HIT;
                memory.value = Optional.of(earlier.value());
                var done = new Resolution.Done(
                        earlier.run().equals(id)
                                ? "another item of this step has the same element"
                                : "nothing it depends on has changed since run " + earlier.run());
                turn.post(id, new RunEvent.Resolved(Unit.of(step, item), done));
            }
        });
    }

    void joined(TurnWork turn, RunId id, StepName step, OutputArtifact output) {
        fannedOut(id, step).ifPresent(run -> {
            run.memory(step).outputs = List.of(output);
            turn.post(id, new RunEvent.Joined(step));
        });
    }

    /** A step has just got its items, or has got back what they are after a restart. */
    void track(ActiveRun run, StepName step) {
        Items items = run.items(step);
        List<String> keys = keys(run, step);
        Newcomers newcomers = engine.itemsInFlight.newcomers(run, step, !run.refresh.contains(step));
        for (int item = 0; item < items.count(); item++) {
            StepRun is = items.get(item);
            if (!is.state().terminal()) {
                Unit unit = Unit.of(step, item);
                boolean computes = keys.isEmpty()
                        || newcomers.computes(
                                keys.get(item), EngineState.place(run, unit), is.state() != StepState.READY);
                if (computes) {
                    engine.unitIs(run, unit, is);
                }
            }
        }
    }

    /** Items whose result others have computed meanwhile take it; those that nobody computes for do so themselves. */
    void lookAtOthers(TurnWork turn) {
        for (Place item : engine.itemsInFlight.ripe()) {
            ActiveRun run = engine.active.get(item.run());
            if (run != null && run.run().items().containsKey(item.step())) {
                lookAtOwner(turn, run, item);
            }
        }
    }

    private void lookAtOwner(TurnWork turn, ActiveRun run, Place item) {
        Optional<Place> owner = engine.itemsInFlight.owner(run, item);
        Optional<ActiveRun> other = owner.map(place -> engine.active.get(place.run()))
                .filter(o -> o.run().items().containsKey(item.step()));
        Optional<StepRun> is = other.map(o -> o.run().unit(owner.get().unit()));
        int number = item.unit().item().orElseThrow();
        Optional<Earlier> result = is.filter(o -> o.state() == StepState.SUCCEEDED)
                .flatMap(o -> result(other.get(), owner.get(), run.fanOut(item.step()).askedAt));
        if (result.isPresent()) {
            engine.itemsInFlight.waitsNoMore(run, item);
            known(turn, run.id(), item.step(), number, result.get());
        } else if (is.isEmpty() || is.get().state().terminal()) {
            engine.itemsInFlight.takesOver(run, item);
            StepRun ready = run.items(item.step()).get(number);
            if (ready.state() == StepState.READY && run.state(item.step()) == StepState.FANNED_OUT) {
                engine.unitIs(run, item.unit(), ready);
            }
        }
    }

    /** What an item has computed since then; an older result was refused, as expired or because its file is gone. */
    private static Optional<Earlier> result(ActiveRun run, Place item, Instant since) {
        ItemMemory memory = run.fanOut(item.step()).item(item.unit().item().orElseThrow());
        return memory.finishedAt
                .filter(at -> !at.isBefore(since))
                .map(at -> new Earlier(memory.key.orElseThrow(), run.id(), memory.value.orElseThrow()));
    }

    private static List<String> keys(ActiveRun run, StepName step) {
        return run.fanOut(step).elements.map(Elements::keys).orElse(List.of());
    }

    /** A step that had fanned out has ended: those of its items that never started wait no longer. */
    void ended(ActiveRun run, StepName step) {
        Items items = run.run().items().get(step);
        if (items == null) {
            return;
        }
        engine.itemsInFlight.stepEnded(run, step, run.place(step), keys(run, step));
        if (items.open() == 0) {
            return;
        }
        for (int item = 0; item < items.count(); item++) {
            engine.unitGone(run, Unit.of(step, item));
        }
    }

    void itemMoved(TurnWork turn, ActiveRun run, Unit unit, StepRun was, StepRun is) {
        StepName step = unit.step();
        int item = unit.item().orElseThrow();
        FanOut fanOut = run.fanOut(step);
        ItemMemory memory = fanOut.begin(item);
        fanOut.isBehind(item);
        engine.itemMoved(run, unit, was, is, fanOut.elements.isPresent());
        if (is.state() == StepState.RUNNING) {
            memory.attemptAt = Optional.of(turn.now());
            memory.startedAt = memory.startedAt.or(() -> Optional.of(turn.now()));
            memory.cache = memory.key.isPresent() ? StepMemory.MISS : StepMemory.NO_CACHE;
        }
        if (is.state().terminal()) {
            memory.finishedAt = Optional.of(turn.now());
            if (engine.itemsInFlight.anyWaits()) {
                memory.key.ifPresent(key -> engine.itemsInFlight.ended(run, step, key));
            }
        }
        tell(turn, run, step, fanOut);
    }

    /** People who watch see a fan-out move, but not every item of it. */
    private static void tell(TurnWork turn, ActiveRun run, StepName step, FanOut fanOut) {
        boolean early = fanOut.toldAt
                .filter(told -> turn.now().isBefore(told.plus(TELL_EVERY)))
                .isPresent();
        if (!early && run.state(step) == StepState.FANNED_OUT) {
            fanOut.toldAt = Optional.of(turn.now());
            StepRun is = run.run().step(step);
            turn.publish(Change.step(
                    turn.now(),
                    run.row.pipeline(),
                    run.id(),
                    run.partition(),
                    step,
                    is.state().name(),
                    is.why()));
        }
    }

    private Optional<ActiveRun> fannedOut(RunId id, StepName step) {
        return Optional.ofNullable(engine.active.get(id)).filter(run -> run.state(step) == StepState.FANNED_OUT);
    }
}
