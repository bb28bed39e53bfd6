package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.Overlap;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.Repeat;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.PinTable;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.Pipeline.NoSettings;
import dev.rondo.step.CachePolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that repeat others, through the loop and the store. */
class RepeatsTest {
    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(
                home,
                LoopPipelines.chain("chain", 3),
                LoopPipelines.twice(),
                alone("skip", Overlap.skip()),
                alone("queue", Overlap.queue()));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Pipeline<NoSettings> alone(String name, Overlap overlap) {
        return LoopWorld.pipeline(name, p -> {
            p.overlap(overlap);
            Dataset<Integer> first = p.step("first").cache(CachePolicy.never()).run(LoopPipelines::two);
            p.output(p.step("second").reads(first).cache(CachePolicy.never()).run(LoopPipelines::plusOne));
        });
    }

    @Test
    void what_failed_runs_again_and_what_succeeded_is_taken_over_with_its_outputs() {
        RunId first = failedInTheMiddle();
        RunId second = repeat(first, Optional.empty(), Repeat.Code.PINNED);
        assertThat(world.steps(second)).containsExactly("s0 SUCCEEDED", "s1 RUNNING", "s2 WAITING");
        world.finishAll();
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.attempts(second, "s0")).isEmpty();
        assertThat(world.step(second, "s0").why()).isEqualTo("taken over from run " + first + ", where it succeeded");
        assertThat(world.step(second, "s0").outputs())
                .isEqualTo(world.step(first, "s0").outputs());
        assertThat(world.history.run(second).orElseThrow().repeats())
                .contains(new Repeat(first, Optional.empty(), Repeat.Code.PINNED));
        assertThat(world.state(first)).isEqualTo(RunState.FAILED);
    }

    @Test
    void a_run_that_repeats_goes_on_after_a_restart() {
        RunId second = repeat(failedInTheMiddle(), Optional.empty(), Repeat.Code.PINNED);
        world.restart();
        world.finishAll();
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.attempts(second, "s0")).isEmpty();
    }

    @Test
    void from_a_step_on_that_step_runs_although_the_cache_has_its_result() {
        RunId first = world.start("chain");
        world.finishAll();
        RunId second = repeat(first, Optional.of("s1"), Repeat.Code.PINNED);
        assertThat(world.executor.live()).containsExactly("s1");
        world.finishAll();
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.step(second, "s1").cacheWhy()).isEqualTo("runs because a refresh was asked for");
        assertThat(world.step(second, "s2").cache()).isEqualTo("HIT");
    }

    @Test
    void pinned_means_the_same_code_and_the_same_data_and_newest_those_of_now() {
        world.arrive("twice.raw", "2011-01", "one");
        RunId first = world.start("twice", "2011-01");
        world.finish("first");
        world.fail("second");
        world.arrive("twice.raw", "2011-01", "another");
        world.deployAs("code 2");
        RunId pinned = repeat(first, Optional.empty(), Repeat.Code.PINNED);
        RunId newest = repeat(first, Optional.empty(), Repeat.Code.NEWEST);
        assertThat(code(pinned)).isEqualTo(code(first)).isNotEqualTo(code(newest));
        assertThat(pins(pinned)).isEqualTo(pins(first)).isNotEqualTo(pins(newest));
        world.finishAll();
        assertThat(world.attempts(pinned, "first")).isEmpty();
        assertThat(world.attempts(newest, "first")).hasSize(1);
        assertThat(world.state(pinned)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.state(newest)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void all_steps_of_a_run_that_never_began_run_whichever_step_is_named() {
        for (Optional<String> from : List.of(Optional.<String>empty(), Optional.of("second"))) {
            world.start("skip");
            RunId skipped = world.start("skip");
            world.finishAll();
            assertThat(world.state(skipped)).isEqualTo(RunState.SKIPPED);
            RunId repeated = repeat(skipped, from, Repeat.Code.PINNED);
            assertThat(world.steps(repeated)).containsExactly("first RUNNING", "second WAITING");
            world.finishAll();
            assertThat(world.state(repeated)).isEqualTo(RunState.SUCCEEDED);
            assertThat(world.attempts(repeated, "second")).hasSize(1);
        }
    }

    @Test
    void a_repeat_that_waits_or_is_not_wanted_ends_although_it_has_taken_steps_over() {
        for (String pipeline : List.of("skip", "queue")) {
            RunId first = world.start(pipeline);
            world.finish("first");
            world.fail("second");
            world.start(pipeline);
            RunId second = repeat(first, Optional.empty(), Repeat.Code.PINNED);
            if (pipeline.equals("queue")) {
                world.cancel(second);
            }
            boolean skips = pipeline.equals("skip");
            assertThat(world.state(second)).isEqualTo(skips ? RunState.SKIPPED : RunState.CANCELLED);
            world.finishAll();
            RunId third = repeat(second, Optional.empty(), Repeat.Code.PINNED);
            assertThat(world.steps(third)).containsExactly("first SUCCEEDED", "second RUNNING");
            world.finishAll();
            assertThat(world.state(third)).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    void what_cannot_be_repeated_is_refused_with_the_reason() {
        RunId running = world.start("chain");
        assertThatThrownBy(() -> repeat(running, Optional.empty(), Repeat.Code.PINNED))
                .hasMessageContaining("has not ended: it is RUNNING");
        world.finishAll();
        assertThatThrownBy(() -> repeat(running, Optional.empty(), Repeat.Code.PINNED))
                .hasMessageContaining("has no step that failed or was cancelled");
        assertThatThrownBy(() -> repeat(running, Optional.of("nobody"), Repeat.Code.PINNED))
                .hasMessageContaining("has no step nobody");
    }

    private RunId failedInTheMiddle() {
        RunId run = world.start("chain");
        world.finish("s0");
        world.fail("s1");
        assertThat(world.state(run)).isEqualTo(RunState.FAILED);
        return run;
    }

    private String code(RunId run) {
        return world.history.run(run).orElseThrow().codeDigest();
    }

    private List<String> pins(RunId run) {
        return world.database.read(tx ->
                PinTable.ofRun(tx, run).stream().map(PinTable.PinRow::digest).toList());
    }

    private RunId repeat(RunId run, Optional<String> from, Repeat.Code code) {
        Repeat repeat = new Repeat(run, from.map(StepName::of), code);
        String key = UUID.randomUUID().toString();
        var answer = world.loop.call(turn -> turn.startRun(Repeats.request(turn.tx(), repeat, key, "ada", "")));
        world.loop.runDue();
        return answer.join();
    }
}
