package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.plan.Plan;
import dev.rondo.engine.plan.Verdict;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.step.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that steps declare to depend on: pinned like data, and part of the key by their content. */
class DeclaredFilesTest {
    private static final String PARAMS = "tuned.file@conf@params.txt";
    private static final String JANUARY = "2026-01";

    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(
                home,
                LoopWorld.pipeline("tuned", p -> {
                    p.partitionedBy(TimeWindows.monthly("2025-01"));
                    Dataset<Integer> two = p.step("two").run(LoopPipelines::two);
                    p.output(p.step("times")
                            .reads(two)
                            .environment(e -> e.file("conf/params.txt"))
                            .run(DeclaredFilesTest::times));
                }),
                LoopWorld.pipeline("tuned-items", p -> {
                    Dataset<List<Integer>> list = p.step("list").run(DeclaredFilesTest::list);
                    p.output(p.step("each")
                            .forEach(list)
                            .environment(e -> e.file("factor.txt"))
                            .run(DeclaredFilesTest::timesFactor));
                }));
        world.loop.recover();
    }

    @AfterEach
    void close() {
        world.close();
    }

    static int times(StepContext<Pipeline.NoSettings> context, int two) throws IOException {
        return two
                * Integer.parseInt(
                        Files.readString(context.file("conf/params.txt").content()));
    }

    static List<Integer> list() {
        return List.of(1, 2, 3);
    }

    static int timesFactor(StepContext<Pipeline.NoSettings> context, int number) throws IOException {
        return number
                * Integer.parseInt(Files.readString(context.file("factor.txt").content()));
    }

    @Test
    void a_step_whose_file_is_missing_fails_and_names_the_file_and_what_to_do() {
        RunId run = world.start("tuned", JANUARY);
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.FAILED);
        assertThat(world.step(run, "times").why())
                .contains("file conf/params.txt")
                .contains("Put the file there");
        assertThat(verdict("times")).isEqualTo(Verdict.FAIL);
    }

    @Test
    void other_bytes_are_another_key_and_the_same_bytes_are_the_same() {
        world.arrive(PARAMS, "", "10");
        RunId first = run();
        assertThat(verdict("times")).isEqualTo(Verdict.HIT);
        world.arrive(PARAMS, "", "20");
        assertThat(verdict("times")).isEqualTo(Verdict.RUN);
        RunId second = run();
        assertThat(world.step(second, "two").cache()).isEqualTo("HIT");
        assertThat(world.step(second, "times").cacheWhy())
                .isEqualTo("differs from run " + first + " in: file conf/params.txt changed");
        assertThat(world.step(second, "times").outputs())
                .isNotEqualTo(world.step(first, "times").outputs());
        world.arrive(PARAMS, "", "10");
        RunId third = run();
        assertThat(world.step(third, "times").cache()).isEqualTo("HIT");
        assertThat(world.step(third, "times").outputs())
                .isEqualTo(world.step(first, "times").outputs());
    }

    @Test
    void a_run_keeps_the_version_that_was_there_when_it_began() {
        world.arrive(PARAMS, "", "10");
        RunId first = world.start("tuned", JANUARY);
        world.arrive(PARAMS, "", "20");
        world.finishAll();
        RunId second = run();
        world.arrive(PARAMS, "", "10");
        RunId third = run();
        assertThat(world.step(third, "times").outputs())
                .isEqualTo(world.step(first, "times").outputs())
                .isNotEqualTo(world.step(second, "times").outputs());
    }

    @Test
    void items_of_a_fan_out_read_the_file_too() {
        world.arrive("tuned-items.file@factor.txt", "", "10");
        RunId run = world.start("tuned-items");
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        RunId again = world.start("tuned-items");
        world.finishAll();
        assertThat(world.step(again, "each").cache()).isEqualTo("HIT");
        world.arrive("tuned-items.file@factor.txt", "", "11");
        RunId other = world.start("tuned-items");
        world.finishAll();
        assertThat(world.step(other, "each").outputs())
                .isNotEqualTo(world.step(run, "each").outputs());
    }

    private RunId run() {
        RunId run = world.start("tuned", JANUARY);
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        return run;
    }

    private Verdict verdict(String step) {
        Plan plan = world.plan("tuned", List.of(JANUARY));
        return plan.partitions().get(0).steps().stream()
                .filter(s -> s.step().value().equals(step))
                .findFirst()
                .orElseThrow()
                .verdict();
    }
}
