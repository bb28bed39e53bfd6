package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.PoolName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.pool.PoolStatus;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.Pipeline.NoSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolsTest {
    private static final Duration HASTE = Duration.ofMinutes(5);

    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(
                home,
                onGpu("one", 1),
                onGpu("two", 1),
                onGpu("big", 2),
                LoopWorld.pipeline(
                        "hasty",
                        p -> p.output(p.step("hurry")
                                .pool("gpu", 1)
                                .queueTimeout(HASTE)
                                .run(LoopPipelines::two))),
                LoopPipelines.fan("fan", 3));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Pipeline<NoSettings> onGpu(String name, int units) {
        return LoopWorld.pipeline(
                name, p -> p.output(p.step("train-" + name).pool("gpu", units).run(LoopPipelines::two)));
    }

    @Test
    void a_step_of_a_pool_that_does_not_exist_is_blocked_says_so_and_goes_on_when_there_is_one() {
        RunId run = world.start("one");
        assertThat(world.steps(run)).containsExactly("train-one BLOCKED");
        assertThat(world.step(run, "train-one").why())
                .isEqualTo("needs 1 unit of pool gpu, which does not exist; set it with rondo pools gpu=1, or serve"
                        + " --pool gpu=1");
        limit(1);
        assertThat(world.executor.live()).containsExactly("train-one");
    }

    @Test
    void a_step_that_asks_for_more_than_there_is_is_blocked_and_says_so() {
        limit(1);
        RunId run = world.start("big");
        assertThat(world.step(run, "train-big").why()).startsWith("needs 2 units of pool gpu, which has 1 unit;");
        limit(2);
        assertThat(world.executor.live()).containsExactly("train-big");
    }

    @Test
    void a_ready_step_whose_pool_becomes_too_small_is_blocked_and_says_so() {
        limit(2);
        world.start("one");
        RunId run = world.start("big");
        assertThat(world.steps(run)).containsExactly("train-big READY");
        limit(1);
        assertThat(world.steps(run)).containsExactly("train-big BLOCKED");
        assertThat(world.step(run, "train-big").why()).startsWith("needs 2 units of pool gpu, which has 1 unit;");
        world.finish("train-one");
        limit(2);
        assertThat(world.executor.live()).containsExactly("train-big");
    }

    @Test
    void a_ready_step_whose_pool_is_too_small_after_a_restart_is_blocked() {
        limit(2);
        world.start("one");
        RunId run = world.start("big");
        world.database.write(tx -> tx.update("update pool set units = 1"));
        world.restart();
        assertThat(world.steps(run)).containsExactly("train-big BLOCKED");
    }

    @Test
    void a_step_waits_for_a_pool_that_there_is_not_as_long_as_its_queue_timeout() {
        RunId run = world.start("hasty");
        assertThat(world.steps(run)).containsExactly("hurry BLOCKED");
        world.advance(HASTE);
        assertThat(world.steps(run)).containsExactly("hurry FAILED");
        assertThat(world.step(run, "hurry").why())
                .startsWith("it got nothing of its pool until ")
                .contains("its queueTimeout of PT5M: it needs 1 unit of pool gpu, which does not exist;");
    }

    @Test
    void no_more_attempts_hold_a_pool_than_its_limit_and_the_next_begins_when_one_ends() {
        limit(1);
        world.start("one");
        world.start("two");
        world.start("fan");
        assertThat(world.executor.live()).containsExactlyInAnyOrder("train-one", "s0", "s1", "s2");
        world.finish("train-one");
        assertThat(world.executor.live()).contains("train-two");
    }

    @Test
    void who_holds_a_pool_and_who_waits_for_it_can_be_asked() {
        limit(1);
        RunId first = world.start("one");
        RunId second = world.start("two");
        PoolStatus<PoolUser> gpu = pools().get(0);
        assertThat(gpu.held()).isEqualTo(1);
        assertThat(gpu.limit()).contains(1);
        assertThat(gpu.holders()).extracting(c -> c.unit().run()).containsExactly(first);
        assertThat(gpu.waiters()).extracting(c -> c.unit().run()).containsExactly(second);
    }

    @Test
    void a_step_that_a_pool_can_never_serve_is_shown_with_the_pool_also_when_nobody_has_made_it() {
        RunId one = world.start("one");
        PoolStatus<PoolUser> missing = pools().get(0);
        assertThat(missing.name()).isEqualTo(PoolName.of("gpu"));
        assertThat(missing.limit()).isEmpty();
        assertThat(missing.waiting()).isEqualTo(1);
        assertThat(missing.waiters()).extracting(c -> c.unit().run()).containsExactly(one);
        assertThat(poolInTheReasonsOf(one)).isEqualTo(missing);

        limit(1);
        RunId big = world.start("big");
        PoolStatus<PoolUser> small = pools().get(0);
        assertThat(small.held()).isEqualTo(1);
        assertThat(small.waiting()).isEqualTo(1);
        assertThat(small.waiters()).containsExactly(new PoolStatus.Claimant<>(userOf("train-big", big), 2));
        assertThat(poolInTheReasonsOf(big)).isEqualTo(small);
    }

    private static PoolUser userOf(String step, RunId run) {
        return new PoolUser(run, PipelineName.of("big"), PartitionKey.WHOLE, StepName.of(step));
    }

    @Test
    void limits_and_occupancy_are_right_after_a_restart() {
        limit(1);
        world.start("one");
        world.start("two");
        world.restart();
        PoolStatus<PoolUser> gpu = pools().get(0);
        assertThat(gpu.limit()).contains(1);
        assertThat(gpu.held()).isEqualTo(1);
        assertThat(gpu.waiting()).isEqualTo(1);
        assertThat(world.executor.live()).hasSize(1);
    }

    @Test
    void limits_and_occupancy_are_right_after_an_undone_turn() {
        limit(1);
        world.start("one");
        var failed = world.loop.call(turn -> {
            turn.limitPool(PoolName.of("gpu"), 5);
            throw new IllegalStateException("second thoughts");
        });
        world.loop.runDue();
        assertThat(failed).isCompletedExceptionally();
        world.start("two");
        assertThat(world.executor.live()).containsExactly("train-one");
        assertThat(pools().get(0).limit()).contains(1);
    }

    @Test
    void a_cancelled_step_gives_back_what_it_held() {
        limit(1);
        RunId first = world.start("one");
        world.start("two");
        world.cancel(first);
        world.giveIn("train-one");
        assertThat(world.executor.live()).containsExactly("train-two");
    }

    @Test
    void the_higher_priority_goes_first() {
        world.executor.slots = 1;
        limit(4);
        world.start("fan");
        var asked = world.ask(world.request("one", "").withPriority(5));
        world.loop.runDue();
        RunId urgent = asked.join();
        assertThat(world.executor.live()).containsExactly("s0");
        world.finish("s0");
        assertThat(world.executor.live()).containsExactly("train-one");
        assertThat(world.history.run(urgent).orElseThrow().priority()).isEqualTo(5);
    }

    private void limit(int units) {
        world.loop.call(turn -> {
            turn.limitPool(PoolName.of("gpu"), units);
            return true;
        });
        world.loop.runDue();
    }

    private PoolStatus<PoolUser> poolInTheReasonsOf(RunId run) {
        var answer = world.loop.call(turn -> turn.why(run));
        world.loop.runDue();
        return answer.join().get(0).pool().orElseThrow();
    }

    private List<PoolStatus<PoolUser>> pools() {
        var answer = world.loop.call(Turn::pools);
        world.loop.runDue();
        return answer.join();
    }
}
