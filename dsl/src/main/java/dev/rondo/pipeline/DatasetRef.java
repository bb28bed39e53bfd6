package dev.rondo.pipeline;

import dev.rondo.definition.ValueType;
import dev.rondo.step.Codec;
import java.util.Optional;

/**
 * The published name and type of a dataset, kept in a constant that the writing and the reading pipeline share:
 *
 * <pre>{@code
 * public static final DatasetRef<Table> CLEAN = DatasetRef.of("bike-clean", Table.class);
 * }</pre>
 */
public record DatasetRef<T>(String name, ValueType type) {

    public static <T> DatasetRef<T> of(String name, Class<T> type) {
        return new DatasetRef<>(name, ValueType.of(type));
    }

    public static <T> DatasetRef<T> of(String name, Class<T> type, Codec<T> codec) {
        return new DatasetRef<>(name, new ValueType(type, Optional.of(codec)));
    }

    public static <T> DatasetRef<T> of(String name, TypeOf<T> type) {
        return new DatasetRef<>(name, ValueType.of(type.type()));
    }
}
