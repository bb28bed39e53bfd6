package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A run as the decisions see it: immutable, complete, and nothing that can be read elsewhere.
 *
 * @param steps in the order of the shape's nodes
 * @param cancelled who asked for the end, and why; empty while nobody did
 */
public record Run(RunId id, RunShape shape, RunState state, List<StepRun> steps, Optional<String> cancelled) {

    public Run {
        steps = List.copyOf(steps);
        if (steps.size() != shape.nodes().size()) {
            throw new IllegalArgumentException("Run " + id + " has " + steps.size() + " steps, its pipeline has "
                    + shape.nodes().size());
        }
    }

    /** A run nothing has happened to. */
    public static Run fresh(RunId id, RunShape shape) {
        return new Run(
                id, shape, RunState.RUNNING, Collections.nCopies(shape.nodes().size(), StepRun.NEW), Optional.empty());
    }

    public StepRun step(StepName name) {
        return steps.get(shape.indexOf(name));
    }
}
