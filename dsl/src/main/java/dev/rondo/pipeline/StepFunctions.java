package dev.rondo.pipeline;

import dev.rondo.step.StepContext;
import java.io.Serializable;

/**
 * The shapes a step's function can have: none to five inputs, with or without the {@link StepContext} before them. They
 * are serializable so that the compiler keeps the name and the types of the method behind a method reference or lambda;
 * nothing is ever serialized.
 */
public final class StepFunctions {
    private StepFunctions() {}

    /** Names a record component by its accessor. */
    @FunctionalInterface
    public interface Accessor<R, T> extends Serializable {
        T get(R owner);
    }

    @FunctionalInterface
    public interface F0<R> extends Serializable {
        R apply() throws Exception;
    }

    @FunctionalInterface
    public interface F1<A, R> extends Serializable {
        R apply(A a) throws Exception;
    }

    @FunctionalInterface
    public interface F2<A, B, R> extends Serializable {
        R apply(A a, B b) throws Exception;
    }

    @FunctionalInterface
    public interface F3<A, B, C, R> extends Serializable {
        R apply(A a, B b, C c) throws Exception;
    }

    @FunctionalInterface
    public interface F4<A, B, C, D, R> extends Serializable {
        R apply(A a, B b, C c, D d) throws Exception;
    }

    @FunctionalInterface
    public interface F5<A, B, C, D, E, R> extends Serializable {
        R apply(A a, B b, C c, D d, E e) throws Exception;
    }

    @FunctionalInterface
    public interface C0<S, R> extends Serializable {
        R apply(StepContext<S> context) throws Exception;
    }

    @FunctionalInterface
    public interface C1<S, A, R> extends Serializable {
        R apply(StepContext<S> context, A a) throws Exception;
    }

    @FunctionalInterface
    public interface C2<S, A, B, R> extends Serializable {
        R apply(StepContext<S> context, A a, B b) throws Exception;
    }

    @FunctionalInterface
    public interface C3<S, A, B, C, R> extends Serializable {
        R apply(StepContext<S> context, A a, B b, C c) throws Exception;
    }

    @FunctionalInterface
    public interface C4<S, A, B, C, D, R> extends Serializable {
        R apply(StepContext<S> context, A a, B b, C c, D d) throws Exception;
    }

    @FunctionalInterface
    public interface C5<S, A, B, C, D, E, R> extends Serializable {
        R apply(StepContext<S> context, A a, B b, C c, D d, E e) throws Exception;
    }
}
