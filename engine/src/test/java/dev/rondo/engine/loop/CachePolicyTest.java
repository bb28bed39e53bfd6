package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.step.CachePolicy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachePolicyTest {
    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(
                home,
                LoopPipelines.sums(),
                shared("first-user", "load", "double"),
                shared("second-user", "read", "twice"),
                LoopWorld.pipeline(
                        "notifier",
                        p -> p.step("notify")
                                .hasEffects()
                                .cache(CachePolicy.byContent())
                                .run(LoopPipelines::two)),
                LoopWorld.pipeline("items", p -> {
                    Dataset<List<Integer>> list = p.step("list").run(CachePolicyTest::list);
                    p.output(p.step("each").forEach(list).run(CachePolicyTest::plusOne));
                }));
    }

    @AfterEach
    void close() {
        world.close();
    }

    static List<Integer> list() {
        return List.of(1, 2, 3);
    }

    static int plusOne(int number) {
        return number + 1;
    }

    private static Pipeline<Pipeline.NoSettings> shared(String name, String first, String second) {
        return LoopWorld.pipeline(name, p -> {
            Dataset<Integer> two =
                    p.step(first).cache(CachePolicy.byContent().shared()).run(LoopPipelines::two);
            p.output(p.step(second)
                    .cache(CachePolicy.byContent().shared())
                    .reads(two)
                    .run(LoopPipelines::plusOne));
        });
    }

    @Test
    void shared_steps_of_two_pipelines_that_call_the_same_code_on_the_same_inputs_run_once() {
        RunId first = world.start("first-user");
        world.finishAll();
        RunId second = world.start("second-user");
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.executor.history).containsExactly("load", "double");
        assertThat(world.step(second, "twice").cache()).isEqualTo("HIT");
        assertThat(world.step(second, "twice").cacheWhy()).contains("run " + first);
        assertThat(world.step(second, "twice").outputs().get(0).dataset().value())
                .isEqualTo("second-user.twice");
        assertThat(world.versions("second-user.twice", "")).isEqualTo(1);
    }

    @Test
    void shared_steps_that_run_at_the_same_time_compute_once() {
        world.start("first-user");
        RunId second = world.start("second-user");
        assertThat(world.executor.live()).containsExactly("load");
        world.finishAll();
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.executor.history).containsExactly("load", "double");
    }

    @Test
    void a_step_with_effects_runs_every_time_whatever_else_is_said() {
        world.start("notifier");
        world.finishAll();
        RunId second = world.start("notifier");
        assertThat(world.executor.live()).containsExactly("notify");
        assertThat(world.step(second, "notify").cacheWhy()).isEmpty();
        world.finishAll();
        assertThat(world.step(second, "notify").cache()).isEqualTo("NONE");
    }

    @Test
    void a_run_without_the_cache_takes_nothing_from_it_and_adds_nothing_to_it() {
        RunId first = without("sums");
        assertThat(world.step(first, "two").cache()).isEqualTo("NONE");
        assertThat(world.history.run(first).orElseThrow().noCache()).isTrue();
        world.start("sums");
        assertThat(world.executor.live()).containsExactly("two");
        world.finishAll();
        without("sums");
        assertThat(world.executor.history).containsExactly("two", "sum", "two", "sum", "two", "sum");
    }

    @Test
    void a_run_without_the_cache_stays_so_over_a_restart() {
        world.start("sums");
        world.finishAll();
        world.executor.slots = 0;
        var asked = world.ask(world.request("sums", "").withoutCache());
        world.loop.runDue();
        world.restart();
        world.finishAll();
        assertThat(world.step(asked.join(), "sum").cache()).isEqualTo("NONE");
        assertThat(world.attempts(asked.join(), "sum")).containsExactly("SUCCEEDED");
    }

    @Test
    void the_items_of_a_run_without_the_cache_run_too() {
        world.start("items");
        world.finishAll();
        int before = world.executor.history.size();
        without("items");
        assertThat(world.executor.history.subList(before, world.executor.history.size()))
                .containsExactly("list", "each", "each", "each");
    }

    private RunId without(String pipeline) {
        var asked = world.ask(world.request(pipeline, "").withoutCache());
        world.loop.runDue();
        world.finishAll();
        return asked.join();
    }
}
