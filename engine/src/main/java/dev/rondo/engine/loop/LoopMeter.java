package dev.rondo.engine.loop;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Counts what the engine's thread does.
 *
 * <p><b>Threads.</b> Written by the engine's thread alone, read by any.
 */
final class LoopMeter {
    private final LongSupplier nanos;
    private final AtomicLong turns = new AtomicLong();
    private final AtomicLong undone = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong spent = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private volatile Held held = new Held(0, 0, 0, 0);

    /** What is in memory after a turn. */
    private record Held(int runs, int running, int ready, int timers) {}

    /** @param nanos elapsed time, from any beginning */
    LoopMeter(LongSupplier nanos) {
        this.nanos = nanos;
    }

    long now() {
        return nanos.getAsLong();
    }

    /** A turn has become durable. */
    void turned(int count, long since, EngineState state) {
        long took = now() - since;
        turns.incrementAndGet();
        messages.addAndGet(count);
        spent.addAndGet(took);
        longest.accumulateAndGet(took, Math::max);
        held = new Held(state.active.size(), state.running(), state.pools.waiting(), state.timers.count());
    }

    void undone() {
        undone.incrementAndGet();
    }

    LoopStats stats(int mailbox) {
        Held now = held;
        return new LoopStats(
                turns.get(),
                undone.get(),
                messages.get(),
                Duration.ofNanos(spent.get()),
                Duration.ofNanos(longest.get()),
                mailbox,
                now.runs,
                now.running,
                now.ready,
                now.timers);
    }
}
