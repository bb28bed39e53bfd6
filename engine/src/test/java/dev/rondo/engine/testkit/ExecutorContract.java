package dev.rondo.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rondo.engine.artifact.LocalArtifactStore;
import dev.rondo.engine.artifact.Values;
import dev.rondo.engine.attempt.AttemptOutcome;
import dev.rondo.engine.attempt.AttemptTask;
import dev.rondo.engine.attempt.Executor;
import dev.rondo.engine.attempt.Failure;
import dev.rondo.engine.attempt.StepCall;
import dev.rondo.engine.attempt.StopReason;
import dev.rondo.step.Retry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every executor keeps to. Extend it with a test class that makes the executor. */
public abstract class ExecutorContract {
    protected static final int SLOTS = 2;
    /** Short, so that the tests of code that does not stop are quick. */
    protected static final Duration GRACE = Duration.ofMillis(100);

    private static final long LOG_LIMIT_BYTES = 20_000;

    @TempDir
    protected Path folder;

    protected final Outcomes outcomes = new Outcomes();
    protected Attempts attempts;
    private Executor executor;
    private LocalArtifactStore store;
    private Set<Thread> threadsBefore;
    private final CountDownLatch testEnds = new CountDownLatch(1);

    /** An executor with {@link #SLOTS} slots that leaves code behind after {@link #GRACE}. */
    protected abstract Executor executor(StepCall call);

    @BeforeEach
    void start() {
        threadsBefore = Thread.getAllStackTraces().keySet();
        store = new LocalArtifactStore(folder.resolve("artifacts"), InstantSource.system());
        attempts = new Attempts(folder);
        var call = new StepCall(new Values(store), InstantSource.system(), LOG_LIMIT_BYTES);
        executor = executor(call);
    }

    @AfterEach
    void leave_no_thread_behind() {
        testEnds.countDown();
        executor.close();
        await().untilAsserted(() -> assertThat(newThreads()).isEmpty());
    }

    @Test
    void what_the_function_returns_is_in_the_store_when_success_is_reported() {
        AttemptTask task = attempts.returningText((context, in) -> {
            context.metric("mae", 42.5);
            context.param("kind", "forest");
            return "done for " + context.partition();
        });
        executor.start(task, outcomes);

        var succeeded = (AttemptOutcome.Succeeded) outcomes.await(task);
        var output = succeeded.outputs().get(0);
        assertThat(output.dataset().value()).isEqualTo("testing.step");
        assertThat(store.path(output.digest())).hasContent("\"done for 2011-07\"");
        assertThat(store.exists(output.digest(), output.sizeBytes())).isTrue();
        assertThat(succeeded.metrics()).containsEntry("mae", 42.5);
        assertThat(succeeded.params()).containsEntry("kind", "forest");
    }

    @Test
    void a_failure_says_what_was_thrown_where_and_whether_it_is_worth_another_try() throws IOException {
        AttemptTask task = attempts.returningText((context, in) -> {
            throw new IOException("no route to data", new IllegalStateException("cable"));
        });
        executor.start(task, outcomes);

        Failure failure = failureOf(task);
        assertThat(failure.kind()).isEqualTo(Failure.Kind.USER_CODE);
        assertThat(failure.message()).isEqualTo("java.io.IOException: no route to data");
        assertThat(failure.stackTrace())
                .contains("ExecutorContract")
                .contains("Caused by: java.lang.IllegalStateException: cable")
                .doesNotContain("StepCall");
        assertThat(Retry.times(1).onlyOn(IOException.class).covers(failure.exceptionClasses()))
                .isTrue();
        assertThat(Retry.times(1).onlyOn(IllegalStateException.class).covers(failure.exceptionClasses()))
                .isFalse();
        assertThat(log(task)).contains("ExecutorContract").contains("FAILED: java.io.IOException");
    }

