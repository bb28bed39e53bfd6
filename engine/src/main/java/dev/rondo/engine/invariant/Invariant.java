package dev.rondo.engine.invariant;

/** The promises of the engine, as far as rows can tell whether they were kept. */
public enum Invariant {
    /** An acknowledged trigger is never lost. */
    TRIGGERS_KEPT("I1", "An acknowledged trigger is never lost."),
    /** States move only along the declared tables; terminal is final. */
    DECLARED_MOVES("I2", "States move only along the declared tables; terminal is final."),
    /** A step recorded as succeeded never runs again in that run. */
    SUCCESS_IS_FINAL("I3", "A step recorded as succeeded never runs again in that run."),
    /** Attempts are the retries allowed and the recoveries, each explained. */
    ATTEMPTS_EXPLAINED("I4", "Attempts are the retries allowed and the recoveries, each explained."),
    /** No step starts before what it reads of its run is durable. */
    UPSTREAM_FIRST("I5", "No step starts before the successes it reads are durable."),
    /** A stale epoch changes nothing. */
    FENCED("I6", "A stale epoch changes nothing."),
    /** One run per schedule and instant, per idempotency key, per trigger and data version. */
    STARTED_ONCE("I7", "One run per schedule and instant, per idempotency key, per trigger and data version."),
    /** A cache hit gives what was stored under its key. */
    TRUE_HITS("I8", "A cache hit gives what was stored, or is a miss."),
    /** Every unfinished run progresses or is shown blocked with a reason. */
    PROGRESS("I10", "Every unfinished run progresses or is shown blocked with a reason.");

    private final String code;
    private final String promise;

    Invariant(String code, String promise) {
        this.code = code;
        this.promise = promise;
    }

    /** Short and stable, such as {@code I3}. */
    public String code() {
        return code;
    }

    /** The promise in one sentence. */
    public String promise() {
        return promise;
    }
}
