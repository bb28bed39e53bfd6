package dev.rondo.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rondo.engine.attempt.AttemptOutcome;
import dev.rondo.engine.attempt.AttemptTask;
import dev.rondo.engine.attempt.Executor;
import dev.rondo.engine.attempt.StepCall;
import dev.rondo.engine.attempt.StopReason;
import dev.rondo.engine.testkit.ExecutorContract;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LocalExecutorTest extends ExecutorContract {
    private LocalExecutor local;

    @Override
    protected Executor executor(StepCall call) {
        local = new LocalExecutor(SLOTS, call, GRACE);
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
    void every_attempt_has_a_fresh_thread_with_the_class_loader_of_the_users_code() {
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
    void items_of_one_step_share_threads_and_those_of_another_run_do_not() {
        Set<Thread> first = ConcurrentHashMap.newKeySet();
        var count = new AtomicInteger();
        await().until(() -> {
            runItem(1, count.getAndIncrement(), first);
            return first.size() < count.get();
        });
        Set<Thread> second = ConcurrentHashMap.newKeySet();
        runItem(2, 0, second);
        assertThat(second).doesNotContainAnyElementsOf(first);
    }

    @Test
    void a_thread_that_was_left_behind_with_an_item_and_has_come_back_is_as_good_as_new() {
        var release = new CountDownLatch(1);
        Set<Thread> stubborn = ConcurrentHashMap.newKeySet();
        AttemptTask task = attempts.itemOf(1, 0, (context, in) -> {
            stubborn.add(Thread.currentThread());
            awaitStubbornly(release);
            Thread.currentThread().interrupt();
            return "late";
        });
        local.start(task, outcomes);
        await().until(() -> !stubborn.isEmpty());
        local.stop(task.token(), StopReason.CANCEL);
        assertThat(outcomes.await(task)).isInstanceOf(AttemptOutcome.Cancelled.class);
        assertThat(local.quarantined()).isEqualTo(1);

        release.countDown();
        await().until(() -> local.quarantined() == 0);
        var count = new AtomicInteger(1);
        await().until(() -> {
            Set<Thread> used = ConcurrentHashMap.newKeySet();
            runItem(1, count.getAndIncrement(), used);
            return used.equals(stubborn);
        });
        assertThat(local.quarantined()).isZero();
    }

    private void runItem(long run, int item, Set<Thread> used) {
        var name = new AtomicReference<String>();
        var interrupted = new AtomicReference<Boolean>();
        AttemptTask task = attempts.itemOf(run, item, (context, in) -> {
            used.add(Thread.currentThread());
            name.set(Thread.currentThread().getName());
            interrupted.set(Thread.currentThread().isInterrupted());
            return "";
        });
        local.start(task, outcomes);
        assertThat(outcomes.await(task)).isInstanceOf(AttemptOutcome.ItemSucceeded.class);
        assertThat(name.get()).isEqualTo("run-" + run + "-step-1");
        assertThat(interrupted.get()).isFalse();
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
