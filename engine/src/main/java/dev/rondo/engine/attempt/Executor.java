package dev.rondo.engine.attempt;

import dev.rondo.engine.run.AttemptToken;

/**
 * A place where attempts run. For every started attempt it reports exactly one outcome, unless it is closed before.
 *
 * <p><b>Threads.</b> Safe for many threads. {@link #start} and {@link #stop} return at once.
 */
public interface Executor extends AutoCloseable {

    /** Such as {@code local}; unique among the executors of a node. */
    String name();

    /** How many attempts run at the same time; the engine starts no more than that. */
    int slots();

    /**
     * Starts an attempt, or lets it wait when more than {@link #slots} are started. Called on the engine's thread while the
     * rows of its turn are durable but cannot be read yet: it must not block, and must not read rows or artifacts itself.
     *
     * @throws IllegalStateException after {@link #close}
     */
    void start(AttemptTask task, AttemptListener listener);

    /**
     * Asks an attempt to stop. Its outcome is then {@link AttemptOutcome.Cancelled}, or a failure by time-out, whatever
     * its code returns or throws, and it comes within a bounded time even if the code does not stop. An attempt that is
     * unknown or has ended is left alone.
     */
    void stop(AttemptToken token, StopReason reason);

    /**
     * Stops everything and returns within a bounded time. No outcome is reported from then on: attempts that were still
     * running are lost, and the engine finds them so when it starts again.
     */
    @Override
    void close();
}
