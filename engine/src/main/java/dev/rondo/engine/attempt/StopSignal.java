package dev.rondo.engine.attempt;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tells the code of one attempt that it should stop. The first reason counts.
 *
 * <p><b>Threads.</b> Safe for many threads.
 */
public final class StopSignal {
    private static final Optional<StopReason> NOT_REQUESTED = Optional.empty();

    private final AtomicReference<Optional<StopReason>> reason = new AtomicReference<>(NOT_REQUESTED);

    /** Returns whether this was the first request. */
    public boolean request(StopReason why) {
        return reason.compareAndSet(NOT_REQUESTED, Optional.of(why));
    }

    /** Why the attempt should stop; empty while it may go on. */
    public Optional<StopReason> requested() {
        return reason.get();
    }
}
