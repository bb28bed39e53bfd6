package dev.rondo.engine.run;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What the steps before a step mean for it: whether it may go on, must wait, or is skipped. */
final class Upstream {
    private final RunShape shape;
    private final Steps.Change steps;

    /** Looks at {@code steps} as they are at each question. */
    Upstream(RunShape shape, Steps.Change steps) {
        this.shape = shape;
        this.steps = steps;
    }

    /** Whether all steps before this one have ended, and so that it can go on; what cleans up goes on in any case. */
    boolean wentWell(int step) {
        if (steps.awaited(step) > 0) {
            return false;
        }
        RunShape.Node node = shape.nodes().get(step);
        if (!node.cleansUp()) {
            for (int up : node.upstream()) {
                if (state(up) != StepState.SUCCEEDED && !excused(node, up)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether what becomes of this step may depend on steps that are not directly before it. */
    boolean looksFurther(int step) {
        RunShape.Node node = shape.nodes().get(step);
        for (int up : node.mayBeSkipped()) {
            if (state(up) == StepState.SKIPPED && !node.cleansUp()) {
                return true;
            }
        }
        return false;
    }

    /** Why this step can never go on; empty while it can. */
    Optional<String> reasonToSkip(int step) {
        RunShape.Node node = shape.nodes().get(step);
        if (node.cleansUp()) {
            return Optional.empty();
        }
        for (int up : node.upstream()) {
            if (inTheWay(node, up)) {
                return Optional.of("step " + shape.nodes().get(up).name() + " before it "
                        + (state(up) == StepState.FAILED
                                ? "failed"
                                : state(up) == StepState.SKIPPED ? "was skipped" : "was cancelled"));
            }
        }
        return Optional.empty();
    }

    private boolean inTheWay(RunShape.Node node, int up) {
        if (state(up) == StepState.SKIPPED && node.mayBeSkipped().contains(up)) {
            return anyBefore(up, state -> state == StepState.FAILED);
        }
        return state(up).terminal() && state(up) != StepState.SUCCEEDED;
    }

    /**
     * A step that may be skipped counts as done when no step before it failed. While one of those may still fail that is
     * not known, and the answer must not depend on which of them ends first.
     */
    private boolean excused(RunShape.Node node, int up) {
        return state(up) == StepState.SKIPPED
                && node.mayBeSkipped().contains(up)
                && !anyBefore(up, state -> state == StepState.FAILED || !state.terminal());
    }

    /** Whether any step before this one, however far, is in such a state; before one that succeeded none is. */
    private boolean anyBefore(int step, Predicate<StepState> wanted) {
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>(List.of(step));
        while (!open.isEmpty()) {
            for (int up : shape.nodes().get(open.pop()).upstream()) {
                if (wanted.test(state(up))) {
                    return true;
                }
                if (state(up) != StepState.SUCCEEDED && !seen.get(up)) {
                    seen.set(up);
                    open.push(up);
                }
            }
        }
        return false;
    }

    private StepState state(int step) {
        return steps.get(step).state();
    }
}
