package dev.rondo.engine.clock;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.quartz.spi.ThreadPool;

/**
 * The two threads on which Quartz calls. Its own pool takes half a second to close even if nothing runs, because its
 * threads look no more often whether they should end. Public because Quartz makes it, by its name.
 *
 * <p><b>Threads.</b> Safe for many threads. Its threads are daemons.
 */
public final class ClockThreads implements ThreadPool {
    private static final int THREADS = 2;
    private static final int LONGEST_CALL_MINUTES = 1;

    private final Semaphore free = new Semaphore(THREADS);
    private final AtomicInteger made = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "rondo-clock-job-" + made.incrementAndGet());
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
            return false;
        }
    }

    /** Only Quartz's one scheduling thread starts calls, so that what is free here stays free for it. */
    @Override
    public int blockForAvailableThreads() {
        free.acquireUninterruptibly();
        free.release();
        return Math.max(1, free.availablePermits());
    }

    @Override
    public int getPoolSize() {
        return THREADS;
    }

    @Override
    public void shutdown(boolean waitForJobsToComplete) {
        threads.shutdown();
        if (!waitForJobsToComplete) {
            return;
        }
        try {
            boolean ended = threads.awaitTermination(LONGEST_CALL_MINUTES, TimeUnit.MINUTES);
            if (!ended) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void initialize() {
        // The threads are made when they are needed.
    }

    @Override
    public void setInstanceId(String id) {
        // The threads have names of their own.
    }

    @Override
    public void setInstanceName(String name) {
        // The threads have names of their own.
    }
}
