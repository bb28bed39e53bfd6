package dev.rondo.pipeline;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The type {@code List<element>}, for an element that is known only at run time. */
record ListOf(Type element) implements ParameterizedType {

    @Override
    public Type[] getActualTypeArguments() {
        return new Type[] {element};
    }

    @Override
    public Type getRawType() {
        return List.class;
    }

    @Override
    public @Nullable Type getOwnerType() {
        return null;
    }

    /** Also equal to the same type as the compiler kept it. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ParameterizedType that
                && that.getRawType() == List.class
                && that.getActualTypeArguments().length == 1
                && element.equals(that.getActualTypeArguments()[0]);
    }

    @Override
    public int hashCode() {
        return element.hashCode() ^ Objects.hashCode(List.class);
    }

    @Override
    public String toString() {
        return "java.util.List<" + element.getTypeName() + ">";
    }
}
