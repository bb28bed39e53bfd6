package dev.rondo.engine.attempt;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells the code of one attempt that it should stop. The first reason counts.
 *
 * <p><b>Threads.</b> Safe for many threads.
 */
public final class StopSignal {
    private final AtomicReference<@Nullable StopReason> reason = new AtomicReference<>();

    /** Returns whether this was the first request. */
    public boolean request(StopReason why) {
        return reason.compareAndSet(null, why);
    }

    /** Why the attempt should stop; empty while it may go on. */
    public Optional<StopReason> requested() {
        return Optional.ofNullable(reason.get());
    }
}
