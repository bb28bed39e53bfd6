package dev.rondo.executor.local;

import dev.rondo.engine.attempt.AttemptListener;
import dev.rondo.engine.attempt.AttemptOutcome;
import dev.rondo.engine.attempt.AttemptTask;
import dev.rondo.engine.attempt.StopReason;
import dev.rondo.engine.attempt.StopSignal;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt and the thread that runs it. Its state says who may still speak for it.
 *
 * <p><b>Threads.</b> Its fields are guarded by itself; the listener is called without the lock.
 */
final class LocalAttempt {
    private static final Logger log = LoggerFactory.getLogger(LocalAttempt.class);

    /** Each state can only be left for a later one. */
    private enum State {
        WAITING,
        RUNNING,
        /** Its outcome is decided; the code may still be running, on a quarantined thread. */
        ENDED
    }

    private final AttemptTask task;
    private final AttemptListener listener;
    private final StopSignal stop = new StopSignal();
    private State state = State.WAITING;
    private @Nullable Thread thread;
    private @Nullable Future<?> endOfGrace;

    LocalAttempt(AttemptTask task, AttemptListener listener) {
        this.task = task;
        this.listener = listener;
    }

    AttemptTask task() {
        return task;
    }

    StopSignal stopSignal() {
        return stop;
    }

    /** Returns whether the attempt is to be run; false when it ended while it waited. */
    synchronized boolean begin(Thread runner) {
        if (state != State.WAITING) {
            return false;
        }
        state = State.RUNNING;
        thread = runner;
        return true;
    }

    /** Asks the code to stop. Never interrupts a thread whose attempt has ended and that may be reporting it. */
    synchronized boolean requestStop(StopReason reason) {
        if (state == State.ENDED || !stop.request(reason)) {
            return false;
        }
        if (thread != null) {
            thread.interrupt();
        }
        return true;
    }

    /** Remembers the timer that ends the attempt when its code does not; needless once it has ended. */
    synchronized void endsAtTheLatest(Future<?> timer) {
        endOfGrace = timer;
    }

    /** Decides that the attempt has ended; returns whether this call did, so that exactly one outcome is reported. */
    synchronized boolean end() {
        if (state == State.ENDED) {
            return false;
        }
        state = State.ENDED;
        if (endOfGrace != null) {
            endOfGrace.cancel(false);
        }
        return true;
    }

    /** The code has come back, and its thread may go on to other things. */
    synchronized void leave() {
        thread = null;
    }

    /** Marks the thread of code that would not stop, for whoever looks at a thread dump; null when it has come back. */
    synchronized @Nullable Thread renameQuarantined() {
        if (thread != null) {
            thread.setName("quarantined-" + thread.getName());
        }
        return thread;
    }

    /** Tells the outcome of an attempt that has {@link #end}ed. */
    void report(AttemptOutcome outcome) {
        try {
            listener.finished(task.token(), outcome);
        } catch (RuntimeException e) {
            log.error(
                    "The outcome {} of {} was not taken in; the engine will not know of it", outcome, task.label(), e);
        }
    }
}
