package dev.rondo.engine.store;

import java.sql.SQLException;

/** The store could not do what it was asked; {@link #kind()} says whether anything can be done about it. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String UNIQUE_VIOLATION = "23505";

    /** Stable codes. */
    public enum Kind {
        /** Another process has this home open. */
        IN_USE,
        /** The store was initialised once, and what it held is gone. */
        EMPTY,
        /** The files of the store cannot be read. */
        DAMAGED,
        /** A row with this key exists already. */
        DUPLICATE,
        /** The settings name a store that cannot be opened. */
        UNSUPPORTED,
        /** The store has been closed, or cannot go on after a failed write to the disk. */
        CLOSED,
        /** The statement failed; the transaction was rolled back. */
        FAILED
    }

    private final Kind kind;

    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    static StoreException of(String what, SQLException cause) {
        Kind kind = UNIQUE_VIOLATION.equals(cause.getSQLState()) ? Kind.DUPLICATE : Kind.FAILED;
        return new StoreException(kind, what + ": " + cause.getMessage(), cause);
    }

    public Kind kind() {
        return kind;
    }
}
