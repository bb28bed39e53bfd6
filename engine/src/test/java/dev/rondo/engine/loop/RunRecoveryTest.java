package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecoveryTest {
    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(
                home,
                LoopPipelines.sums(),
                LoopPipelines.stubborn(),
                LoopPipelines.counting(),
                LoopPipelines.reading());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void after_a_restart_a_running_attempt_is_lost_and_runs_again_and_what_succeeded_does_not() {
        RunId run = world.start("sums");
        world.finish("two");
        world.restart();
        assertThat(world.executor.live()).containsExactly("sum");
        assertThat(world.attempts(run, "two")).containsExactly("SUCCEEDED");
        assertThat(world.attempts(run, "sum")).containsExactly("LOST", "RUNNING");
        world.finish("sum");
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.attempts(run, "sum")).containsExactly("LOST", "SUCCEEDED");
    }

    @Test
    void a_lost_attempt_is_not_counted_as_a_try() {
        RunId run = world.start("stubborn");
        world.restart();
        for (int tries = 0; tries < 2; tries++) {
            world.fail("try");
            world.advance(Duration.ofSeconds(10));
        }
        world.finish("try");
        assertThat(world.attempts(run, "try")).containsExactly("LOST", "FAILED", "FAILED", "SUCCEEDED");
    }

    @Test
    void after_a_restart_a_step_that_backs_off_gets_its_timer_and_runs_not_before() {
        world.start("stubborn");
        world.fail("try");
        world.restart();
        assertThat(world.executor.live()).isEmpty();
        world.advance(Duration.ofMillis(9_999));
        assertThat(world.executor.live()).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(world.executor.live()).containsExactly("try");
    }

    @Test
    void after_a_restart_a_run_that_was_being_cancelled_is_cancelled() {
        RunId run = world.start("stubborn");
        world.cancel(run);
        world.restart();
        assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
        assertThat(world.attempts(run, "try")).containsExactly("LOST");
    }

    @Test
    void after_a_restart_a_step_that_waited_for_a_slot_gets_one() {
        world.executor.slots = 0;
        RunId run = world.start("sums");
        assertThat(world.steps(run)).contains("two READY");
        world.restart();
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void a_blocked_step_goes_on_when_another_run_makes_its_partition_also_after_a_restart() {
        RunId january = world.start("reading", "2011-01");
        assertThat(world.steps(january)).containsExactly("read BLOCKED");
        world.restart();
        assertThat(world.steps(january)).containsExactly("read BLOCKED");
        world.arrive("counting.raw", "2011-01", "abc");
        world.start("counting", "2011-01");
        world.finish("count");
        assertThat(world.executor.live()).containsExactly("read[2011-01]");
        world.finish("read");
        assertThat(world.state(january)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void a_blocked_run_can_be_cancelled() {
        RunId run = world.start("reading", "2011-01");
        world.cancel(run);
        assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
        assertThat(world.steps(run)).containsExactly("read CANCELLED");
    }

    @Test
    void a_run_whose_code_is_gone_ends_with_all_its_steps_and_says_why() {
        RunId lost = world.start("stubborn");
        RunId kept = world.start("sums");
        world.restartWith(LoopPipelines.sums());
        assertThat(world.state(lost)).isEqualTo(RunState.CANCELLED);
        assertThat(world.history.run(lost).orElseThrow().why())
                .contains("not deployed")
                .contains("start it again");
        assertThat(world.steps(lost)).containsExactly("try CANCELLED");
        assertThat(world.attempts(lost, "try")).containsExactly("LOST");
        world.finishAll();
        assertThat(world.state(kept)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void a_run_whose_rows_do_not_fit_its_code_does_not_keep_the_others_from_going_on() {
        RunId strange = world.start("stubborn");
        RunId other = world.start("sums");
        world.database.write(tx -> tx.update("update run set settings = 'no json' where run_id = ?", strange));
        world.restart();
        assertThat(world.state(strange)).isEqualTo(RunState.CANCELLED);
        world.finishAll();
        assertThat(world.state(other)).isEqualTo(RunState.SUCCEEDED);
    }
}
