package dev.rondo.engine.invariant;

import dev.rondo.engine.run.RunId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The runs that were checked after they had ended. Their rows change no more, so they need not be read whenever anything else
 * changes; once an hour all are forgotten, for what nobody should have changed.
 *
 * <p><b>Threads.</b> For one thread at a time.
 */
final class Settled {
    static final Duration REMEMBERED = Duration.ofHours(1);
    static final int MOST = 100_000;

    private final LongSupplier nanos;
    private final Set<RunId> runs = new HashSet<>();
    private long since;

    Settled(LongSupplier nanos) {
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    void checked(RunId run, boolean ended) {
        if (!ended) {
            runs.remove(run);
        } else if (runs.size() < MOST) {
            runs.add(run);
        }
    }

    boolean contains(RunId run) {
        long now = nanos.getAsLong();
        if (now - since >= REMEMBERED.toNanos()) {
            since = now;
            runs.clear();
        }
        return runs.contains(run);
    }
}