    @Test
    void a_cancelled_attempt_is_interrupted_and_reported_as_cancelled() throws InterruptedException {
        var started = new CountDownLatch(1);
        AttemptTask task = attempts.returningText((context, in) -> {
            started.countDown();
            testEnds.await();
            return "never";
        });
        executor.start(task, outcomes);
        started.await();
        executor.stop(task.token(), StopReason.CANCEL);

        assertThat(outcomes.await(task)).isInstanceOf(AttemptOutcome.Cancelled.class);
    }

    @Test
    void a_loop_that_asks_whether_it_is_cancelled_may_end_by_itself_and_counts_as_cancelled() {
        var turns = new AtomicInteger();
        AttemptTask task = attempts.returningText((context, in) -> {
            while (!context.cancelled()) {
                turns.incrementAndGet();
                Thread.onSpinWait();
            }
            return "half";
        });
        executor.start(task, outcomes);
        await().until(() -> turns.get() > 0);
        executor.stop(task.token(), StopReason.CANCEL);

        assertThat(outcomes.await(task)).isInstanceOf(AttemptOutcome.Cancelled.class);
    }

    @Test
    void code_that_ignores_the_cancel_is_left_behind_its_slot_used_again_and_its_late_result_dropped()
            throws InterruptedException {
        var started = new CountDownLatch(SLOTS);
        var ended = new CountDownLatch(SLOTS);
        List<AttemptTask> stubborn = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            AttemptTask task = attempts.returningText((context, in) -> {
                started.countDown();
                awaitStubbornly(testEnds);
                ended.countDown();
                return "late";
            });
            stubborn.add(task);
            executor.start(task, outcomes);
        }
        AttemptTask next = attempts.returningText((context, in) -> "next");
        executor.start(next, outcomes);
        started.await();
        stubborn.forEach(task -> executor.stop(task.token(), StopReason.CANCEL));

