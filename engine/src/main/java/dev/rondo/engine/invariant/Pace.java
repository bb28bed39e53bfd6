package dev.rondo.engine.invariant;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When to look next: looks take a twentieth of the time at most, so that checking does not compete with what is checked; and
 * none is more than a minute after the one before, so that what broke is told within that.
 *
 * <p><b>Threads.</b> {@link #due} is safe for many threads; looks begin and end on one at a time.
 */
final class Pace {
    /** A look is followed by a rest of so many times its length. */
    static final int REST = 19;

    static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private final LongSupplier nanos;
    private long began;
    private volatile long next;

    Pace(LongSupplier nanos) {
        this.nanos = nanos;
        this.next = nanos.getAsLong();
    }

    boolean due() {
        return nanos.getAsLong() - next >= 0;
    }

    void begin() {
        began = nanos.getAsLong();
    }

    void end() {
        long now = nanos.getAsLong();
        next = now + Math.min((now - began) * REST, LONGEST_REST.toNanos());
    }
}
