package dev.rondo.engine.garbage;

import java.time.Duration;

/**
 * A wish to remove what nobody needs.
 *
 * @param dryRun whether only to say what would be removed
 * @param grace how long something must not have been used; what was used since stays although nothing recorded needs it
 */
public record GarbageRequest(boolean dryRun, Duration grace) {
    /** A week: what was forgotten by mistake can still be found. */
    public static final Duration DEFAULT_GRACE = Duration.ofDays(7);

    /** Work in progress has recorded what it needs long before. */
    public static final Duration LEAST_GRACE = Duration.ofHours(1);

    public GarbageRequest {
        if (grace.compareTo(LEAST_GRACE) < 0) {
            throw new IllegalArgumentException("The grace period is at least " + LEAST_GRACE
                    + ", for work in progress uses artifacts before it has recorded that it needs them; got " + grace
                    + ". Give a longer time, such as " + DEFAULT_GRACE);
        }
    }
}
