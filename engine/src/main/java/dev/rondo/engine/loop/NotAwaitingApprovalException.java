package dev.rondo.engine.loop;

/** An answer to something that nobody has asked, or from somebody who was not asked. Nothing was changed. */
public final class NotAwaitingApprovalException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NotAwaitingApprovalException(String message) {
        super(message);
    }
}
