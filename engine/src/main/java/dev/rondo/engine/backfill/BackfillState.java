package dev.rondo.engine.backfill;

/** How far a backfill is; derived from its runs and from what people want, stored nowhere. */
public enum BackfillState {
    /** Runs are under way or will be started. */
    RUNNING,
    /** A person told it to start nothing more for now. */
    PAUSED,
    /** A person told it to stop; its last runs are being stopped. */
    CANCELLING,
    /** Every partition has succeeded. */
    SUCCEEDED,
    /** Every partition has ended, and at least one did not succeed. */
    FAILED,
    /** It was stopped before every partition had ended. */
    CANCELLED;

    /** Whether nothing will change it any more. */
    public boolean terminal() {
        return switch (this) {
            case RUNNING, PAUSED, CANCELLING -> false;
            case SUCCEEDED, FAILED, CANCELLED -> true;
        };
    }
}
