package dev.rondo.executor.local;

import dev.rondo.engine.attempt.AttemptListener;
import dev.rondo.engine.attempt.AttemptOutcome;
import dev.rondo.engine.attempt.AttemptTask;
import dev.rondo.engine.attempt.Executor;
import dev.rondo.engine.attempt.Failure;
import dev.rondo.engine.attempt.StepCall;
import dev.rondo.engine.attempt.StopReason;
import dev.rondo.engine.run.AttemptToken;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts on threads of this process, named after them. What an attempt leaves behind in its thread does not meet
 * the next one: a thread serves another attempt only if the one before succeeded within {@link #SHORT_MILLIS}, was not
 * asked to stop, and its thread locals could be cleared ({@link AttemptThreads}). All others end with their attempt.
 *
 * <p>Stopping sets the flag that {@code context.cancelled()} shows and interrupts the thread. Code that still runs after
 * the grace period is <em>quarantined</em>: its attempt ends and its slot is free again, its thread is renamed
 * {@code quarantined-…} and goes on until it ends by itself; what it returns is dropped. Java has no way to kill it, so a
 * growing {@link #quarantined} count means that the process has to be restarted some time.
 *
 * <p><b>Threads.</b> Safe for many threads. All threads are daemons.
 */
public final class LocalExecutor implements Executor {
    /** 5 seconds. */
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

    /** To make a thread costs an attempt of this length one in a hundred. */
    static final int SHORT_MILLIS = 10;

    private static final int MOST_THREADS = Integer.MAX_VALUE;
    private static final Logger log = LoggerFactory.getLogger(LocalExecutor.class);

    private final int slots;
    private final StepCall call;
    private final Duration grace;
    private final ScheduledThreadPoolExecutor watch;
    private final AttemptThreads attemptThreads;
    private final LongSupplier nanos;

    /** One permit is held for each attempt whose code has a thread. */
    private final Semaphore alive = new Semaphore(MOST_THREADS);

    /** Those with steps' code. Not under the lock: it is held by whoever wakes them. */
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    private final Object lock = new Object();
    /** Guarded by the lock, as are the following. */
    private final Deque<LocalAttempt> waiting = new ArrayDeque<>();

    private final Map<AttemptToken, LocalAttempt> known = new HashMap<>();
    private final Set<LocalAttempt> running = new HashSet<>();
    private final Set<Thread> quarantined = new HashSet<>();
    private boolean closed;

    public LocalExecutor(int slots, StepCall call) {
        this(slots, call, DEFAULT_GRACE);
    }

    /**
     * Makes an executor.
     *
     * @param slots how many attempts run at the same time
     * @param grace how long a step may go on after it was asked to stop
     */
    public LocalExecutor(int slots, StepCall call, Duration grace) {
        this(slots, call, grace, Wipe.ofThreadLocals(), System::nanoTime);
    }

    LocalExecutor(int slots, StepCall call, Duration grace, Optional<Wipe> wipe, LongSupplier nanos) {
        if (slots < 1) {
            throw new IllegalArgumentException("The local executor needs at least one slot; got " + slots);
        }
        this.slots = slots;
        this.call = call;
        this.grace = grace;
        this.watch = new ScheduledThreadPoolExecutor(1, work -> daemon(work, "local-executor-watch"));
        watch.setRemoveOnCancelPolicy(true);
        watch.prestartCoreThread();
        this.attemptThreads = new AttemptThreads(wipe, watch);
        this.nanos = nanos;
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public int slots() {
        return slots;
    }

    /** How many attempts hold a slot now. */
    public int running() {
        synchronized (lock) {
            return running.size();
        }
    }

    /** How many threads were left behind with code that would not stop and still runs. */
    public int quarantined() {
        synchronized (lock) {
            return quarantined.size();
        }
    }

    @Override
    public void start(AttemptTask task, AttemptListener listener) {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("The local executor is closed, so it cannot start " + task.label());
            }
            if (known.containsKey(task.token())) {
                throw new IllegalArgumentException(
                        "Attempt token " + task.token() + " is in use already; " + task.label() + " needs its own");
            }
            LocalAttempt attempt = new LocalAttempt(task, listener);
            known.put(task.token(), attempt);
            waiting.add(attempt);
            fillSlots();
        }
    }

    @Override
    public void stop(AttemptToken token, StopReason reason) {
        synchronized (lock) {
            LocalAttempt attempt = known.get(token);
            if (closed || attempt == null || !attempt.requestStop(reason)) {
                return;
            }
            boolean neverBegan = waiting.remove(attempt);
            long delay = neverBegan ? 0 : grace.toMillis();
            attempt.endsAtTheLatest(watch.schedule(() -> leaveBehind(attempt), delay, TimeUnit.MILLISECONDS));
        }
    }

    /** Holds the lock. */
    private void fillSlots() {
        while (!closed && running.size() < slots && !waiting.isEmpty()) {
            LocalAttempt attempt = waiting.remove();
            running.add(attempt);
            alive.acquireUninterruptibly();
            attemptThreads.execute(attempt.task(), new ThreadLane.Work() {
                @Override
                public boolean run() {
                    return runOnThisThread(attempt);
                }

                @Override
                public void noThread(OutOfMemoryError why) {
                    alive.release();
                    watch.execute(() -> finish(attempt, outOfThreads(why)));
                }
            });
        }
    }

    /** Returns whether the thread may serve another attempt. */
    private boolean runOnThisThread(LocalAttempt attempt) {
        Thread thread = Thread.currentThread();
        AttemptTask task = attempt.task();
        thread.setName("run-" + task.run() + "-" + task.step().name() + "-" + task.attempt());
        threads.add(thread);
        AttemptOutcome outcome = new AttemptOutcome.Failed(new Failure(
                Failure.Kind.ENGINE, "The attempt's thread died outside of the step's code.", List.of(), ""));
        long begin = nanos.getAsLong();
        try {
            if (attempt.begin(thread)) {
                outcome = call.call(task, attempt.stopSignal());
            }
            return isDone(outcome)
                    && attempt.stopSignal().requested().isEmpty()
                    && nanos.getAsLong() - begin < TimeUnit.MILLISECONDS.toNanos(SHORT_MILLIS);
        } finally {
            finish(attempt, outcome);
            threads.remove(thread);
            synchronized (lock) {
                attempt.leave();
                quarantined.remove(thread);
            }
            alive.release();
        }
    }

    private static boolean isDone(AttemptOutcome outcome) {
        return outcome instanceof AttemptOutcome.Succeeded || outcome instanceof AttemptOutcome.ItemSucceeded;
    }

    /** Ends an attempt whose code still runs although its grace period is over, or that never began. */
    private void leaveBehind(LocalAttempt attempt) {
        AttemptOutcome outcome =
                StepCall.stopped(attempt.task(), attempt.stopSignal()).orElseThrow();
        if (attempt.end()) {
            quarantine(attempt);
            release(attempt, outcome);
        }
    }

    private void quarantine(LocalAttempt attempt) {
        synchronized (lock) {
            Thread thread = attempt.renameQuarantined();
            if (thread != null) {
                quarantined.add(thread);
                log.warn(
                        "{} does not stop: its code ignores the interrupt and context.cancelled(). It goes on in thread"
                                + " {}, without a slot; {} such threads now.",
                        attempt.task().label(),
                        thread.getName(),
                        quarantined.size());
            }
        }
    }

    private void finish(LocalAttempt attempt, AttemptOutcome outcome) {
        if (attempt.end()) {
            Thread.interrupted(); // a stop that came in the last moment is answered by the outcome
            release(attempt, outcome);
        }
    }

    /** Gives the slot to the next attempt, and only then tells the outcome, so that the slot is seen to be free. */
    private void release(LocalAttempt attempt, AttemptOutcome outcome) {
        boolean heard;
        synchronized (lock) {
            running.remove(attempt);
            known.remove(attempt.task().token());
            heard = !closed;
            fillSlots();
        }
        if (heard) {
            attempt.report(outcome);
        }
    }

    @Override
    public void close() {
        List<LocalAttempt> toStop;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            waiting.clear();
            toStop = new ArrayList<>(running);
            attemptThreads.close();
        }
        watch.shutdownNow();
        toStop.forEach(attempt -> attempt.requestStop(StopReason.CANCEL));
        awaitThreads();
    }

    private void awaitThreads() {
        boolean ended = false;
        try {
            ended = alive.tryAcquire(MOST_THREADS, grace.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            log.warn(
                    "The local executor closes although {} threads with steps' code do not end: {}",
                    threads.size(),
                    threads.stream().map(Thread::getName).sorted().toList());
        }
    }

    private static AttemptOutcome outOfThreads(OutOfMemoryError e) {
        return new AttemptOutcome.Failed(new Failure(
                Failure.Kind.INFRASTRUCTURE,
                "No thread could be made for the attempt (" + e.getMessage() + "). Raise the limit of threads of this"
                        + " user or container, or run with fewer slots.",
                List.of(),
                ""));
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
