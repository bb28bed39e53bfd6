package dev.rondo.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rondo.definition.StepBody;
import dev.rondo.engine.attempt.AttemptOutcome;
import dev.rondo.engine.attempt.AttemptTask;
import dev.rondo.engine.attempt.Executor;
import dev.rondo.engine.attempt.StepCall;
import dev.rondo.engine.attempt.StopReason;
import dev.rondo.engine.testkit.ExecutorContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LocalExecutorTest extends ExecutorContract {
    private final AtomicLong nanos = new AtomicLong();
    private LocalExecutor local;
    private StepCall call;

    @Override
    protected Executor executor(StepCall call) {
        this.call = call;
        local = new LocalExecutor(
                SLOTS, call, GRACE, Optional.of(Wipe.ofThreadLocals().orElseThrow()), nanos::get);
        return local;
    }

    @Test
    void a_quarantined_thread_is_named_and_counted_until_it_ends() {
        var release = new CountDownLatch(1);
        AttemptTask task = attempts.returningText((context, in) -> {
            awaitStubbornly(release);
            return "late";
        });
        local.start(task, outcomes);
        await().until(() -> newThreads().stream().anyMatch(t -> t.getName().equals("run-1-step-1")));
        local.stop(task.token(), StopReason.CANCEL);

        assertThat(outcomes.await(task)).isInstanceOf(AttemptOutcome.Cancelled.class);
        assertThat(local.quarantined()).isEqualTo(1);
        assertThat(local.running()).isZero();
        assertThat(newThreads()).anyMatch(t -> t.getName().equals("quarantined-run-1-step-1"));

        release.countDown();
        await().until(() -> local.quarantined() == 0);
    }

    @Test
    void every_attempt_has_the_class_loader_of_the_users_code() {
        var loader = new AtomicReference<ClassLoader>();
        AttemptTask task = attempts.returningText((context, in) -> {
            loader.set(Thread.currentThread().getContextClassLoader());
            return "";
        });
        local.start(task, outcomes);
        outcomes.await(task);
        assertThat(loader.get()).isSameAs(task.step().code().orElseThrow().loader());
    }

    @Test
    void threads_are_shared_by_the_short_attempts_of_all_steps() {
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        var count = new AtomicInteger();
        await().until(() -> {
            runStep(used, () -> "");
            return used.size() < count.incrementAndGet();
        });
    }

    @Test
    void a_thread_that_served_a_long_attempt_serves_no_other() {
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        for (int i = 1; i <= 5; i++) {
            runStep(used, () -> {
                nanos.addAndGet(Duration.ofMillis(LocalExecutor.SHORT_MILLIS).toNanos());
                return "";
            });
            assertThat(used).hasSize(i);
        }
    }

    @Test
    void a_wave_of_attempts_that_wait_for_each_other_gets_a_thread_for_each_slot() {
        int slots = 200;
        var meeting = new CountDownLatch(slots);
        try (var wide = new LocalExecutor(slots, call, GRACE)) {
            List<AttemptTask> tasks = new ArrayList<>();
            for (int i = 0; i < slots; i++) {
                tasks.add(attempts.itemOf(1, i, (context, in) -> {
                    meeting.countDown();
                    meeting.await();
                    return "";
                }));
            }
            tasks.forEach(task -> wide.start(task, outcomes));
            tasks.forEach(task -> assertThat(outcomes.await(task)).isInstanceOf(AttemptOutcome.ItemSucceeded.class));
        }
    }

    @Test
    void a_wave_of_short_attempts_is_served_by_fewer_threads_than_it_has_attempts() {
        int wave = 2_000;
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        try (var wide = new LocalExecutor(wave, call, GRACE)) {
            List<AttemptTask> tasks = new ArrayList<>();
            for (int i = 0; i < wave; i++) {
                tasks.add(attempts.itemOf(1, i, (context, in) -> {
                    used.add(Thread.currentThread());
                    return "";
                }));
            }
            tasks.forEach(task -> wide.start(task, outcomes));
            tasks.forEach(outcomes::await);
        }
        assertThat(used).hasSizeLessThan(wave / 2);
    }

    @Test
    void an_interrupt_that_meets_a_thread_between_two_attempts_disturbs_nobody() {
        for (int i = 0; i < 10; i++) {
            newThreads().stream()
                    .filter(thread -> thread.getName().equals("local-executor-idle"))
                    .forEach(Thread::interrupt);
            runStep(
                    ConcurrentHashMap.newKeySet(),
                    () -> Boolean.toString(Thread.currentThread().isInterrupted()));
        }
    }

    @Test
    void where_thread_locals_cannot_be_cleared_items_of_one_step_share_threads_and_steps_do_not() {
        try (var shut = new LocalExecutor(SLOTS, call, GRACE, Optional.empty(), System::nanoTime)) {
            Set<Thread> first = ConcurrentHashMap.newKeySet();
            var count = new AtomicInteger();
            await().until(() -> {
                runOn(shut, attempts.itemOf(1, count.getAndIncrement(), use(first)));
                return first.size() < count.get();
            });
            Set<Thread> second = ConcurrentHashMap.newKeySet();
            runOn(shut, attempts.itemOf(2, 0, use(second)));
            assertThat(second).doesNotContainAnyElementsOf(first);

            Set<Thread> steps = ConcurrentHashMap.newKeySet();
            for (int i = 1; i <= 5; i++) {
                runOn(shut, attempts.returningText(use(steps)));
                assertThat(steps).hasSize(i);
            }
        }
    }

    private static StepBody use(Set<Thread> used) {
        return (context, in) -> {
            used.add(Thread.currentThread());
            return "";
        };
    }

    private void runOn(Executor executor, AttemptTask task) {
        executor.start(task, outcomes);
        outcomes.await(task);
    }

    private void runStep(Set<Thread> used, Supplier<String> code) {
        AttemptTask task = attempts.returningText((context, in) -> {
            used.add(Thread.currentThread());
            assertThat(Thread.currentThread().getName()).startsWith("run-").endsWith("-step-1");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            return code.get();
        });
        local.start(task, outcomes);
        assertThat(outcomes.await(task)).isInstanceOf(AttemptOutcome.Succeeded.class);
    }

    @Test
    void the_listener_is_never_called_on_an_interrupted_thread() {
        var interrupted = new AtomicReference<Boolean>();
        AttemptTask task = attempts.returningText((context, in) -> {
            Thread.currentThread().interrupt();
            return "";
        });
        local.start(
                task, (token, outcome) -> interrupted.set(Thread.currentThread().isInterrupted()));
        await().until(() -> interrupted.get() != null);
        assertThat(interrupted.get()).isFalse();
    }

    @Test
    void a_listener_that_fails_does_not_cost_the_slot() {
        for (int i = 0; i < 2 * SLOTS; i++) {
            local.start(attempts.returningText((context, in) -> ""), (token, outcome) -> {
                throw new IllegalStateException("the listener of this test fails on purpose");
            });
        }
        AttemptTask last = attempts.returningText((context, in) -> "");
        local.start(last, outcomes);
        assertThat(outcomes.await(last)).isInstanceOf(AttemptOutcome.Succeeded.class);
    }

    @Test
    void no_slots_are_refused() {
        assertThatThrownBy(() -> new LocalExecutor(0, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one slot");
    }
}
