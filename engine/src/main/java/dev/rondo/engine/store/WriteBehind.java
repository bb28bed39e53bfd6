package dev.rondo.engine.store;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does what it is given on a thread of its own, one after the other, while whoever gave it decides what comes next or waits
 * for the disk. After a failure nothing more is done until {@link #end} has told of it.
 *
 * <p><b>Threads:</b> one gives and ends. Between the first {@link #give} and {@link #end} what the work uses belongs to
 * the work.
 */
final class WriteBehind implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), WriteBehind::daemon);

    private @Nullable Future<?> last;
    /** Written and read by the work alone, and by {@link #end} when all of it is over. */
    private @Nullable Throwable failure;

    WriteBehind() {
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "rondo-store-writes");
        thread.setDaemon(true);
        return thread;
    }

    /** The work begins when all before it has ended, if that went well. */
    void give(Runnable work) {
        last = thread.submit(() -> {
            if (failure == null) {
                try {
                    work.run();
                } catch (RuntimeException | Error e) {
                    failure = e;
                }
            }
        });
    }

    /** Waits until all work has ended, and throws what the first that failed has thrown; an interrupt waits, too. */
    void end() {
        Throwable thrown = outcome();
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    /** Waits until all work has ended, well or not. */
    void abandon() {
        outcome();
    }

    private @Nullable Throwable outcome() {
        Future<?> awaited = last;
        if (awaited != null) {
            last = null;
            await(awaited);
        }
        Throwable thrown = failure;
        failure = null;
        return thrown;
    }

    private static void await(Future<?> work) {
        boolean interrupted = false;
        while (!work.isDone()) {
            try {
                work.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw new IllegalStateException("Work ends with its failure noted", e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
