package dev.rondo.engine.loop;

import dev.rondo.definition.GateDefinition;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.ModelName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import java.util.Collection;
import java.util.Optional;

/**
 * Lets one run at a time measure against a model's champion, in the order of partitions: between the scoring of the
 * champion and the gate's decision nobody else may change the champion. Who holds the lane is derived from live runs.
 */
final class ModelLane {
    private ModelLane() {}

    /** Why {@code run} may not measure against the champion of {@code model} now; empty when it may. */
    static Optional<String> obstacle(ActiveRun run, ModelName model, Collection<ActiveRun> active) {
        for (ActiveRun other : active) {
            RunState state = other.run().state();
            if (other == run || state.terminal() || state == RunState.QUEUED) {
                continue;
            }
            for (StepDefinition step : other.pipeline().steps()) {
                Optional<GateDefinition> gate =
                        step.gate().filter(g -> g.model().equals(model));
                if (gate.isPresent() && !other.state(step.name()).terminal()) {
                    StepName evaluation = gate.get().championEvaluation().orElse(step.name());
                    Optional<String> why = obstacle(run, other, step.name(), evaluation);
                    if (why.isPresent()) {
                        return why;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a step compares with the champion, and of which model. */
    static Optional<ModelName> comparesWith(StepDefinition step) {
        return step.inputs().stream()
                .filter(InputDefinition.OfChampion.class::isInstance)
                .map(in -> ((InputDefinition.OfChampion) in).model())
                .findFirst();
    }

    private static Optional<String> obstacle(ActiveRun run, ActiveRun other, StepName gate, StepName evaluation) {
        StepState at = other.state(evaluation);
        boolean measuring = other.memory(evaluation).inLane || (at != StepState.WAITING && at != StepState.BLOCKED);
        if (measuring) {
            return Optional.of(
                    "run " + other.id() + " is measuring against the same champion; waits for its gate " + gate);
        }
        boolean earlier = other.row.pipeline().equals(run.row.pipeline())
                && run.pipeline().partitioning().compare(other.partition(), run.partition()) < 0;
        if (earlier && !stuck(other)) {
            return Optional.of("run " + other.id() + " for the earlier partition " + other.partition()
                    + " comes first; waits for its gate " + gate);
        }
        return Optional.empty();
    }

    /** A run that itself waits for data from outside holds up no other; waiting in a lane is something else. */
    private static boolean stuck(ActiveRun run) {
        if (run.run().steps().in(StepState.BLOCKED) == 0) {
            return false;
        }
        for (int i = 0; i < run.pipeline().steps().size(); i++) {
            boolean blocked = run.run().steps().get(i).state() == StepState.BLOCKED
                    && run.memory.get(i).awaits.isEmpty();
            if (blocked && comparesWith(run.definition(i)).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
