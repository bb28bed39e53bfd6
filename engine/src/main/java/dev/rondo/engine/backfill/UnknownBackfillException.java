package dev.rondo.engine.backfill;

/** A number that no backfill has. */
public final class UnknownBackfillException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnknownBackfillException(long id) {
        super("There is no backfill " + id + "; list the backfills to see those there are.");
    }
}
