package dev.rondo.definition;

import dev.rondo.step.StepContext;
import java.util.List;

/**
 * A step's function, whatever its shape was when it was written: it takes the inputs in their declared order and returns
 * the value, or for a step with several outputs the record of values.
 */
@FunctionalInterface
public interface StepBody {
    Object call(StepContext<?> context, List<Object> inputs) throws Exception;
}
