package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.ModelName;
import dev.rondo.definition.PoolName;
import dev.rondo.engine.registry.ChampionVersion;
import dev.rondo.engine.registry.GateDecision;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLaneTest {
    private static final ModelName LETTERS = ModelName.of("letters");

    @TempDir
    Path home;

    private LoopWorld world;
    private String championStep = "";

    @BeforeEach
    void open() {
        world = new LoopWorld(home, LoopPipelines.gated());
        world.executor.slots = 20;
    }

    @AfterEach
    void close() {
        world.close();
    }

    private RunId promoted(String month, String content) {
        world.arrive("gated.raw", month, content);
        RunId run = world.start("gated", month);
        world.finishAll();
        return run;
    }

    /** Partitions of the decisions, first to last. */
    private List<String> decided() {
        List<String> partitions = new ArrayList<>();
        for (GateDecision decision :
                world.database.read(tx -> world.registry.decisions(tx, LETTERS, OptionalLong.empty(), 100))) {
            partitions.add(0, decision.partition().value());
        }
        return partitions;
    }

    private ChampionVersion champion() {
        return world.database.read(tx -> world.registry.champion(tx, LETTERS)).orElseThrow();
    }

    private String championStep(RunId run) {
        if (championStep.isEmpty()) {
            championStep = world.history.steps(run).stream()
                    .map(s -> s.step().value())
                    .filter(s -> s.contains("champion"))
                    .findFirst()
                    .orElseThrow();
        }
        return championStep;
    }

    @Test
    void the_champion_is_not_scored_while_there_is_none() {
        RunId first = promoted("2011-01", "a");
        assertThat(world.state(first)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.step(first, championStep(first)).state().name()).isEqualTo("SKIPPED");
        assertThat(champion().partition().value()).isEqualTo("2011-01");
    }

    @Test
    void two_runs_started_together_are_decided_in_the_order_of_partitions_each_against_the_champion_of_then() {
        promoted("2011-01", "a");
        world.arrive("gated.raw", "2011-02", "abc");
        world.arrive("gated.raw", "2011-03", "ab");
        RunId march = world.start("gated", "2011-03");
        RunId february = world.start("gated", "2011-02");
        // March is ready first, in one turn after the other.
        for (String step : List.of("train[2011-03]", "naive[2011-03]", "evaluate[2011-03]")) {
            world.finish(step);
        }
        assertThat(world.step(march, championStep(march)).why()).contains("earlier partition 2011-02");
        world.finishAll();
        assertThat(List.of(world.state(february), world.state(march))).containsOnly(RunState.SUCCEEDED);
        assertThat(decided()).containsExactly("2011-01", "2011-02", "2011-03");
        assertThat(champion().partition().value()).isEqualTo("2011-02");
    }

    @Test
    void two_runs_of_one_partition_whose_last_steps_end_in_one_turn_measure_one_after_the_other() {
        promoted("2011-01", "a");
        world.arrive("gated.raw", "2011-02", "abc");
        RunId one = world.start("gated", "2011-02", "train", "evaluate", "naive");
        RunId two = world.start("gated", "2011-02", "train", "evaluate", "naive");
        String scoring = championStep(one) + "[2011-02]";
        boolean busy = true;
        while (busy) {
            busy = world.executor.finishAll();
            world.loop.runDue();
            assertThat(world.executor.live().stream().filter(scoring::equals)).hasSizeLessThan(2);
        }
        assertThat(List.of(world.state(one), world.state(two))).containsOnly(RunState.SUCCEEDED);
    }

    @Test
    void a_run_whose_pool_has_become_too_small_lets_an_earlier_partition_go_before_it() {
        world.close();
        world = new LoopWorld(home.resolve("pool"), LoopPipelines.gatedOn("scoring"));
        world.executor.slots = 20;
        limit(1);
        promoted("2011-01", "a");
        world.arrive("gated.raw", "2011-02", "abc");
        world.arrive("gated.raw", "2011-03", "ab");
        RunId march = world.start("gated", "2011-03");
        world.finish("train[2011-03]");
        world.finish("naive[2011-03]");
        world.executor.slots = 0;
        world.finish("evaluate[2011-03]");
        assertThat(world.step(march, championStep(march)).state()).isEqualTo(StepState.READY);
        RunId february = world.start("gated", "2011-02");
        limit(0);
        assertThat(world.step(march, championStep(march)).why()).contains("earlier partition 2011-02");
        world.executor.slots = 20;
        limit(1);
        world.finishAll();
        assertThat(List.of(world.state(february), world.state(march))).containsOnly(RunState.SUCCEEDED);
        assertThat(decided()).containsExactly("2011-01", "2011-02", "2011-03");
    }

    private void limit(int units) {
        world.loop.call(turn -> {
            turn.limitPool(PoolName.of("scoring"), units);
            return true;
        });
        world.loop.runDue();
    }

    @Test
    void without_a_champion_too_one_decides_after_the_other() {
        world.arrive("gated.raw", "2011-02", "ab");
        world.arrive("gated.raw", "2011-03", "abc");
        RunId march = world.start("gated", "2011-03");
        RunId february = world.start("gated", "2011-02");
        world.finishAll();
        assertThat(List.of(world.state(february), world.state(march))).containsOnly(RunState.SUCCEEDED);
        assertThat(decided()).containsExactly("2011-02", "2011-03");
        assertThat(world.step(march, championStep(march)).state().name()).isEqualTo("SUCCEEDED");
    }

    @Test
    void a_later_run_goes_on_when_the_earlier_one_fails_or_is_cancelled() {
        promoted("2011-01", "a");
        for (String month : List.of("2011-02", "2011-03", "2011-04")) {
            world.arrive("gated.raw", month, "x" + month);
        }
        RunId february = world.start("gated", "2011-02");
        RunId march = world.start("gated", "2011-03");
        RunId april = world.start("gated", "2011-04");
        for (String month : List.of("2011-03", "2011-04")) {
            for (String step : List.of("train", "naive", "evaluate")) {
                world.finish(step + "[" + month + "]");
            }
        }
        world.fail("train[2011-02]");
        world.finish("naive[2011-02]");
        assertThat(world.state(february)).isEqualTo(RunState.FAILED);
        assertThat(world.executor.live()).containsExactly(championStep(march) + "[2011-03]");
        world.cancel(march);
        world.giveIn(championStep(march) + "[2011-03]");
        world.finishAll();
        assertThat(world.state(april)).isEqualTo(RunState.SUCCEEDED);
        assertThat(decided()).containsExactly("2011-01", "2011-04");
    }

    @Test
    void a_run_that_measured_when_the_process_ended_measures_again_before_any_other() {
        promoted("2011-01", "a");
        world.arrive("gated.raw", "2011-02", "abc");
        world.arrive("gated.raw", "2011-03", "abcd");
        RunId february = world.start("gated", "2011-02");
        RunId march = world.start("gated", "2011-03");
        while (!world.executor.live().contains(championStep(february) + "[2011-02]")) {
            world.executor.live().stream()
                    .filter(step -> !step.startsWith(championStep(february)))
                    .forEach(world::finish);
        }
        world.restart();
        world.executor.slots = 20;
        world.finishAll();
        assertThat(List.of(world.state(february), world.state(march))).containsOnly(RunState.SUCCEEDED);
        assertThat(decided()).containsExactly("2011-01", "2011-02", "2011-03");
    }
}
