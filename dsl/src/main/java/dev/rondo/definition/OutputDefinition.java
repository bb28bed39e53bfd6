package dev.rondo.definition;

import dev.rondo.table.Schema;
import java.util.Optional;

/**
 * One thing that a step writes.
 *
 * @param name {@code value} for a step with one output; the record component's name for a step with several
 * @param published whether the author gave the dataset a name of its own, so that others may read it
 */
public record OutputDefinition(
        String name, DatasetName dataset, ValueType type, Optional<Schema> schema, boolean published) {
    /** The name of the output of a step that has only one. */
    public static final String SINGLE = "value";
}
