package dev.rondo.pipeline;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/** A type with its arguments, which a class object cannot carry: {@code new TypeOf<List<Trip>>() {}}. */
public abstract class TypeOf<T> {
    private final Type type;

    protected TypeOf() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)) {
            throw new IllegalStateException("TypeOf is used with its argument: new TypeOf<List<Trip>>() {}");
        }
        this.type = parameterized.getActualTypeArguments()[0];
    }

    public final Type type() {
        return type;
    }
}
