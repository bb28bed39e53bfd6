package dev.rondo.ui.init;

/** The project cannot be written; the message says why and what to do. */
public final class InitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InitException(String message) {
        super(message);
    }
}
