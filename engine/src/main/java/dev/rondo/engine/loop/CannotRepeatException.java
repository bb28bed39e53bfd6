package dev.rondo.engine.loop;

/** A run cannot be repeated as it was asked for; the message says why and what to do. */
public final class CannotRepeatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public CannotRepeatException(String message) {
        super(message);
    }
}
