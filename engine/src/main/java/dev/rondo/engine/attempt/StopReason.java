package dev.rondo.engine.attempt;

/** Why a running attempt is asked to stop. */
public enum StopReason {
    /** Its run was cancelled. */
    CANCEL,
    /** It has run for longer than its step's time-out. */
    TIMEOUT,
    /** Its step cleans up, and the grace time for that is over, waiting and earlier attempts included. */
    GRACE_OVER
}
