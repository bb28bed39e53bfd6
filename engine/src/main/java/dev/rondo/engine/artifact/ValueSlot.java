package dev.rondo.engine.artifact;

import dev.rondo.definition.ValueType;

/**
 * Which value is written or read, for messages, and its type.
 *
 * @param name as people know it: the dataset, with its partition where it has one
 */
public record ValueSlot(String name, ValueType type) {
    @Override
    public String toString() {
        return "dataset " + name + " (" + type.simpleName() + ")";
    }
}
