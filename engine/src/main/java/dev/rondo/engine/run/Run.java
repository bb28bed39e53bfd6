package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as the decisions see it: immutable, complete, and nothing that can be read elsewhere.
 *
 * @param steps in the order of the shape's nodes
 * @param items of the steps that fan out, as soon as it is known how many there are
 * @param cancelled who or what asked for the end, or why it never began; empty while nobody did
 */
public record Run(
        RunId id, RunShape shape, RunState state, Steps steps, Map<StepName, Items> items, Optional<String> cancelled) {

    public Run {
        items = Map.copyOf(items);
    }

    /** A run whose steps are known one by one. */
    public Run(
            RunId id,
            RunShape shape,
            RunState state,
            List<StepRun> steps,
            Map<StepName, Items> items,
            Optional<String> cancelled) {
        this(id, shape, state, fitting(id, shape, steps), items, cancelled);
    }

    private static Steps fitting(RunId id, RunShape shape, List<StepRun> steps) {
        if (steps.size() != shape.nodes().size()) {
            throw new IllegalArgumentException("Run " + id + " has " + steps.size() + " steps, its pipeline has "
                    + shape.nodes().size());
        }
        return Steps.of(shape, steps);
    }

    /** A run nothing has happened to. */
    public static Run fresh(RunId id, RunShape shape) {
        return new Run(
                id,
                shape,
                RunState.RUNNING,
                Steps.of(shape, Collections.nCopies(shape.nodes().size(), StepRun.NEW)),
                Map.of(),
                Optional.empty());
    }

    /** The same run, not begun yet. */
    public Run queued() {
        return new Run(id, shape, RunState.QUEUED, steps, items, cancelled);
    }

    public StepRun step(StepName name) {
        return steps.get(shape.indexOf(name));
    }

    /** A step, or an item that is known of. */
    public StepRun unit(Unit unit) {
        if (unit.item().isEmpty()) {
            return step(unit.step());
        }
        Items known = items.get(unit.step());
        if (known == null) {
            throw new IllegalArgumentException("Step " + unit.step() + " of run " + id + " has no items");
        }
        return known.get(unit.item().getAsInt());
    }
}
