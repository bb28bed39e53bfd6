package dev.rondo.definition;

import dev.rondo.step.CachePolicy;
import dev.rondo.step.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One node of a pipeline's graph: what it reads, what it writes, and how it is treated.
 *
 * @param after steps of the same pipeline that must succeed first although no data flows from them
 * @param body the user's function; empty for a step that the engine itself carries out (a gate)
 * @param code where the user's code begins; empty without a body
 * @param usesContext whether the function takes the {@link dev.rondo.step.StepContext}; one that does not cannot read
 *     settings, partition or seed, so these do not enter its cache key
 * @param gate the rule of a gate; empty for any other step
 * @param synthetic whether the compiler added this step (the evaluation of the champion for a gate)
 * @param timeout limit for one attempt, from its start
 * @param queueTimeout limit for the time that it waits, ready, for a slot or a pool
 * @param mode what makes it more than one call of its function
 * @param pool what an attempt holds of a pool; empty for a step that needs a slot alone
 */
public record StepDefinition(
        StepName name,
        String description,
        List<InputDefinition> inputs,
        List<StepName> after,
        List<OutputDefinition> outputs,
        boolean outputsAreRecord,
        Optional<StepBody> body,
        Optional<CodeReference> code,
        boolean usesContext,
        Optional<GateDefinition> gate,
        boolean synthetic,
        Retry retry,
        Optional<Duration> timeout,
        Optional<Duration> queueTimeout,
        Optional<PoolClaim> pool,
        CachePolicy cache,
        StepMode mode) {
    public StepDefinition {
        inputs = List.copyOf(inputs);
        after = List.copyOf(after);
        outputs = List.copyOf(outputs);
    }

    /** A step without a function, which the engine itself carries out; it is never cached. */
    public static StepDefinition ofEngine(
            StepName name,
            String description,
            List<InputDefinition> inputs,
            List<OutputDefinition> outputs,
            Optional<GateDefinition> gate,
            StepMode mode) {
        return new StepDefinition(
                name,
                description,
                inputs,
                List.of(),
                outputs,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                gate,
                false,
                Retry.none(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                CachePolicy.never(),
                mode);
    }

    /** The same function with other inputs and outputs, as a step that the compiler adds. */
    public StepDefinition asSynthetic(
            StepName name, String description, List<InputDefinition> inputs, OutputDefinition output) {
        return new StepDefinition(
                name,
                description,
                inputs,
                List.of(),
                List.of(output),
                false,
                body,
                code,
                usesContext,
                Optional.empty(),
                true,
                retry,
                timeout,
                queueTimeout,
                pool,
                cache,
                mode);
    }

    /** What the function receives or may ask its context for: all inputs but the conditions. */
    public List<InputDefinition> arguments() {
        return mode.conditions().isEmpty()
                ? inputs
                : inputs.stream()
                        .filter(in -> mode.conditions().stream()
                                .noneMatch(c -> c.input().equals(in.name())))
                        .toList();
    }

    /** What kind of step it is, in a word: {@code STEP}, {@code GATE}, {@code FOR_EACH}, or what the engine does. */
    public String kind() {
        if (isGate()) {
            return "GATE";
        }
        return mode.work().map(EngineWork::kind).orElse(mode.forEach() ? "FOR_EACH" : "STEP");
    }

    public boolean isGate() {
        return gate.isPresent();
    }

    /** This step, made to wait for others of its pipeline as well. */
    public StepDefinition waitingFor(List<StepName> steps) {
        return new StepDefinition(
                name,
                description,
                inputs,
                steps,
                outputs,
                outputsAreRecord,
                body,
                code,
                usesContext,
                gate,
                synthetic,
                retry,
                timeout,
                queueTimeout,
                pool,
                cache,
                mode);
    }
}
