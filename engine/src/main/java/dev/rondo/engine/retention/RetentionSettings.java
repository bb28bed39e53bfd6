package dev.rondo.engine.retention;

import java.time.Duration;
import java.util.Optional;

/**
 * How long what is over is kept.
 *
 * @param keep how long after its end a run may be forgotten; empty: nothing is ever forgotten
 * @param newest how many of the newest runs of each pipeline and partition stay, however old they are
 */
public record RetentionSettings(Optional<Duration> keep, int newest) {
    // Before the default, which is checked against it when the class is made.
    private static final Duration LEAST = Duration.ofDays(1);

    /** Runs are kept for 90 days after their end, and the newest 10 of each pipeline and partition for good. */
    public static final RetentionSettings DEFAULT = new RetentionSettings(Optional.of(Duration.ofDays(90)), 10);

    public RetentionSettings {
        if (keep.isPresent() && keep.get().compareTo(LEAST) < 0) {
            throw new IllegalArgumentException(
                    "Runs are kept for a day at least, so that people can look at what happened;" + " got " + keep.get()
                            + ". Give a longer time, such as P90D");
        }
        if (newest < 1) {
            throw new IllegalArgumentException(
                    "newest counts the runs of each pipeline and partition that always stay, so it is at least 1; got "
                            + newest);
        }
    }

    /** Nothing is ever forgotten. */
    public static RetentionSettings forever() {
        return new RetentionSettings(Optional.empty(), DEFAULT.newest());
    }
}
