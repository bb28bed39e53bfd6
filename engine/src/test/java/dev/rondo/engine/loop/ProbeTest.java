package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.NondeterminismTable;
import dev.rondo.engine.store.NondeterminismTable.NondeterminismRow;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.step.CachePolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeTest {
    private static final AtomicInteger CALLS = new AtomicInteger();

    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(home, LoopPipelines.sums(), counter("counter"), counter("other"), casual());
    }

    @AfterEach
    void close() {
        world.close();
    }

    static int count() {
        return CALLS.incrementAndGet();
    }

    private static Pipeline<Pipeline.NoSettings> counter(String name) {
        return LoopWorld.pipeline(
                name,
                p -> p.step("count").cache(CachePolicy.byContent().shared()).run(ProbeTest::count));
    }

    private static Pipeline<Pipeline.NoSettings> casual() {
        return LoopWorld.pipeline(
                "casual",
                p -> p.step("count")
                        .cache(CachePolicy.byContent().acceptingOthers())
                        .run(ProbeTest::count));
    }

    private RunId ran(String pipeline) {
        RunId run = world.start(pipeline);
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        return run;
    }

    private void probe() {
        world.loop.post("probing", Turn::probe);
        world.loop.runDue();
    }

    private List<NondeterminismRow> found() {
        return world.database.read(NondeterminismTable::all);
    }

    @Test
    void a_step_that_gives_the_same_again_is_not_marked_and_no_run_changes() {
        ran("sums");
        RunId hit = ran("sums");
        probe();
        assertThat(world.executor.live()).containsExactly("sum");
        world.finishAll();
        assertThat(found()).isEmpty();
        assertThat(world.attempts(hit, "sum")).isEmpty();
        assertThat(world.step(hit, "sum").nondeterminism()).isEmpty();
    }

    @Test
    void a_step_that_gives_something_else_is_marked_once_and_shown() {
        ran("counter");
        RunId hit = ran("counter");
        probe();
        world.finishAll();
        assertThat(found()).singleElement().satisfies(row -> {
            assertThat(row.step()).hasToString("count");
            assertThat(row.run()).isEqualTo(hit);
        });
        assertThat(world.step(hit, "count").nondeterminism().orElseThrow()).contains("another output");
        ran("counter");
        probe();
        assertThat(world.executor.live()).isEmpty();
    }

    @Test
    void results_of_a_marked_step_are_not_shared_with_other_pipelines_until_a_person_accepts_that() {
        ran("counter");
        ran("counter");
        probe();
        world.finishAll();
        world.restart();
        assertThat(world.plan("other", List.of(""))
                        .partitions()
                        .get(0)
                        .steps()
                        .get(0)
                        .why())
                .contains("is not shared");
        RunId other = ran("other");
        assertThat(world.step(other, "count").cache()).isEqualTo("MISS");
        assertThat(world.step(other, "count").cacheWhy()).contains("counter").contains("is not shared");
        assertThat(world.step(ran("other"), "count").cache()).isEqualTo("HIT");
        var accepted = world.loop.call(turn ->
                turn.acceptNondeterminism(PipelineName.of("counter"), StepName.of("count"), "ada", "it only counts"));
        world.loop.runDue();
        assertThat(accepted.join()).isEqualTo(1);
        assertThat(world.step(ran("counter"), "count").cache()).isEqualTo("HIT");
        assertThat(found().get(0).words()).contains("ada accepts that: it only counts");
    }

    @Test
    void nothing_is_tried_out_while_something_else_is_to_be_done() {
        ran("sums");
        ran("sums");
        world.start("counter");
        probe();
        assertThat(world.executor.live()).containsExactly("count");
    }

    @Test
    void what_is_being_tried_out_makes_room_for_a_step_of_a_run() {
        ran("sums");
        ran("sums");
        probe();
        RunId run = world.start("counter");
        assertThat(world.executor.stopped).hasSize(1);
        world.giveIn("sum");
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(found()).isEmpty();
        probe();
        assertThat(world.executor.live()).hasSize(1);
    }

    @Test
    void a_step_whose_definition_accepts_other_results_is_not_tried_out() {
        ran("casual");
        ran("casual");
        probe();
        assertThat(world.executor.live()).isEmpty();
    }

    @Test
    void a_probe_that_fails_changes_nothing() {
        ran("sums");
        ran("sums");
        probe();
        world.fail("sum");
        assertThat(found()).isEmpty();
        probe();
        assertThat(world.executor.live()).containsExactly("two");
    }
}
