package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/** A run while it is decided about: what its steps and items are by now, and the commands so far. */
final class Board {
    final Run before;
    final RunShape shape;
    final Instant now;
    final List<RunCommand> commands = new ArrayList<>();
    final Upstream upstream;
    final Steps.Change steps;
    private Map<StepName, Items> items;
    private final Map<StepName, Items.Change> changes = new HashMap<>();
    private final Set<Unit> moved = new LinkedHashSet<>();

    Board(Run run, Instant now) {
        this.before = run;
        this.shape = run.shape();
        this.now = now;
        this.steps = new Steps.Change(run.steps());
        this.items = run.items();
        this.upstream = new Upstream(shape, steps);
    }

    int size() {
        return steps.size();
    }

    StepRun at(int step) {
        return steps.get(step);
    }

    StepRun at(Unit unit) {
        if (unit.item().isEmpty()) {
            return steps.get(index(unit.step()));
        }
        return change(unit.step()).get(unit.item().getAsInt());
    }

    StepState state(StepName step) {
        return steps.get(index(step)).state();
    }

    /** Whether this is a step, or an item that is known of. */
    boolean has(Unit unit) {
        return unit.item().isEmpty()
                || (items.containsKey(unit.step())
                        && change(unit.step()).has(unit.item().getAsInt()));
    }

    void set(Unit unit, StepRun next) {
        if (unit.item().isEmpty()) {
            steps.set(index(unit.step()), inQueue(unit, next));
        } else {
            change(unit.step()).set(unit.item().getAsInt(), next);
            moved.add(unit);
        }
    }

    /** How long a step may wait for a slot or its pool. */
    Optional<Duration> queueTimeout(Unit unit) {
        return node(unit).queueTimeout().filter(limit -> !node(unit).cleansUp());
    }

    /** A step that waits for something else than its pool may do so for any time. */
    void leaveQueue(Unit unit) {
        StepRun step = at(unit);
        if (step.state() == StepState.BLOCKED && queueTimeout(unit).isPresent()) {
            set(unit, step.withoutDeadline());
        }
    }

    /**
     * A step that may wait only so long for a slot has a deadline while it is ready. What it has waited for its pool before
     * counts.
     */
    private StepRun inQueue(Unit unit, StepRun next) {
        Optional<Duration> limit = queueTimeout(unit);
        boolean waits = next.state() == StepState.READY || next.state() == StepState.BLOCKED;
        if (limit.isEmpty() || (waits && (next.deadline().isPresent() || next.state() == StepState.BLOCKED))) {
            return next;
        }
        if (!waits) {
            return next.withoutDeadline();
        }
        Instant until = now.plus(limit.get());
        commands.add(new RunCommand.WakeAt(until, new RunEvent.DeadlineOver(unit.step())));
        return next.until(until);
    }

    void move(Unit unit, StepState next, String why) {
        set(unit, at(unit).to(next, why));
    }

    void fanOut(StepName step, int count) {
        items = new HashMap<>(items);
        items.put(step, Items.fresh(count));
    }

    /** The items of a step as they are by now; empty as long as their number is not known. */
    Optional<Items.Change> items(StepName step) {
        return items.containsKey(step) ? Optional.of(change(step)) : Optional.empty();
    }

    /** The running attempts of a step's items, and which items they are. */
    Map<AttemptToken, Integer> runningItems(StepName step) {
        return items(step).map(Items.Change::running).orElse(Map.of());
    }

    /** What this attempt belongs to; a token that is not of a running attempt belongs to nothing. */
    Optional<Unit> running(AttemptToken token) {
        Optional<Integer> step = steps.running(token);
        if (step.isPresent()) {
            return step.map(this::unit);
        }
        for (Map.Entry<StepName, Items> fannedOut : items.entrySet()) {
            Items.Change change = changes.get(fannedOut.getKey());
            Optional<Integer> item = change == null ? fannedOut.getValue().running(token) : change.running(token);
            if (item.isPresent()) {
                return Optional.of(Unit.of(fannedOut.getKey(), item.get()));
            }
        }
        return Optional.empty();
    }

    RunShape.Node node(Unit unit) {
        return shape.nodes().get(index(unit.step()));
    }

    Unit unit(int step) {
        return Unit.of(shape.nodes().get(step).name());
    }

    void forEachStep(IntConsumer what) {
        for (int i = 0; i < steps.size(); i++) {
            what.accept(i);
        }
    }

    Decision decision(RunState state, Optional<String> cancelled) {
        Map<StepName, Items> after = items;
        if (!changes.isEmpty()) {
            after = new HashMap<>(items);
            for (Map.Entry<StepName, Items.Change> change : changes.entrySet()) {
                after.put(change.getKey(), change.getValue().done());
            }
        }
        List<Unit> movedItems = moved.stream()
                .filter(unit -> before.items().containsKey(unit.step()))
                .toList();
        Run run = new Run(before.id(), shape, state, steps.done(), after, cancelled);
        return new Decision(run, commands, steps.moved(), movedItems);
    }

    private Items.Change change(StepName step) {
        Items known = items.get(step);
        if (known == null) {
            throw new IllegalStateException("Step " + step + " of run " + before.id() + " has no items");
        }
        return changes.computeIfAbsent(step, s -> new Items.Change(known));
    }

    private int index(StepName step) {
        return shape.indexOf(step);
    }
}
