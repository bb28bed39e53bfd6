package dev.rondo.engine.loop;

/** Code of a step cannot be declared equivalent to older code; the message says why and what to do. */
public final class CannotAdoptException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    CannotAdoptException(String message) {
        super(message);
    }
}
