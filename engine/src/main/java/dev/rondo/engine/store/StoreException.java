package dev.rondo.engine.store;

import java.sql.SQLException;
import java.util.Set;

/** The store could not do what it was asked; {@link #kind()} says whether anything can be done about it. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String UNIQUE_VIOLATION = "23505";

    /** Serialization failure, deadlock, lock not available in time; the first two are the same for H2. */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "55P03");

    /** The server shuts down, crashed, starts up, has no place, or has ended an idle session. Class 08 belongs here too. */
    private static final Set<String> GONE = Set.of("57P01", "57P02", "57P03", "57P05", "53300", "25P03");

    /** Stable codes. */
    public enum Kind {
        /** Another process has this home or this database open. */
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
        /** Another process has taken this database over; this one may change nothing any more. */
        FENCED,
        /** Another transaction was in the way; this one is rolled back, and the same again may succeed. */
        CONFLICT,
        /** The database server cannot be reached, or has ended the connection; nothing of the transaction is kept. */
        AWAY,
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
        return new StoreException(kindOf(cause), what + ": " + cause.getMessage(), cause);
    }

    /** A pool's own exception has the driver's as its cause. */
    static Kind kindOf(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String state = cause instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
            if (UNIQUE_VIOLATION.equals(state)) {
                return Kind.DUPLICATE;
            }
            if (CONFLICTS.contains(state)) {
                return Kind.CONFLICT;
            }
            if (state.startsWith("08") || GONE.contains(state)) {
                return Kind.AWAY;
            }
        }
        return Kind.FAILED;
    }

    public Kind kind() {
        return kind;
    }
}
