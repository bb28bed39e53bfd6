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
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts on threads of this process, named after them. Every attempt of a step has a thread made for it, so that
 * nothing a step leaves behind in its thread meets the next one; items of one step in one run share {@link ItemThreads}.
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

    private static final int MOST_THREADS = Integer.MAX_VALUE;
    private static final Logger log = LoggerFactory.getLogger(LocalExecutor.class);

    private final int slots;
    private final StepCall call;
    private final Duration grace;
    private final ScheduledThreadPoolExecutor watch;
    private final ItemThreads itemThreads = new ItemThreads();

    /** One permit is held for each attempt whose code has a thread. */
    private final Semaphore alive = new Semaphore(MOST_THREADS);

    private final Object lock = new Object();
    /** Guarded by the lock, as are the following. */
    private final Deque<LocalAttempt> waiting = new ArrayDeque<>();

    private final Map<AttemptToken, LocalAttempt> known = new HashMap<>();
    private final Set<LocalAttempt> running = new HashSet<>();
    private final Set<Thread> threads = new HashSet<>();
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
        if (slots < 1) {
            throw new IllegalArgumentException("The local executor needs at least one slot; got " + slots);
        }
        this.slots = slots;
        this.call = call;
        this.grace = grace;
        this.watch = new ScheduledThreadPoolExecutor(1, work -> daemon(work, "local-executor-watch"));
        watch.setRemoveOnCancelPolicy(true);
        watch.prestartCoreThread();
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
            try {
                beginThread(attempt);
            } catch (OutOfMemoryError e) {
                alive.release();
                watch.execute(() -> finish(attempt, noThread(e)));
            }
        }
    }

    private void beginThread(LocalAttempt attempt) {
        AttemptTask task = attempt.task();
        if (task.item().isPresent()) {
            itemThreads.of(task.run(), task.step().name()).execute(() -> run(attempt));
        } else {
            daemon(() -> run(attempt), "run-" + task.run()).start();
        }
    }

    private void run(LocalAttempt attempt) {
        Thread thread = Thread.currentThread();
        AttemptTask task = attempt.task();
        thread.setName("run-" + task.run() + "-" + task.step().name() + "-" + task.attempt());
        synchronized (lock) {
            threads.add(thread);
        }
        AttemptOutcome outcome = new AttemptOutcome.Failed(new Failure(
                Failure.Kind.ENGINE, "The attempt's thread died outside of the step's code.", List.of(), ""));
        try {
            if (attempt.begin(thread)) {
                outcome = call.call(task, attempt.stopSignal());
            }
        } finally {
            finish(attempt, outcome);
            synchronized (lock) {
                attempt.leave();
                threads.remove(thread);
                quarantined.remove(thread);
            }
            alive.release();
        }
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
            itemThreads.close();
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
            synchronized (lock) {
                log.warn(
                        "The local executor closes although {} threads with steps' code do not end: {}",
                        threads.size(),
                        threads.stream().map(Thread::getName).sorted().toList());
            }
        }
    }

    private static AttemptOutcome noThread(OutOfMemoryError e) {
        return new AttemptOutcome.Failed(new Failure(
                Failure.Kind.INFRASTRUCTURE,
                "No thread could be made for the attempt (" + e.getMessage() + "). Raise the limit of threads of this"
                        + " user or container, or run with fewer slots.",
                List.of(),
                ""));
    }

    static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
