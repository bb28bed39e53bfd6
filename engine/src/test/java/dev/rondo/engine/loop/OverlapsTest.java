package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.Overlap;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.Pipeline.NoSettings;
import dev.rondo.step.CachePolicy;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of one pipeline that overlap, and the time of a whole run, through the loop and the store. */
class OverlapsTest {
    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(
                home,
                pipeline("queue", Overlap.queue()),
                pipeline("skip", Overlap.skip()),
                pipeline("cancel", Overlap.cancelOlder()),
                pipeline("supersede", Overlap.supersede()),
                LoopWorld.pipeline("hour", p -> {
                    p.runTimeout(Duration.ofHours(1));
                    p.overlap(Overlap.queue());
                    p.output(p.step("two").cache(CachePolicy.never()).run(LoopPipelines::two));
                }));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Pipeline<NoSettings> pipeline(String name, Overlap overlap) {
        return LoopWorld.pipeline(name, p -> {
            p.overlap(overlap);
            p.output(p.step("two").cache(CachePolicy.never()).run(LoopPipelines::two));
        });
    }

    @Test
    void a_run_waits_for_the_other_and_then_begins_by_itself() {
        RunId first = world.start("queue");
        RunId second = world.start("queue");
        assertThat(world.state(second)).isEqualTo(RunState.QUEUED);
        assertThat(world.executor.live()).hasSize(1);
        world.finish("two");
        assertThat(world.state(first)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.state(second)).isEqualTo(RunState.RUNNING);
    }

    @Test
    void who_waits_still_waits_after_a_restart() {
        world.start("queue");
        RunId second = world.start("queue");
        world.restart();
        assertThat(world.state(second)).isEqualTo(RunState.QUEUED);
        world.finish("two");
        assertThat(world.state(second)).isEqualTo(RunState.RUNNING);
    }

    @Test
    void a_run_that_is_not_wanted_is_recorded_as_skipped_with_the_reason() {
        RunId first = world.start("skip");
        RunId second = world.start("skip");
        assertThat(world.state(second)).isEqualTo(RunState.SKIPPED);
        assertThat(world.history.run(second).orElseThrow().why())
                .isEqualTo("not wanted while another run of this pipeline is under way (run " + first
                        + "); this pipeline runs at most 1 at once and skips the others");
        assertThat(world.steps(second)).containsExactly("two SKIPPED");
        world.finish("two");
        assertThat(world.state(world.start("skip"))).isEqualTo(RunState.RUNNING);
    }

    @Test
    void the_newer_run_cancels_the_older_and_begins_when_that_has_ended() {
        RunId first = world.start("cancel");
        RunId second = world.start("cancel");
        assertThat(world.state(first)).isEqualTo(RunState.CANCELLING);
        assertThat(world.state(second)).isEqualTo(RunState.QUEUED);
        world.giveIn("two");
        assertThat(world.state(first)).isEqualTo(RunState.CANCELLED);
        assertThat(world.history.run(first).orElseThrow().why())
                .isEqualTo("cancelled by run " + second + ": it is newer, and this pipeline cancels the older run");
        assertThat(world.state(second)).isEqualTo(RunState.RUNNING);
    }

    @Test
    void of_those_that_wait_the_newest_alone_is_wanted() {
        world.start("supersede");
        RunId second = world.start("supersede");
        RunId third = world.start("supersede");
        assertThat(world.state(second)).isEqualTo(RunState.SKIPPED);
        assertThat(world.state(third)).isEqualTo(RunState.QUEUED);
        world.finish("two");
        assertThat(world.state(third)).isEqualTo(RunState.RUNNING);
    }

    @Test
    void a_run_that_waits_can_be_cancelled() {
        world.start("queue");
        RunId second = world.start("queue");
        world.cancel(second);
        assertThat(world.state(second)).isEqualTo(RunState.CANCELLED);
        world.finish("two");
        assertThat(world.executor.live()).isEmpty();
    }

    @Test
    void the_time_of_a_run_counts_from_its_begin_and_ends_it_as_failed() {
        RunId first = world.start("hour");
        RunId second = world.start("hour");
        world.advance(Duration.ofMinutes(50));
        world.finish("two");
        assertThat(world.state(second)).isEqualTo(RunState.RUNNING);
        world.advance(Duration.ofMinutes(50));
        assertThat(world.state(second)).isEqualTo(RunState.RUNNING);
        world.advance(Duration.ofMinutes(10));
        assertThat(world.state(second)).isEqualTo(RunState.STOPPING);
        world.giveIn("two");
        assertThat(world.state(second)).isEqualTo(RunState.FAILED);
        assertThat(world.history.run(second).orElseThrow().why())
                .isEqualTo("its time was up: it took longer than PT1H");
        assertThat(world.state(first)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void the_time_of_a_run_goes_on_over_a_restart() {
        RunId run = world.start("hour");
        world.advance(Duration.ofMinutes(50));
        world.restart();
        world.advance(Duration.ofMinutes(10));
        assertThat(world.state(run)).isEqualTo(RunState.STOPPING);
    }

    @Test
    void time_that_was_up_while_nothing_ran_ends_the_run_at_the_start() {
        RunId run = world.start("hour");
        world.now = world.now.plus(Duration.ofHours(2));
        world.restart();
        assertThat(world.state(run)).isEqualTo(RunState.FAILED);
        assertThat(world.executor.live()).isEmpty();
    }
}
