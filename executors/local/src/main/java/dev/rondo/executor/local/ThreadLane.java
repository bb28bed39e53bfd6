package dev.rondo.executor.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * As many threads as its attempts need at a time; who limits them are the slots. A few are made at once. Beyond these the
 * threads are doubled whenever an attempt has waited for {@link #PATIENCE_MILLIS}: a wave of attempts that do next to
 * nothing is over before that, and of attempts that take long none waits for another to end.
 *
 * <p>A thread that has become free takes the attempt that waits the longest, or ends when none comes within a second. One
 * whose attempt says that it must not be used again ends at once.
 *
 * <p><b>Threads.</b> Safe for many threads.
 */
final class ThreadLane implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int AT_ONCE = Math.max(4, Runtime.getRuntime().availableProcessors());
    private static final String IDLE_NAME = "local-executor-idle";

    /** An attempt to run. */
    interface Work {
        /** Returns whether its thread may serve another attempt. */
        boolean run();

        /** No thread could be made to run it. */
        void noThread(OutOfMemoryError why);
    }

    private final ScheduledExecutorService watch;
    private final Wipe wipe;

    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock, as are the following. */
    private final Deque<Work> waiting = new ArrayDeque<>();
    /** The one that became idle last is called first, so that those that are too many end. */
    private final Deque<Condition> idle = new ArrayDeque<>();
    /** One at a time is called; it calls the next when there is more to do. */
    private @Nullable Condition called;

    private int threads;
    private long came;
    private @Nullable Future<?> growth;
    private boolean closed;

    ThreadLane(ScheduledExecutorService watch, Wipe wipe) {
        this.watch = watch;
        this.wipe = wipe;
    }

    /** Runs an attempt soon. */
    void execute(Work work) {
        int births = 0;
        lock.lock();
        try {
            waiting.add(work);
            came++;
            if (idle.isEmpty() && called == null && (closed || threads < AT_ONCE || waiting.size() == 1)) {
                births = 1;
                threads++;
            }
            callOne();
            watchThoseWhoWait();
        } finally {
            lock.unlock();
        }
        giveBirth(births);
    }

    /** Holds the lock. */
    private void callOne() {
        if (called == null && !waiting.isEmpty() && !idle.isEmpty()) {
            called = idle.pop();
            called.signal();
        }
    }

    /** Holds the lock. */
    private void watchThoseWhoWait() {
        if (growth == null && !closed && waiting.size() > 1) {
            long last = came;
            growth = watch.schedule(() -> grow(last), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Doubles the threads if one of those still waits that had come by then. */
    private void grow(long last) {
        int births;
        lock.lock();
        try {
            growth = null;
            long taken = came - waiting.size();
            births = (int) Math.max(0, Math.min(last - taken, Math.max(1, threads)));
            threads += births;
            watchThoseWhoWait();
        } finally {
            lock.unlock();
        }
        giveBirth(births);
    }

    private void giveBirth(int births) {
        for (int i = 0; i < births; i++) {
            try {
                newThread().start();
            } catch (OutOfMemoryError e) {
                failOne(e);
            }
        }
    }

    /** Nothing of the thread that happens to make it is handed on. */
    private Thread newThread() {
        Thread thread = new Thread(null, this::serve, IDLE_NAME, 0, false);
        thread.setDaemon(true);
        asAtFirst(thread);
        return thread;
    }

    private void failOne(OutOfMemoryError e) {
        Work unlucky;
        lock.lock();
        try {
            threads--;
            unlucky = waiting.poll();
        } finally {
            lock.unlock();
        }
        if (unlucky != null) {
            unlucky.noThread(e);
        }
    }

    private void serve() {
        Thread self = Thread.currentThread();
        boolean counted = true;
        try {
            for (Work work = next(self); work != null; work = next(self)) {
                if (!work.run()) {
                    return;
                }
                wipe.wipe(self);
                asAtFirst(self);
            }
            counted = false;
        } finally {
            if (counted) {
                leave();
            }
        }
    }

    /** A thread has the priority of whoever makes it, and a step may have changed its own. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void asAtFirst(Thread thread) {
        thread.setUncaughtExceptionHandler(null);
        thread.setContextClassLoader(ThreadLane.class.getClassLoader());
        if (thread.getPriority() != Thread.NORM_PRIORITY) {
            thread.setPriority(Thread.NORM_PRIORITY);
        }
    }

    /** Waits for an attempt; null when none came, and the thread is no longer counted. */
    private @Nullable Work next(Thread self) {
        lock.lock();
        try {
            if (waiting.isEmpty() && !closed) {
                self.setName(IDLE_NAME);
                awaitWork();
            }
            Thread.interrupted(); // whoever interrupted the thread did not mean the attempt that it is to serve
            Work work = waiting.poll();
            if (work == null) {
                threads--;
            }
            callOne();
            watchThoseWhoWait();
            return work;
        } finally {
            lock.unlock();
        }
    }

    /** Holds the lock. */
    private void awaitWork() {
        Condition me = lock.newCondition();
        long left = IDLE_NANOS;
        while (waiting.isEmpty() && !closed && left > 0) {
            idle.push(me);
            try {
                left = me.awaitNanos(left);
            } catch (InterruptedException e) {
                left = 0;
            }
            if (called == me) {
                called = null;
            } else {
                idle.remove(me);
            }
        }
    }

    private void leave() {
        int births = 0;
        lock.lock();
        try {
            threads--;
            if (!waiting.isEmpty() && idle.isEmpty() && called == null) {
                births = 1;
                threads++;
            }
        } finally {
            lock.unlock();
        }
        giveBirth(births);
    }

    /** Idle threads end. What waits is still run, on threads that end after it. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            idle.forEach(Condition::signal);
        } finally {
            lock.unlock();
        }
    }
}
