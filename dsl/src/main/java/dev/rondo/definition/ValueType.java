package dev.rondo.definition;

import dev.rondo.step.Codec;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;

/**
 * The Java type of the values of a dataset, and how they become bytes when the engine's own rules (JSON, tables, files)
 * are not used.
 *
 * @param type a class or a parameterized type such as {@code List<Trip>}
 * @param codec the user's own way to write and read values; empty for the engine's rules
 */
public record ValueType(Type type, Optional<Codec<?>> codec) {

    public static ValueType of(Type type) {
        return new ValueType(type, Optional.empty());
    }

    /** The class without its type arguments. */
    public Class<?> raw() {
        if (type instanceof Class<?> c) {
            return c;
        }
        if (type instanceof ParameterizedType p && p.getRawType() instanceof Class<?> c) {
            return c;
        }
        throw new IllegalArgumentException("Values are classes or parameterized types; got " + type.getTypeName());
    }

    /** The type as a Java programmer writes it, without packages. */
    public String simpleName() {
        return type.getTypeName().replaceAll("[a-zA-Z_0-9]+[.$]", "");
    }
}
