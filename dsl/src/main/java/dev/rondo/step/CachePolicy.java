package dev.rondo.step;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether a step's outputs may be taken from an earlier attempt with the same key.
 *
 * @param enabled whether look-up happens at all
 * @param expiresAfter age beyond which an earlier result no longer counts; empty for never
 */
public record CachePolicy(boolean enabled, Optional<Duration> expiresAfter) {

    public CachePolicy {
        expiresAfter.ifPresent(age -> {
            if (age.isNegative() || age.isZero()) {
                throw new IllegalArgumentException("expiresAfter is longer than zero; got " + age);
            }
        });
    }

    /** Results with the same key are used again, without limit of time. The default. */
    public static CachePolicy byContent() {
        return new CachePolicy(true, Optional.empty());
    }

    /** The step runs every time; right for steps that act on the outside world. */
    public static CachePolicy never() {
        return new CachePolicy(false, Optional.empty());
    }

    public static CachePolicy expiresAfter(Duration age) {
        return new CachePolicy(true, Optional.of(age));
    }
}
