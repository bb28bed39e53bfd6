package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PoolName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.pipeline.Dataset;
import dev.rondo.step.CachePolicy;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cancel ends a run from every state, beats retries, and leaves no timer behind that does anything. */
class CancelTest {
    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(
                home,
                LoopPipelines.stubborn(),
                LoopPipelines.counting(),
                LoopPipelines.reading(),
                LoopWorld.pipeline(
                        "gpu",
                        p -> p.output(p.step("train")
                                .cache(CachePolicy.never())
                                .pool("gpu")
                                .queueTimeout(Duration.ofMinutes(1))
                                .run(LoopPipelines::two))),
                LoopWorld.pipeline("approved", p -> {
                    Dataset<Integer> two = p.step("two").run(LoopPipelines::two);
                    Dataset<Integer> yes = p.approval("release")
                            .by("owner")
                            .within(Duration.ofHours(1))
                            .of(two);
                    p.output(p.step("deploy").reads(yes).run(LoopPipelines::plusOne));
                }),
                LoopWorld.pipeline("limited", p -> {
                    p.runTimeout(Duration.ofHours(1));
                    p.output(p.step("two").cache(CachePolicy.never()).run(LoopPipelines::two));
                }));
        world.loop.recover();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void a_blocked_run_is_cancelled_at_once() {
        RunId run = world.start("reading", "2011-01");
        world.cancel(run);
        assertCancelledForGood(run);
    }

    @Test
    void a_run_that_backs_off_is_cancelled_at_once_and_never_tried_again() {
        RunId run = world.start("stubborn");
        world.fail("try");
        world.cancel(run);
        assertCancelledForGood(run);
        assertThat(world.attempts(run, "try")).containsExactly("FAILED");
    }

    @Test
    void a_failure_after_the_cancel_is_not_tried_again() {
        RunId run = world.start("stubborn");
        world.cancel(run);
        assertThat(world.state(run)).isEqualTo(RunState.CANCELLING);
        world.fail("try");
        assertCancelledForGood(run);
    }

    @Test
    void a_run_that_waits_for_a_person_is_cancelled_at_once() {
        RunId run = world.start("approved");
        world.finishAll();
        world.cancel(run);
        assertCancelledForGood(run);
    }

    @Test
    void a_run_that_waits_for_a_pool_is_cancelled_at_once_and_leaves_the_queue() {
        world.loop.call(turn -> {
            turn.limitPool(PoolName.of("gpu"), 1);
            return true;
        });
        RunId first = world.start("gpu");
        RunId second = world.start("gpu");
        RunId third = world.start("gpu");
        world.cancel(second);
        world.finish("train");
        assertThat(world.state(first)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.executor.live()).containsExactly("train");
        assertThat(world.state(third)).isEqualTo(RunState.RUNNING);
        world.finish("train");
        assertCancelledForGood(second);
    }

    @Test
    void cancelling_twice_is_no_error_and_the_first_reason_stays() {
        RunId run = world.start("limited");
        world.cancel(run);
        world.loop.call(turn -> {
            turn.cancel(run, "bob", "me too");
            return run;
        });
        world.loop.runDue();
        world.giveIn("two");
        world.cancel(run);
        assertCancelledForGood(run);
        assertThat(world.history.run(run).orElseThrow().why()).isEqualTo("cancelled by ada: enough");
    }

    @Test
    void a_success_that_comes_after_the_cancel_is_kept_and_the_run_is_cancelled() {
        RunId run = world.start("limited");
        world.cancel(run);
        world.finish("two");
        assertThat(world.steps(run)).containsExactly("two SUCCEEDED");
        assertCancelledForGood(run);
    }

    @Test
    void a_success_that_comes_before_the_cancel_wins() {
        RunId run = world.start("limited");
        world.executor.finish("two");
        world.cancel(run);
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void a_cancelled_run_stays_cancelled_over_a_restart_in_between() {
        RunId run = world.start("limited");
        world.cancel(run);
        world.restart();
        assertCancelledForGood(run);
    }

    /** Whatever timers are left, and whatever comes late, changes nothing any more. */
    private void assertCancelledForGood(RunId run) {
        assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
        var before = world.steps(run);
        world.advance(Duration.ofDays(1));
        assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
        assertThat(world.steps(run)).isEqualTo(before);
        assertThat(world.executor.live()).isEmpty();
    }
}
