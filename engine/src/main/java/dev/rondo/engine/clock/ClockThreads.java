package dev.rondo.engine.clock;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.quartz.spi.ThreadPool;

/**
 * The threads on which Quartz calls. Quartz's own {@code SimpleThreadPool} loses a call, and the thread with it, when the
 * thread is interrupted at the moment at which it gets the call; its shutdown then waits for that thread for ever.
 *
 * <p><b>Threads:</b> safe for many. Made by Quartz, by name, hence public.
 */
public final class ClockThreads implements ThreadPool {
    private static final int THREADS = 2;
    private static final long LONGEST_CALL_SECONDS = 30;

    private final Semaphore free = new Semaphore(THREADS);
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "rondo-clock-job");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public boolean runInThread(Runnable call) {
        free.acquireUninterruptibly();
        try {
            threads.execute(() -> {
                try {
                    call.run();
                } finally {
                    free.release();
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            free.release();
            return false; // the clock is being closed
        }
    }

    /** Quartz asks for the next calls that are due only while this does not block. */
    @Override
    public int blockForAvailableThreads() {
        free.acquireUninterruptibly();
        free.release();
        return Math.max(1, free.availablePermits());
    }

    @Override
    public void initialize() {
        // Threads are made when they are first needed.
    }

    /** @param wait whether the calls that have begun are waited for, 30 s at most */
    @Override
    public void shutdown(boolean wait) {
        threads.shutdown();
        if (wait) {
            try {
                threads.awaitTermination(LONGEST_CALL_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public int getPoolSize() {
        return THREADS;
    }

    @Override
    public void setInstanceId(String id) {
        // Nothing here is named for it.
    }

    @Override
    public void setInstanceName(String name) {
        // Nothing here is named for it.
    }
}
