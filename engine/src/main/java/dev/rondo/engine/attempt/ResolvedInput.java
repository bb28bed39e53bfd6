package dev.rondo.engine.attempt;

import dev.rondo.definition.ColumnSelection;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.ValueType;
import java.util.List;
import java.util.Optional;

/**
 * One input of a step with the artifacts it came to.
 *
 * @param name the input's name in its step
 * @param many whether the step receives a list of values (true) or the only part's value
 * @param parts in the order of their partitions, oldest first
 * @param type of one part's value
 * @param columns the columns of a table that the step receives; empty for all of them
 */
public record ResolvedInput(
        String name, boolean many, List<InputPart> parts, ValueType type, Optional<ColumnSelection> columns) {
    public ResolvedInput {
        parts = List.copyOf(parts);
        if (!many && parts.size() != 1) {
            throw new IllegalArgumentException(
                    "Input " + name + " is a single value, so it has one part; got " + parts.size() + ": " + parts);
        }
    }

    /** Whether it is a file that the step declares to depend on; the function does not receive it. */
    public boolean isFile() {
        return InputDefinition.isFile(name);
    }
}
