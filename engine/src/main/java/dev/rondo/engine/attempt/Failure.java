package dev.rondo.engine.attempt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Why an attempt failed.
 *
 * @param message one or a few lines for people
 * @param exceptionClasses names of the exception's class and its superclasses, for {@link
 *     dev.rondo.step.Retry#covers}; empty where another try would fail the same way
 * @param stackTrace as text, bounded, without the engine's own frames; empty when there was no exception
 */
public record Failure(Kind kind, String message, List<String> exceptionClasses, String stackTrace) {

    /** Who has to act. */
    public enum Kind {
        /** The step's code threw, or returned nothing. */
        USER_CODE,
        /** The step ran for longer than it may. */
        TIMEOUT,
        /** What the step declares does not fit what it reads or returns. */
        DEFINITION,
        /** Memory or a library of the machine was missing. */
        RESOURCES,
        /** The disk was full, or nothing could be started: not the step's fault, and not counted as one of its tries. */
        INFRASTRUCTURE,
        /** The engine itself failed, or lost an artifact. */
        ENGINE
    }

    public Failure {
        exceptionClasses = List.copyOf(exceptionClasses);
    }

    /** A step stopped at its time-out; counts as {@link TimeoutException} for the retry policy. */
    static Failure timeout(String message) {
        return new Failure(Kind.TIMEOUT, message, classes(TimeoutException.class), "");
    }

    /** A failure that comes again however often it is tried. */
    static Failure permanent(Kind kind, String message) {
        return new Failure(kind, message, List.of(), "");
    }

    /** The names of an exception's class and its superclasses, up to {@link Throwable}. */
    static List<String> classes(Class<?> exception) {
        List<String> names = new ArrayList<>();
        for (Class<?> c = exception; c != null && c != Object.class; c = c.getSuperclass()) {
            names.add(c.getName());
        }
        return names;
    }
}
