package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.invariant.Invariants;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.ItemTable;
import dev.rondo.engine.store.ItemTable.ItemRow;
import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.Retry;
import dev.rondo.step.StepContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items of two runs that need the same result at the same time compute it once. */
class ItemsInFlightTest {
    private static final String JANUARY = "2025-01";
    private static final String FEBRUARY = "2025-02";
    private static final String TWINS = "2025-03";
    private static final String APRIL = "2025-04";

    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(
                home,
                pipeline("items", CachePolicy.byContent()),
                pipeline("expiring", CachePolicy.expiresAfter(Duration.ofHours(1))));
    }

    private static Pipeline<?> pipeline(String name, CachePolicy policy) {
        return LoopWorld.pipeline(name, p -> {
            p.partitionedBy(TimeWindows.monthly("2025-01"));
            Dataset<List<Integer>> list =
                    p.step("list").cache(CachePolicy.never()).run(ItemsInFlightTest::list);
            p.output(p.step("each")
                    .forEach(list)
                    .cache(policy)
                    .retry(Retry.times(2).backoff(Duration.ofMinutes(10)))
                    .run(LoopPipelines::plusOne));
        });
    }

    @AfterEach
    void close() {
        world.close();
    }

    static List<Integer> list(StepContext<Pipeline.NoSettings> context) {
        return switch (context.partition().value()) {
            case JANUARY -> List.of(1, 2, 3);
            case FEBRUARY -> List.of(2, 3, 4);
            case TWINS -> List.of(7, 7, 8);
            default -> List.of(1, 2);
        };
    }

    @Test
    void what_items_of_another_run_compute_is_waited_for_and_then_used() {
        RunId first = fannedOut(JANUARY);
        RunId second = fannedOut(FEBRUARY);
        assertThat(world.executor.live())
                .containsExactly("each[2025-01]", "each[2025-01]", "each[2025-01]", "each[2025-02]");
        world.finishAll();
        assertThat(world.state(first)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(computed()).isEqualTo(4);
        assertThat(items(second)).extracting(ItemRow::cache).containsExactly("HIT", "HIT", "MISS");
        assertThat(items(second).get(0).why()).endsWith("since run " + first);
        assertThat(items(second).get(0).value()).isEqualTo(items(first).get(1).value());
    }

    @Test
    void an_item_whose_result_came_before_the_other_run_knew_its_list_is_not_computed_again() {
        RunId first = fannedOut(JANUARY);
        RunId second = world.start("items", FEBRUARY);
        world.finish("each[2025-01]");
        world.finish("each[2025-01]");
        world.finish("list[2025-02]");
        world.finishAll();
        assertThat(world.state(first)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(computed()).isEqualTo(4);
    }

    @Test
    void the_reason_names_how_many_items_wait_and_the_run_that_computes_for_them() {
        RunId first = fannedOut(JANUARY);
        RunId second = fannedOut(FEBRUARY);
        var asked = world.loop.call(turn -> turn.why(second));
        world.loop.runDue();
        assertThat(asked.join().get(0).why())
                .contains("1 running, 0 waiting for a slot")
                .contains("2 for items that compute");
        assertThat(asked.join().get(0).runs()).containsExactly(first);
    }

    @Test
    void an_item_that_waits_takes_over_when_the_computing_one_fails() {
        RunId first = fannedOut(JANUARY);
        RunId second = fannedOut(FEBRUARY);
        world.executor.slots = 1;
        world.finish("each[2025-01]");
        world.fail("each[2025-01]");
        world.finish("each[2025-01]");
        assertThat(world.state(second)).isEqualTo(RunState.RUNNING);
        world.finish("each[2025-02]");
        assertThat(world.executor.live())
                .as("another try of the first is waited for")
                .isEmpty();
        world.advance(Duration.ofMinutes(10));
        world.fail("each[2025-01]");
        world.advance(Duration.ofMinutes(10));
        world.fail("each[2025-01]");
        assertThat(world.state(first)).isEqualTo(RunState.FAILED);
        assertThat(world.executor.live()).containsExactly("each[2025-02]");
        world.finishAll();
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(items(second)).extracting(ItemRow::cache).containsExactly("MISS", "HIT", "MISS");
    }

    @Test
    void items_that_wait_take_over_when_the_computing_run_is_cancelled() {
        RunId first = fannedOut(JANUARY);
        RunId second = fannedOut(FEBRUARY);
        world.executor.slots = 10;
        RunId third = fannedOut(APRIL);
        world.cancel(first);
        world.giveIn("each[2025-01]");
        world.giveIn("each[2025-01]");
        world.giveIn("each[2025-01]");
        assertThat(world.state(first)).isEqualTo(RunState.CANCELLED);
        world.finishAll();
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.state(third)).isEqualTo(RunState.SUCCEEDED);
        assertThat(computed()).as("of four numbers and three that were stopped").isEqualTo(7);
    }

    @Test
    void a_cancelled_run_waits_for_nothing_and_others_go_on() {
        RunId first = fannedOut(JANUARY);
        RunId second = fannedOut(FEBRUARY);
        world.cancel(second);
        world.giveIn("each[2025-02]");
        assertThat(world.state(second)).isEqualTo(RunState.CANCELLED);
        world.finishAll();
        assertThat(world.state(first)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void a_crash_while_some_compute_and_others_wait_loses_nothing() {
        RunId first = fannedOut(JANUARY);
        RunId second = fannedOut(FEBRUARY);
        world.finish("each[2025-01]");
        world.restart();
        world.finishAll();
        assertThat(world.state(first)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(computed()).as("of four, one was done before").isEqualTo(3);
    }

    @Test
    void an_item_that_was_lost_and_whose_result_is_found_afterwards_is_explained() {
        RunId first = fannedOut(JANUARY);
        world.executor.slots = 10;
        RunId refresh = world.start("items", FEBRUARY, "each");
        world.finish("list[2025-02]");
        world.finish("each[2025-02]");
        world.finish("each[2025-02]");
        world.restart();
        world.finishAll();
        assertThat(world.state(refresh)).isEqualTo(RunState.SUCCEEDED);
        assertThat(items(first)).extracting(ItemRow::cache).containsExactly("MISS", "HIT", "HIT");
        try (Invariants invariants = world.invariants()) {
            assertThat(invariants.check(first).orElseThrow().violations()).isEmpty();
        }
    }

    @Test
    void a_refresh_waits_for_nobody() {
        fannedOut(JANUARY);
        world.executor.slots = 10;
        world.start("items", FEBRUARY, "each");
        world.finish("list[2025-02]");
        assertThat(world.executor.live()).hasSize(6);
        world.finishAll();
    }

    @Test
    void an_element_that_a_list_holds_twice_is_computed_once() {
        RunId run = fannedOut(TWINS);
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(computed()).isEqualTo(2);
        assertThat(items(run).get(1).why()).isEqualTo("another item of this step has the same element");
        try (Invariants invariants = world.invariants()) {
            assertThat(invariants.check(run).orElseThrow().violations()).isEmpty();
        }
    }

    @Test
    void nothing_is_kept_of_runs_that_have_ended() {
        fannedOut(JANUARY);
        fannedOut(FEBRUARY);
        assertThat(world.loop.state.itemsInFlight.isEmpty()).isFalse();
        world.finishAll();
        assertThat(world.loop.state.itemsInFlight.isEmpty()).isTrue();
    }

    @Test
    void a_result_that_has_expired_is_not_taken_from_a_run_that_is_still_under_way() {
        RunId first = world.start("expiring", JANUARY);
        world.finish("list[2025-01]");
        world.finish("each[2025-01]");
        world.finish("each[2025-01]");
        world.advance(Duration.ofHours(2));
        RunId second = world.start("expiring", FEBRUARY);
        world.finish("list[2025-02]");
        world.finishAll();
        assertThat(world.state(first)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.state(second)).isEqualTo(RunState.SUCCEEDED);
        assertThat(items(second)).extracting(ItemRow::cache).containsExactly("MISS", "HIT", "MISS");
    }

    private RunId fannedOut(String month) {
        RunId run = world.start("items", month);
        world.finish("list[" + month + "]");
        return run;
    }

    private List<ItemRow> items(RunId run) {
        return world.database.read(tx -> ItemTable.ofRun(tx, run));
    }

    private long computed() {
        return world.executor.history.stream()
                .filter(name -> name.startsWith("each"))
                .count();
    }
}
