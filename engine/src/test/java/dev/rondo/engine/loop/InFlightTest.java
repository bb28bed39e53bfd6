package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.step.Retry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs that need the same result at the same time compute it once. */
class InFlightTest {
    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(home, LoopPipelines.sums(), patient());
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Pipeline<Pipeline.NoSettings> patient() {
        return LoopWorld.pipeline(
                "patient",
                p -> p.step("slow")
                        .retry(Retry.times(2).backoff(Duration.ofMinutes(10)))
                        .run(() -> "done"));
    }

    @Test
    void what_another_run_computes_is_waited_for_and_then_used() {
        RunId first = world.start("sums");
        RunId second = world.start("sums");
        assertThat(world.executor.live()).containsExactly("two");
        assertThat(world.steps(second)).containsExactly("two BLOCKED", "sum WAITING");
        assertThat(world.step(second, "two").why()).contains("step two of run " + first);
        world.finishAll();
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.executor.history).containsExactly("two", "sum");
        assertThat(world.step(second, "two").cache()).isEqualTo("HIT");
        assertThat(world.step(second, "sum").cache()).isEqualTo("HIT");
        assertThat(world.step(second, "two").why()).contains("run " + first);
    }

    @Test
    void the_reason_names_the_run_that_is_waited_for() {
        RunId first = world.start("sums");
        RunId second = world.start("sums");
        var asked = world.loop.call(turn -> turn.why(second));
        world.loop.runDue();
        assertThat(asked.join().get(0).kind()).isEqualTo(Reason.Kind.RESULT);
        assertThat(asked.join().get(0).runs()).containsExactly(first);
    }

    @Test
    void one_of_those_that_wait_takes_over_when_the_computing_step_fails() {
        world.start("sums");
        RunId second = world.start("sums");
        RunId third = world.start("sums");
        world.fail("two");
        assertThat(world.executor.live()).containsExactly("two");
        assertThat(world.steps(second)).containsExactly("two RUNNING", "sum WAITING");
        assertThat(world.steps(third)).containsExactly("two BLOCKED", "sum WAITING");
        assertThat(world.step(third, "two").why()).contains("run " + second);
        world.finishAll();
        assertThat(world.state(third)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.executor.history).containsExactly("two", "two", "sum");
    }

    @Test
    void one_of_those_that_wait_takes_over_when_the_computing_run_is_cancelled() {
        RunId first = world.start("sums");
        RunId second = world.start("sums");
        world.cancel(first);
        world.giveIn("two");
        assertThat(world.state(first)).isEqualTo(RunState.CANCELLED);
        assertThat(world.steps(second)).containsExactly("two RUNNING", "sum WAITING");
        world.finishAll();
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void a_cancelled_run_waits_for_nothing() {
        world.start("sums");
        RunId second = world.start("sums");
        world.cancel(second);
        assertThat(world.state(second)).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void a_crash_while_one_computes_and_another_waits_loses_nothing() {
        RunId first = world.start("sums");
        RunId second = world.start("sums");
        world.restart();
        assertThat(world.executor.live()).containsExactly("two");
        world.finishAll();
        assertThat(world.state(first)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.executor.history).containsExactly("two", "sum");
    }

    @Test
    void a_step_that_will_be_tried_again_is_still_waited_for() {
        world.start("patient");
        RunId second = world.start("patient");
        world.fail("slow");
        assertThat(world.executor.live()).isEmpty();
        assertThat(world.steps(second)).containsExactly("slow BLOCKED");
        world.advance(Duration.ofMinutes(10));
        world.finishAll();
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.executor.history).containsExactly("slow", "slow");
    }

    @Test
    void a_refresh_waits_for_nobody() {
        world.start("sums");
        world.start("sums", "", "two");
        assertThat(world.executor.live()).containsExactly("two", "two");
    }

    @Test
    void runs_that_begin_in_one_turn_compute_once() {
        var one = world.ask(world.request("sums", ""));
        var other = world.ask(world.request("sums", ""));
        world.loop.runDue();
        assertThat(world.executor.live()).containsExactly("two");
        world.finishAll();
        assertThat(world.state(one.join())).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.state(other.join())).isEqualTo(RunState.SUCCEEDED);
    }
}
