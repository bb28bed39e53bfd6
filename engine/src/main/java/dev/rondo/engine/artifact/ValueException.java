package dev.rondo.engine.artifact;

/** A value that cannot become bytes, or bytes that cannot become the value; the message names dataset, type and remedy. */
public final class ValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ValueException(String message) {
        super(message);
    }

    ValueException(String message, Throwable cause) {
        super(message, cause);
    }
}
