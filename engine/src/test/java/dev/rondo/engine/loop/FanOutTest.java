package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.ItemTable;
import dev.rondo.engine.store.ItemTable.ItemRow;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.step.Retry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FanOutTest {
    private static final List<Shop> SHOPS = new ArrayList<>();
    private static final Set<String> BROKEN = ConcurrentHashMap.newKeySet();
    private static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();

    record Shop(String name, List<Integer> sales) {}

    record Total(String name, int sum) {}

    /** Sums up the sales of each shop, and of all. */
    static final class Shops implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            Dataset<List<Shop>> shops =
                    p.step("shops").cache(dev.rondo.step.CachePolicy.never()).run(Shops::list);
            Dataset<Integer> factor = p.step("factor").run(Shops::two);
            Dataset<List<Total>> totals = p.step("total")
                    .forEach(shops)
                    .reads(factor)
                    .retry(Retry.times(1).backoff(Duration.ofSeconds(5)))
                    .run(Shops::total);
            p.output(p.step("all").reads(totals).run(Shops::all));
        }

        @Override
        public String name() {
            return "shops";
        }

        static List<Shop> list() {
            return List.copyOf(SHOPS);
        }

        static int two() {
            return 2;
        }

        static Total total(Shop shop, Integer factor) throws IOException {
            CALLS.computeIfAbsent(shop.name(), n -> new AtomicInteger()).incrementAndGet();
            if (BROKEN.contains(shop.name())) {
                throw new IOException(shop.name() + " does not answer");
            }
            return new Total(
                    shop.name(),
                    factor * shop.sales().stream().mapToInt(Integer::intValue).sum());
        }

        static int all(List<Total> totals) {
            return totals.stream().mapToInt(Total::sum).sum();
        }
    }

    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        SHOPS.clear();
        BROKEN.clear();
        CALLS.clear();
        world = new LoopWorld(home, new Shops());
        world.loop.recover();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void shops(String... names) {
        SHOPS.clear();
        for (String name : names) {
            SHOPS.add(new Shop(name, List.of(name.length(), 1)));
        }
    }

    private List<ItemRow> items(RunId run) {
        return world.database.read(tx -> ItemTable.ofRun(tx, run));
    }

    private Map<String, Integer> calls() {
        Map<String, Integer> calls = new TreeMap<>();
        CALLS.forEach((name, count) -> calls.put(name, count.get()));
        return calls;
    }

    private String result(RunId run, String step) throws IOException {
        var output = world.step(run, step).outputs().get(0);
        return world.artifacts.read(output.digest(), in -> new String(in.readAllBytes(), "UTF-8"));
    }

    @Test
    void each_element_is_worked_on_once_and_the_results_are_a_list_in_the_order_of_the_elements() throws IOException {
        shops("north", "south", "east", "west", "centre");
        RunId run = world.start("shops");
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(result(run, "total"))
                .isEqualTo(
                        "[{\"name\":\"north\",\"sum\":12},{\"name\":\"south\",\"sum\":12},"
                                + "{\"name\":\"east\",\"sum\":10},{\"name\":\"west\",\"sum\":10},{\"name\":\"centre\",\"sum\":14}]");
        assertThat(result(run, "all")).isEqualTo("58");
        assertThat(items(run)).hasSize(5).allSatisfy(item -> {
            assertThat(item.state()).isEqualTo(StepState.SUCCEEDED);
            assertThat(item.attempts()).isEqualTo(1);
            assertThat(item.cache()).isEqualTo("MISS");
        });
        assertThat(calls())
                .hasSize(5)
                .allSatisfy((name, count) -> assertThat(count).isEqualTo(1));
    }

    @Test
    void an_empty_list_has_an_empty_result() throws IOException {
        RunId run = world.start("shops");
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(result(run, "total")).isEqualTo("[]");
    }

    @Test
    void items_take_no_more_slots_than_there_are() {
        shops("a", "b", "c", "d", "e", "f", "g");
        RunId run = world.start("shops");
        world.executor.slots = 3;
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.executor.mostAtOnce).isEqualTo(3);
    }

    @Test
    void only_elements_that_were_not_there_before_are_worked_on_wherever_they_stand() throws IOException {
        shops("a", "b", "c");
        world.start("shops");
        world.finishAll();
        shops("new", "c", "a");
        RunId second = world.start("shops");
        world.finishAll();
        assertThat(calls()).containsExactlyInAnyOrderEntriesOf(Map.of("a", 1, "b", 1, "c", 1, "new", 1));
        assertThat(result(second, "total"))
                .isEqualTo("[{\"name\":\"new\",\"sum\":8},{\"name\":\"c\",\"sum\":4},{\"name\":\"a\",\"sum\":4}]");
        assertThat(items(second)).extracting(ItemRow::cache).containsExactly("MISS", "HIT", "HIT");
    }

    @Test
    void a_refresh_works_on_all_elements_again() {
        shops("a", "b");
        world.start("shops");
        world.finishAll();
        world.start("shops", "", "total");
        world.finishAll();
        assertThat(calls()).containsExactlyInAnyOrderEntriesOf(Map.of("a", 2, "b", 2));
    }

    @Test
    void an_item_is_tried_again_by_itself_and_the_others_are_not() {
        shops("a", "b", "c");
        BROKEN.add("b");
        RunId run = world.start("shops");
        world.finishAll();
        assertThat(world.step(run, "total").state()).isEqualTo(StepState.FANNED_OUT);
        assertThat(items(run).get(1).state()).isEqualTo(StepState.BACKING_OFF);
        BROKEN.clear();
        world.advance(Duration.ofSeconds(4));
        assertThat(world.executor.live()).isEmpty();
        world.advance(Duration.ofSeconds(1));
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(calls()).containsExactlyInAnyOrderEntriesOf(Map.of("a", 1, "b", 2, "c", 1));
        List<ItemTable.ItemAttemptRow> failed = world.database.read(
                tx -> ItemTable.attempts(tx, run, dev.rondo.definition.StepName.of("total"), 0, 10));
        assertThat(failed)
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.failure()).hasValue("java.io.IOException: b does not answer"));
    }

    @Test
    void when_all_items_have_ended_the_step_fails_naming_those_that_failed() {
        shops("a", "b", "c", "d", "e", "f");
        BROKEN.addAll(Set.of("b", "c", "d", "e"));
        RunId run = world.start("shops");
        world.finishAll();
        world.advance(Duration.ofSeconds(5));
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.FAILED);
        assertThat(world.step(run, "total").why())
                .isEqualTo(
                        "4 of 6 items failed: item 1 (java.io.IOException: b does not answer), item 2 (java.io.IOException: c does"
                                + " not answer), item 3 (java.io.IOException: d does not answer) and 1 more");
        assertThat(world.step(run, "all").state()).isEqualTo(StepState.SKIPPED);
    }

    @Test
    void a_run_of_a_failed_fan_out_takes_over_the_items_that_succeeded() {
        shops("a", "b");
        BROKEN.add("b");
        world.start("shops");
        world.finishAll();
        world.advance(Duration.ofSeconds(5));
        world.finishAll();
        BROKEN.clear();
        RunId again = world.start("shops");
        world.finishAll();
        assertThat(world.state(again)).isEqualTo(RunState.SUCCEEDED);
        assertThat(calls()).containsExactlyInAnyOrderEntriesOf(Map.of("a", 1, "b", 3));
    }

    @Test
    void after_a_restart_finished_items_stay_and_those_that_ran_run_again_without_costing_a_try() throws IOException {
        shops("a", "b", "c", "d", "e", "f");
        RunId run = world.start("shops");
        world.executor.slots = 2;
        world.finish("shops");
        world.finish("factor");
        world.finish("total");
        world.finish("total");
        world.finish("total");
        assertThat(world.executor.live()).containsExactly("total", "total");
        world.restart();
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(result(run, "all")).isEqualTo("24");
        assertThat(calls()).allSatisfy((name, count) -> assertThat(count).isEqualTo(1));
        assertThat(items(run)).extracting(ItemRow::recoveries).containsExactly(0, 0, 0, 1, 1, 0);
        assertThat(items(run)).extracting(ItemRow::attempts).containsOnly(1);
    }

    @Test
    void a_cancel_ends_the_fan_out_when_its_running_items_have_stopped() {
        shops("a", "b", "c", "d", "e", "f");
        RunId run = world.start("shops");
        world.executor.slots = 2;
        world.finish("shops");
        world.finish("factor");
        world.finish("total");
        world.cancel(run);
        assertThat(world.state(run)).isEqualTo(RunState.CANCELLING);
        assertThat(world.executor.stopped).hasSize(2);
        world.giveIn("total");
        world.giveIn("total");
        assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
        assertThat(world.step(run, "total").state()).isEqualTo(StepState.CANCELLED);
        assertThat(items(run))
                .extracting(ItemRow::state)
                .containsExactly(StepState.SUCCEEDED, StepState.CANCELLED, StepState.CANCELLED);
        assertThat(world.executor.live()).isEmpty();
        RunId next = world.start("shops");
        world.finishAll();
        assertThat(world.state(next)).as("its slots are free again").isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void ten_thousand_items_are_worked_on_in_one_run() throws IOException {
        for (int i = 0; i < 10_000; i++) {
            SHOPS.add(new Shop("shop " + i, List.of(1)));
        }
        world.executor.slots = 1000;
        RunId run = world.start("shops");
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(result(run, "all")).isEqualTo("20000");
    }
}