        assertThat(outcomes.await(next)).isInstanceOf(AttemptOutcome.Succeeded.class);
        stubborn.forEach(task -> assertThat(outcomes.await(task)).isInstanceOf(AttemptOutcome.Cancelled.class));
        testEnds.countDown();
        await().until(() -> ended.getCount() == 0);
        await().untilAsserted(() ->
                assertThat(newThreads()).noneMatch(thread -> thread.getName().contains("step")));
        stubborn.forEach(task -> assertThat(outcomes.of(task)).hasSize(1));
    }

    @Test
    void an_attempt_stopped_at_its_time_out_has_failed_by_time_out() throws InterruptedException {
        var started = new CountDownLatch(1);
        AttemptTask task = attempts.returningText((context, in) -> {
            started.countDown();
            testEnds.await();
            return "never";
        });
        executor.start(task, outcomes);
        started.await();
        executor.stop(task.token(), StopReason.TIMEOUT);

        Failure failure = failureOf(task);
        assertThat(failure.kind()).isEqualTo(Failure.Kind.TIMEOUT);
        assertThat(failure.message()).contains("PT20M");
        assertThat(Retry.times(1).covers(failure.exceptionClasses())).isTrue();
    }

    @Test
    void an_attempt_that_is_stopped_while_it_waits_never_runs() throws InterruptedException {
        var busy = new CountDownLatch(SLOTS);
        for (int i = 0; i < SLOTS; i++) {
            executor.start(
                    attempts.returningText((context, in) -> {
                        busy.countDown();
                        testEnds.await();
                        return "";
                    }),
                    outcomes);
        }
        busy.await();
        var ran = new AtomicBoolean();
        AttemptTask waiting = attempts.returningText((context, in) -> {
            ran.set(true);
            return "";
        });
        executor.start(waiting, outcomes);
        executor.stop(waiting.token(), StopReason.CANCEL);

        assertThat(outcomes.await(waiting)).isInstanceOf(AttemptOutcome.Cancelled.class);
        assertThat(ran).isFalse();
    }

    @Test
    void errors_of_the_virtual_machine_fail_the_attempt_and_nothing_else() {
        AttemptTask memory = attempts.returningText((context, in) -> {
            throw new OutOfMemoryError("Java heap space");
        });
        AttemptTask stack = attempts.returningText((context, in) -> recurse(1));
        AttemptTask library = attempts.returningText((context, in) -> {
            throw new UnsatisfiedLinkError("libgomp.so.1");
        });
        AttemptTask killed = attempts.returningText((context, in) -> {
            throw new ThreadDeath();
        });
        List.of(memory, stack, library, killed).forEach(task -> executor.start(task, outcomes));

        assertThat(failureOf(memory).kind()).isEqualTo(Failure.Kind.RESOURCES);
        assertThat(failureOf(memory).message()).contains("Java heap space").contains("-Xmx");
        assertThat(failureOf(stack).kind()).isEqualTo(Failure.Kind.USER_CODE);
        assertThat(failureOf(library).kind()).isEqualTo(Failure.Kind.RESOURCES);
        assertThat(failureOf(library).message()).contains("libgomp.so.1").contains("install");
        assertThat(failureOf(killed).message()).contains("ThreadDeath");
        assertThat(Retry.times(3).covers(failureOf(memory).exceptionClasses())).isFalse();
    }

    @Test
    void a_log_beyond_its_limit_is_cut_and_still_ends_with_the_failure() throws IOException {
        AttemptTask task = attempts.returningText((context, in) -> {
            for (int i = 0; i < 10_000; i++) {
                context.log("line " + i);
            }
            throw new IllegalStateException("after much talk");
        });
        executor.start(task, outcomes);
        failureOf(task);

        assertThat(Files.size(task.log())).isLessThan(2 * LOG_LIMIT_BYTES);
        assertThat(log(task))
                .contains("line 0\n")
                .contains("truncated here")
                .contains("FAILED: java.lang.IllegalStateException: after much talk");
    }

    @Test
    void a_function_that_returns_nothing_or_something_else_has_failed_for_good() {
        AttemptTask nothing = attempts.returningText((context, in) -> nothing());
        AttemptTask other = attempts.returningText((context, in) -> 42);
        executor.start(nothing, outcomes);
        executor.start(other, outcomes);

        assertThat(failureOf(nothing).message()).contains("returned null");
        assertThat(failureOf(other).kind()).isEqualTo(Failure.Kind.DEFINITION);
        assertThat(failureOf(other).message()).contains("testing.step (String)").contains("java.lang.Integer");
        assertThat(Retry.times(3).covers(failureOf(nothing).exceptionClasses())).isFalse();
        assertThat(Retry.times(3).covers(failureOf(other).exceptionClasses())).isFalse();
    }

    @Test
    void no_more_attempts_run_at_the_same_time_than_there_are_slots() {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        List<AttemptTask> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tasks.add(attempts.returningText((context, in) -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.yield();
                now.decrementAndGet();
                return "";
            }));
        }
        tasks.forEach(task -> executor.start(task, outcomes));
        tasks.forEach(outcomes::await);

        assertThat(executor.slots()).isEqualTo(SLOTS);
        assertThat(most.get()).isBetween(1, SLOTS);
    }

    @Test
    void closing_stops_what_runs_in_bounded_time_and_reports_nothing_more() throws InterruptedException {
        var started = new CountDownLatch(1);
        AttemptTask task = attempts.returningText((context, in) -> {
            started.countDown();
            testEnds.await();
            return "never";
        });
        executor.start(task, outcomes);
        started.await();
        executor.close();

        await().untilAsserted(() -> assertThat(newThreads()).isEmpty());
        assertThat(outcomes.of(task)).isEmpty();
        assertThatThrownBy(() -> executor.start(task, outcomes)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stopping_an_attempt_that_has_ended_or_never_was_changes_nothing() {
        AttemptTask task = attempts.returningText((context, in) -> "done");
        executor.start(task, outcomes);
        outcomes.await(task);
        executor.stop(task.token(), StopReason.CANCEL);
        executor.stop(attempts.returningText((context, in) -> "").token(), StopReason.TIMEOUT);

        assertThat(outcomes.of(task)).hasSize(1).first().isInstanceOf(AttemptOutcome.Succeeded.class);
    }

    @Test
    void nothing_that_an_attempt_leaves_in_its_thread_meets_the_next_one() {
        var local = new ThreadLocal<String>();
        var inherited = new InheritableThreadLocal<String>();
        Set<String> found = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 8; i++) {
            AttemptTask task = attempts.returningText((context, in) -> {
                Thread thread = Thread.currentThread();
                found.add(local.get() + ", " + inherited.get() + ", " + thread.isInterrupted() + ", "
                        + thread.getPriority() + ", "
                        + thread.getUncaughtExceptionHandler().equals(thread.getThreadGroup())
                        + ", " + (thread.getContextClassLoader() == Attempts.class.getClassLoader()));
                local.set("left behind");
                inherited.set("left behind");
                thread.setPriority(Thread.MIN_PRIORITY);
                thread.setUncaughtExceptionHandler((t, e) -> {});
                thread.setContextClassLoader(null);
                thread.setName("left behind");
                thread.interrupt();
                return "";
            });
            executor.start(task, outcomes);
            assertThat(outcomes.await(task)).isInstanceOf(AttemptOutcome.Succeeded.class);
        }
        assertThat(found).containsExactly("null, null, false, " + Thread.NORM_PRIORITY + ", true, true");
    }

    @Test
    void a_thread_whose_code_was_left_behind_or_failed_serves_no_other_attempt() throws InterruptedException {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        Set<Thread> spent = ConcurrentHashMap.newKeySet();
        AttemptTask stubborn = attempts.returningText((context, in) -> {
            spent.add(Thread.currentThread());
            started.countDown();
            awaitStubbornly(release);
            return "late";
        });
        AttemptTask failing = attempts.returningText((context, in) -> {
            spent.add(Thread.currentThread());
            throw new StackOverflowError("of this test");
        });
        executor.start(stubborn, outcomes);
        executor.start(failing, outcomes);
        started.await();
        executor.stop(stubborn.token(), StopReason.CANCEL);
        outcomes.await(stubborn);
        outcomes.await(failing);
        release.countDown();

        Set<Thread> later = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 8; i++) {
            AttemptTask task = attempts.returningText((context, in) -> {
                later.add(Thread.currentThread());
                return "";
            });
            executor.start(task, outcomes);
            outcomes.await(task);
        }
        assertThat(later).isNotEmpty().doesNotContainAnyElementsOf(spent);
        await().untilAsserted(() -> assertThat(newThreads()).doesNotContainAnyElementsOf(spent));
    }

    @Test
    void as_many_attempts_run_at_the_same_time_as_there_are_slots_also_after_many_short_ones() {
        for (int i = 0; i < 5; i++) {
            AttemptTask quick = attempts.returningText((context, in) -> "");
            executor.start(quick, outcomes);
            outcomes.await(quick);
        }
        var meeting = new CyclicBarrier(SLOTS);
        List<AttemptTask> tasks = new ArrayList<>();
        for (int i = 0; i < 2 * SLOTS; i++) {
            tasks.add(attempts.returningText((context, in) -> {
                meeting.await();
                return "";
            }));
        }
        tasks.forEach(task -> executor.start(task, outcomes));
        tasks.forEach(task -> assertThat(outcomes.await(task)).isInstanceOf(AttemptOutcome.Succeeded.class));
    }

    /** The threads that exist now and did not before the executor was made. */
    protected Set<Thread> newThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !threadsBefore.contains(thread))
                .filter(thread -> !thread.getName().startsWith("awaitility"))
                .collect(Collectors.toSet());
    }

    /** Waits without minding interrupts, as badly written code does. */
    protected static void awaitStubbornly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // goes on regardless
            }
        }
    }

    private Failure failureOf(AttemptTask task) {
        assertThat(outcomes.await(task)).isInstanceOf(AttemptOutcome.Failed.class);
        return ((AttemptOutcome.Failed) outcomes.await(task)).failure();
    }

    private static String log(AttemptTask task) throws IOException {
        return Files.readString(task.log());
    }

    private static Object nothing() {
        return null;
    }

    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }
}
