package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepResolverTest {
    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(
                home,
                LoopPipelines.sums(),
                LoopPipelines.twice(),
                LoopPipelines.expiring(),
                LoopPipelines.fan("wide", 40),
                LoopWorld.pipeline("pair", p -> p.step("both").runMany(StepResolverTest::pair)));
    }

    @AfterEach
    void close() {
        world.close();
    }

    record Pair(int left, int right) {}

    static Pair pair() {
        return new Pair(20, 30);
    }

    private RunId ran(String pipeline, String... refresh) {
        RunId run = world.start(pipeline, "", refresh);
        world.finishAll();
        return run;
    }

    @Test
    void all_steps_of_a_run_see_the_same_version_of_a_source_although_a_new_one_arrives_meanwhile() {
        world.arrive("twice.raw", "2011-01", "abc");
        RunId run = world.start("twice", "2011-01");
        world.finish("first");
        world.arrive("twice.raw", "2011-01", "abcdef");
        world.restart();
        world.finish("second");
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.step(run, "second").outputs().get(0).digest())
                .isEqualTo(world.step(run, "first").outputs().get(0).digest());

        RunId next = world.start("twice", "2011-01");
        world.finishAll();
        assertThat(world.step(next, "first").cache()).isEqualTo("MISS");
        assertThat(world.step(next, "first").why()).contains("succeeded");
    }

    @Test
    void a_source_without_data_fails_the_step_with_the_file_that_is_looked_for() {
        RunId run = world.start("twice", "2011-02");
        assertThat(world.state(run)).isEqualTo(RunState.FAILED);
        assertThat(world.step(run, "first").why()).contains("m-2011-02.txt");
    }

    @Test
    void a_hit_whose_artifact_is_missing_is_a_miss_with_the_reason() throws IOException {
        RunId first = ran("sums");
        String digest = world.step(first, "two").outputs().get(0).digest().hex();
        Files.delete(home.resolve("artifacts").resolve(digest.substring(0, 2)).resolve(digest.substring(2)));
        world.executor.slots = 0;
        RunId second = world.start("sums");
        assertThat(world.step(second, "two").cache()).isEqualTo("MISS");
        assertThat(world.step(second, "two").why()).contains("missing").contains("run " + first);
    }

    @Test
    void of_a_damaged_artifact_the_reader_fails_and_the_next_run_computes_it_again() throws IOException {
        RunId first = ran("sums");
        String digest = world.step(first, "two").outputs().get(0).digest().hex();
        Path file = home.resolve("artifacts").resolve(digest.substring(0, 2)).resolve(digest.substring(2));
        assertThat(file.toFile().setWritable(true)).isTrue();
        Files.writeString(file, "3");
        RunId second = ran("sums", "sum");
        assertThat(world.step(second, "two").cache()).isEqualTo("HIT");
        assertThat(world.state(second)).isEqualTo(RunState.FAILED);
        assertThat(world.step(second, "sum").why()).contains("damaged");
        RunId third = ran("sums", "sum");
        assertThat(world.step(third, "two").cacheWhy()).contains("missing or damaged");
        assertThat(world.state(third)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void several_outputs_are_used_all_or_none() throws IOException {
        RunId first = ran("pair");
        String digest = world.step(first, "both").outputs().get(1).digest().hex();
        Files.delete(home.resolve("artifacts").resolve(digest.substring(0, 2)).resolve(digest.substring(2)));
        RunId second = ran("pair");
        assertThat(world.step(second, "both").cache()).isEqualTo("MISS");
        assertThat(world.step(second, "both").cacheWhy())
                .contains("its output right of run " + first)
                .contains("missing or damaged");
    }

    @Test
    void a_change_is_explained_by_the_nearest_earlier_key_although_it_is_not_the_newest() {
        world.arrive("twice.raw", "2011-01", "abc");
        world.arrive("twice.raw", "2011-02", "abcdef");
        RunId january = world.start("twice", "2011-01");
        world.finishAll();
        world.start("twice", "2011-02");
        world.finishAll();
        world.deployAs("code 2");
        world.executor.slots = 0;
        RunId again = world.start("twice", "2011-01");
        assertThat(world.step(again, "first").cacheWhy())
                .isEqualTo("differs from run " + january + " in: the code changed");
    }

    @Test
    void of_a_large_wave_some_misses_are_explained_when_somebody_asks() {
        ran("wide");
        world.deployAs("code 2");
        RunId second = ran("wide");
        assertThat(world.history.steps(second))
                .hasSize(40)
                .allSatisfy(step -> assertThat(step.cacheWhy()).endsWith("in: the code changed"));
    }

    @Test
    void a_refresh_runs_the_step_and_equal_outputs_stop_the_wave() {
        ran("sums");
        RunId second = ran("sums", "two");
        assertThat(world.step(second, "two").cache()).isEqualTo("MISS");
        assertThat(world.attempts(second, "two")).containsExactly("SUCCEEDED");
        assertThat(world.step(second, "sum").cache()).isEqualTo("HIT");
        assertThat(world.versions("sums.two", "")).isEqualTo(1);
        assertThat(world.versions("sums.sum", "")).isEqualTo(1);
    }

    @Test
    void an_expired_result_is_computed_again() {
        ran("expiring");
        world.advance(Duration.ofMinutes(59));
        assertThat(world.step(ran("expiring"), "two").cache()).isEqualTo("HIT");
        world.advance(Duration.ofMinutes(2));
        world.executor.slots = 0;
        RunId late = world.start("expiring");
        assertThat(world.step(late, "two").why()).contains("expired");
    }

    @Test
    void changed_code_is_a_miss_that_says_so() {
        ran("sums");
        world.deployAs("code 2");
        world.executor.slots = 0;
        RunId second = world.start("sums");
        assertThat(world.step(second, "two").why()).contains("code changed");
    }

    @Test
    void a_miss_is_explained_even_when_a_turn_was_undone_while_the_earlier_attempt_ran() {
        world.start("sums");
        int[] failures = {1};
        world.loop.listen((turn, facts) -> {
            if (failures[0]-- > 0) {
                throw new StoreException(StoreException.Kind.FAILED, "disk full");
            }
        });
        assertThat(world.ask(world.request("expiring", ""))).isNotNull();
        world.loop.runDue();
        world.finishAll();
        world.deployAs("code 2");
        world.executor.slots = 0;
        RunId second = world.start("sums");
        assertThat(world.step(second, "two").why()).endsWith("in: the code changed");
    }

    @Test
    void a_step_is_computed_afresh_when_a_restart_found_it_waiting_for_a_slot() {
        world.executor.slots = 0;
        RunId waiting = world.start("sums");
        world.restart();
        world.finishAll();
        assertThat(world.steps(waiting)).containsExactly("two SUCCEEDED", "sum SUCCEEDED");
    }
}
