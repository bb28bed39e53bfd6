package dev.rondo.definition;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What makes a step more than one function called once when all before it has succeeded.
 *
 * @param forEach whether the function is called for each element of the list that the first input holds
 * @param conditions inputs that decide whether the step runs; the function does not receive them
 * @param ownPrevious whether the first input, named {@link #OWN_PREVIOUS}, is the step's own result in the partition
 *     before; the function receives an {@link Optional}, empty in the first partition
 * @param cleanUp how long it may take, of a step that runs whatever has become of those before it; empty for any other
 * @param work what the engine itself does in this step; empty for a step with a function and for a gate
 */
public record StepMode(
        boolean forEach,
        List<Condition> conditions,
        boolean ownPrevious,
        Optional<Duration> cleanUp,
        Optional<EngineWork> work) {
    /** A function, called once. */
    public static final StepMode PLAIN = new StepMode(false, List.of(), false, Optional.empty(), Optional.empty());

    /** No dataset can have this name, and so no other input. */
    public static final String OWN_PREVIOUS = "@previous";

    public StepMode {
        conditions = List.copyOf(conditions);
    }

    /** A step that the engine carries out. */
    public static StepMode of(EngineWork work) {
        return new StepMode(false, List.of(), false, Optional.empty(), Optional.of(work));
    }

    /**
     * The step runs when an input of type Boolean has this value.
     *
     * @param input the input's name in its step
     */
    public record Condition(String input, boolean wanted) {}
}
