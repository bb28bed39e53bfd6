package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.PoolName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.plan.Expected;
import dev.rondo.engine.plan.Plan;
import dev.rondo.engine.plan.Verdict;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.step.CachePolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookAheadTest {
    private static final List<String> WHOLE = List.of("");
    private static volatile boolean enough;

    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(
                home,
                LoopPipelines.sums(),
                LoopPipelines.counting(),
                LoopPipelines.reading(),
                LoopPipelines.gated(),
                LoopPipelines.expiring(),
                branches(),
                shared(),
                pooled(),
                pooledBranch(),
                windows());
        world.loop.recover();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Pipeline<?> branches() {
        return LoopWorld.pipeline("branches", p -> {
            Dataset<Boolean> condition =
                    p.step("enough").cache(CachePolicy.never()).run(LookAheadTest::isEnough);
            Dataset<Integer> full = p.step("full").onlyIf(condition).run(LoopPipelines::two);
            Dataset<Integer> quick = p.step("quick").unless(condition).run(LoopPipelines::two);
            p.output(p.step("end").reads(p.firstOf("either", full, quick)).run(LoopPipelines::plusOne));
        });
    }

    private static Pipeline<?> windows() {
        return LoopWorld.pipeline("windows", p -> {
            p.partitionedBy(TimeWindows.monthly("2011-01"));
            var raw = p.source("raw", dev.rondo.pipeline.Files.matching("w-{partition}.txt"));
            Dataset<Integer> count = p.step("count").reads(raw).run(LoopPipelines::letters);
            p.output(p.step("pair").reads(count.last(2)).run(LookAheadTest::sum));
        });
    }

    private static Pipeline<?> pooled() {
        return LoopWorld.pipeline("pooled", p -> {
            Dataset<Integer> two = p.step("train").pool("gpu", 2).run(LoopPipelines::two);
            p.output(p.step("score").reads(two).run(LoopPipelines::plusOne));
        });
    }

    private static Pipeline<?> pooledBranch() {
        return LoopWorld.pipeline("pooled-branch", p -> {
            Dataset<Boolean> condition =
                    p.step("enough").cache(CachePolicy.never()).run(LookAheadTest::isEnough);
            Dataset<Integer> full =
                    p.step("full").onlyIf(condition).pool("gpu", 2).run(LoopPipelines::two);
            Dataset<Integer> quick = p.step("quick").unless(condition).run(LoopPipelines::two);
            p.output(p.step("end").reads(p.firstOf("either", full, quick)).run(LoopPipelines::plusOne));
        });
    }

    private static Pipeline<?> shared() {
        return LoopWorld.pipeline("shared", p -> {
            Dataset<Integer> two = p.step("two").run(LoopPipelines::two);
            p.output(p.step("sum")
                    .cache(CachePolicy.byContent().shared())
                    .reads(two)
                    .run(LoopPipelines::plusOne));
        });
    }

    static boolean isEnough() {
        return enough;
    }

    static int sum(List<Integer> all) {
        return all.stream().mapToInt(Integer::intValue).sum();
    }

    private RunId ran(String pipeline, String partition) {
        RunId run = world.start(pipeline, partition);
        world.finishAll();
        return run;
    }

    private static Map<String, Verdict> verdicts(Plan plan) {
        return plan.partitions().stream()
                .flatMap(p -> p.steps().stream()
                        .map(s -> Map.entry(
                                s.step() + (p.partition().isWhole() ? "" : "[" + p.partition() + "]"), s.verdict())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String why(Plan plan, String step) {
        return plan.partitions().get(0).steps().stream()
                .filter(s -> s.step().value().equals(step))
                .findFirst()
                .orElseThrow()
                .why();
    }

    @Test
    void before_the_first_run_everything_runs_and_afterwards_nothing_does() {
        Plan first = world.plan("sums", WHOLE);
        assertThat(verdicts(first)).isEqualTo(Map.of("two", Verdict.RUN, "sum", Verdict.RUN));
        assertThat(why(first, "two")).isEqualTo("runs for the first time");
        assertThat(first.nothingRuns()).isFalse();
        RunId run = ran("sums", "");
        Plan second = world.plan("sums", WHOLE);
        assertThat(second.nothingRuns()).isTrue();
        assertThat(why(second, "sum")).isEqualTo("nothing it depends on has changed since run " + run);
    }

    @Test
    void a_plan_names_the_runs_that_are_under_way_for_its_partition() {
        RunId run = world.start("sums", "");
        assertThat(world.plan("sums", WHOLE).partitions().get(0).underWay()).containsExactly(run);
        assertThat(world.plan("shared", WHOLE).partitions().get(0).underWay()).isEmpty();
        world.finishAll();
        assertThat(world.plan("sums", WHOLE).partitions().get(0).underWay()).isEmpty();
    }

    @Test
    void a_step_whose_pool_cannot_give_what_it_asks_for_has_to_wait() {
        assertThat(verdicts(world.plan("pooled", WHOLE)))
                .isEqualTo(Map.of("train", Verdict.WAIT, "score", Verdict.WAIT));
        assertThat(why(world.plan("pooled", WHOLE), "train")).startsWith("needs 2 units of pool gpu, which does not");
        world.loop.call(turn -> {
            turn.limitPool(PoolName.of("gpu"), 2);
            return true;
        });
        world.loop.runDue();
        assertThat(verdicts(world.plan("pooled", WHOLE))).isEqualTo(Map.of("train", Verdict.RUN, "score", Verdict.RUN));
    }

    @Test
    void a_branch_that_may_not_be_taken_makes_nobody_wait_for_its_pool() {
        Plan plan = world.plan("pooled-branch", WHOLE);
        assertThat(verdicts(plan)).containsEntry("full", Verdict.DEPENDS).doesNotContainValue(Verdict.WAIT);
        assertThat(why(plan, "full")).startsWith("only if ").contains("needs 2 units of pool gpu");
    }

    @Test
    void a_plan_writes_nothing_and_starts_nothing() {
        world.arrive("counting.raw", "2011-01", "abc");
        long commits = world.database.commits();
        world.plan("counting", List.of("2011-01"));
        assertThat(world.database.commits()).isEqualTo(commits);
        assertThat(world.executor.live()).isEmpty();
        assertThat(world.start("sums").value()).isEqualTo(1);
    }

    @Test
    void what_reads_the_result_of_a_step_that_runs_depends_on_it() {
        RunId run = ran("sums", "");
        Plan plan = world.plan("sums", WHOLE, "two");
        assertThat(verdicts(plan)).isEqualTo(Map.of("two", Verdict.RUN, "sum", Verdict.DEPENDS));
        assertThat(why(plan, "sum")).isEqualTo("runs if sums.two, made on the way, is not as in run " + run);
    }

    @Test
    void changed_code_runs_whatever_its_input_will_be() {
        RunId run = ran("sums", "");
        Deployment next = Deployment.of(
                Catalog.compile(List.of(LoopPipelines.sums())).pipelines().get(0),
                new CodeDigest(Digest.ofText("code 2"), "code 2"));
        Plan plan = world.planOf(next, WHOLE);
        assertThat(verdicts(plan)).isEqualTo(Map.of("two", Verdict.RUN, "sum", Verdict.RUN));
        assertThat(why(plan, "sum"))
                .isEqualTo("differs from run " + run + " in: the code changed; whatever sums.two will be");
        assertThat(verdicts(world.plan("sums", WHOLE)).values()).containsOnly(Verdict.HIT);
    }

    @Test
    void data_that_no_run_of_the_plan_makes_is_waited_for() {
        assertThat(verdicts(world.plan("reading", List.of("2011-01"))))
                .isEqualTo(Map.of("read[2011-01]", Verdict.WAIT));
    }

    @Test
    void a_source_without_data_cannot_be_planned_and_says_where_it_looked() {
        Plan plan = world.plan("counting", List.of("2011-02"));
        assertThat(verdicts(plan)).isEqualTo(Map.of("count[2011-02]", Verdict.FAIL));
        assertThat(why(plan, "count")).contains("m-2011-02.txt");
    }

    @Test
    void later_partitions_of_a_range_read_what_earlier_ones_make() {
        world.arrive("windows.raw", "2011-01", "a");
        world.arrive("windows.raw", "2011-02", "bb");
        Plan plan = world.plan("windows", List.of("2011-01", "2011-02"));
        assertThat(verdicts(plan))
                .isEqualTo(Map.of(
                        "count[2011-01]", Verdict.RUN,
                        "pair[2011-01]", Verdict.SKIP,
                        "count[2011-02]", Verdict.RUN,
                        "pair[2011-02]", Verdict.RUN));
        assertThat(verdicts(world.plan("windows", List.of("2011-02"))).get("pair[2011-02]"))
                .isEqualTo(Verdict.WAIT);
    }

    @Test
    void a_changed_month_concerns_the_windows_that_hold_it() {
        for (String month : List.of("2011-01", "2011-02", "2011-03", "2011-04")) {
            world.arrive("windows.raw", month, "w" + month);
            ran("windows", month);
        }
        world.arrive("windows.raw", "2011-02", "other!");
        Plan plan = world.plan("windows", List.of("2011-01", "2011-02", "2011-03", "2011-04"));
        assertThat(verdicts(plan))
                .containsEntry("count[2011-01]", Verdict.HIT)
                .containsEntry("count[2011-02]", Verdict.RUN)
                .containsEntry("pair[2011-02]", Verdict.DEPENDS)
                .containsEntry("count[2011-03]", Verdict.HIT)
                .containsEntry("pair[2011-03]", Verdict.DEPENDS)
                .containsEntry("pair[2011-04]", Verdict.HIT);
    }

    @Test
    void a_shared_step_whose_input_is_not_there_yet_may_have_been_done_by_another() {
        assertThat(verdicts(world.plan("shared", WHOLE))).isEqualTo(Map.of("two", Verdict.RUN, "sum", Verdict.DEPENDS));
        ran("shared", "");
        assertThat(world.plan("shared", WHOLE).nothingRuns()).isTrue();
    }

    @Test
    void a_branch_whose_condition_is_not_known_depends_on_it() {
        enough = true;
        assertThat(verdicts(world.plan("branches", WHOLE)))
                .isEqualTo(Map.of(
                        "enough", Verdict.RUN,
                        "full", Verdict.DEPENDS,
                        "quick", Verdict.DEPENDS,
                        "either", Verdict.DECIDE,
                        "end", Verdict.RUN));
    }

    @Test
    void an_expired_result_and_a_missing_artifact_run() throws Exception {
        ran("expiring", "");
        assertThat(verdicts(world.plan("expiring", WHOLE))).containsEntry("two", Verdict.HIT);
        world.advance(Duration.ofHours(2));
        assertThat(why(world.plan("expiring", WHOLE), "two")).contains("has expired");
        RunId run = ran("expiring", "");
        String digest = world.step(run, "two").outputs().get(0).digest().hex();
        Files.delete(home.resolve("artifacts").resolve(digest.substring(0, 2)).resolve(digest.substring(2)));
        assertThat(why(world.plan("expiring", WHOLE), "two")).contains("missing");
    }

    @Test
    void a_gate_whose_numbers_are_known_is_foreseen() {
        world.arrive("gated.raw", "2011-01", "abc");
        Plan first = world.plan("gated", List.of("2011-01"));
        assertThat(why(first, "better")).isEqualTo("decides once the steps before it have run");
        assertThat(first.touched().models()).hasToString("[letters]");
        ran("gated", "2011-01");
        ran("gated", "2011-01");
        Plan again = world.plan("gated", List.of("2011-01"));
        assertThat(again.nothingRuns()).isTrue();
        assertThat(why(again, "better")).contains("the same model as champion v1");
        assertThat(again.touched().models()).isEmpty();
    }

    @Test
    void a_model_of_an_older_partition_is_foreseen_to_change_no_champion_before_it_is_measured() {
        world.arrive("gated.raw", "2011-01", "abc");
        world.arrive("gated.raw", "2011-02", "abcdef");
        ran("gated", "2011-01");
        ran("gated", "2011-02");
        Plan plan = world.plan("gated", List.of("2011-01", "2011-02"));
        assertThat(why(plan, "better")).contains("older than 2011-02 of champion v2: not promoted");
        assertThat(verdicts(plan))
                .containsEntry("evaluate@champion[2011-01]", Verdict.RUN)
                .containsEntry("evaluate@champion[2011-02]", Verdict.RUN);
    }

    @Test
    void other_pipelines_that_read_what_may_change_are_touched() {
        world.arrive("counting.raw", "2011-01", "abc");
        assertThat(world.plan("counting", List.of("2011-01")).touched().pipelines())
                .hasToString("[reading]");
        ran("counting", "2011-01");
        assertThat(world.plan("counting", List.of("2011-01")).touched().pipelines())
                .isEmpty();
    }

    @Test
    void steps_that_run_say_how_long_they_took() {
        for (int seconds : List.of(3, 10, 5)) {
            world.start("sums", "", "two");
            world.advance(Duration.ofSeconds(seconds));
            world.finishAll();
        }
        Plan plan = world.plan("sums", WHOLE, "two");
        assertThat(plan.partitions().get(0).steps().get(0).expected())
                .hasValue(new Expected(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(10), 3));
        assertThat(plan.expectedAtLeast()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void a_partition_or_step_that_does_not_exist_is_refused() {
        assertThatThrownBy(() -> world.plan("counting", List.of("2010-12")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> world.plan("sums", WHOLE, "three")).hasMessageContaining("three");
        assertThatThrownBy(() -> world.plan("sums", List.of())).hasMessageContaining("1 to 1000 partitions");
    }
}
