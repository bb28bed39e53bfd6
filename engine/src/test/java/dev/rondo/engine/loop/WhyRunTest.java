package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.Overlap;
import dev.rondo.definition.PoolName;
import dev.rondo.engine.loop.Reason.Kind;
import dev.rondo.engine.run.Obstacle;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import dev.rondo.partition.PartitionKey;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.DatasetRef;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.step.CachePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every state in which a run or a step can wait, and the reason that is given for it. */
class WhyRunTest {
    private static final DatasetRef<Integer> MODEL = DatasetRef.of("whys-model", Integer.class);

    @TempDir
    Path home;

    private LoopWorld world;
    private final Set<StepState> seenSteps = EnumSet.noneOf(StepState.class);
    private final Set<RunState> seenRuns = EnumSet.noneOf(RunState.class);

    @BeforeEach
    void open() {
        world = new LoopWorld(
                home,
                LoopPipelines.chain("chain", 2),
                LoopPipelines.stubborn(),
                LoopPipelines.fan("fan", 4),
                LoopPipelines.counting(),
                LoopPipelines.reading(),
                pipeline("gpu", p -> p.output(p.step("train").pool("gpu").run(LoopPipelines::two))),
                pipeline("gpu2", p -> p.output(p.step("train2").pool("gpu").run(LoopPipelines::two))),
                pipeline("alone", p -> {
                    p.overlap(Overlap.queue());
                    p.runTimeout(Duration.ofHours(1));
                    p.output(p.step("alone").cache(CachePolicy.never()).run(LoopPipelines::two));
                }),
                pipeline("approved", p -> {
                    Dataset<Integer> two = p.step("two").run(LoopPipelines::two);
                    Dataset<Integer> yes = p.approval("release").by("owner").of(two);
                    p.output(p.step("deploy").reads(yes).run(LoopPipelines::plusOne));
                }),
                pipeline("items", p -> {
                    Dataset<List<Integer>> numbers = p.step("numbers").run(WhyRunTest::numbers);
                    p.output(p.step("each").forEach(numbers).run(LoopPipelines::plusOne));
                }),
                pipeline("cleaning", p -> {
                    p.output(p.step("two").run(LoopPipelines::two));
                    p.step("quick").always(Duration.ofMinutes(10)).run(LoopPipelines::two);
                    p.step("limited")
                            .always(Duration.ofMinutes(10))
                            .timeout(Duration.ofMinutes(3))
                            .run(LoopPipelines::two);
                    p.step("stays")
                            .always(Duration.ofMinutes(2))
                            .timeout(Duration.ofMinutes(3))
                            .run(LoopPipelines::two);
                }),
                pipeline("trainer", p -> p.output(p.step("fit").writes(MODEL).run(LoopPipelines::two))),
                pipeline(
                        "parent",
                        p -> p.output(p.runPipeline("retrain", "trainer").result(MODEL))));
        world.loop.recover();
    }

    @AfterEach
    void close() {
        world.close();
    }

    static List<Integer> numbers() {
        return List.of(1, 2, 3);
    }

    private static Pipeline<Pipeline.NoSettings> pipeline(
            String name, Consumer<PipelineBuilder<Pipeline.NoSettings>> define) {
        return LoopWorld.pipeline(name, define);
    }

    @Test
    void a_clean_up_runs_until_its_grace_time_or_its_time_out_is_over() {
        RunId run = world.start("cleaning");
        world.fail("two");
        assertThat(reason(run, "quick").until()).contains(world.now.plus(Duration.ofMinutes(10)));
        assertThat(reason(run, "limited").until()).contains(world.now.plus(Duration.ofMinutes(3)));
        assertThat(reason(run, "stays").until()).contains(world.now.plus(Duration.ofMinutes(2)));
    }

    @Test
    void a_cancel_stops_an_attempt_but_not_one_that_cleans_up() {
        RunId run = world.start("cleaning");
        world.cancel(run);
        assertThat(reason(run, "two").why()).isEqualTo("attempt 1 runs, and has been asked to stop");
        world.giveIn("two");
        assertThat(reason(run, "quick").why()).isEqualTo("attempt 1 runs");
    }

    @Test
    void every_state_in_which_something_waits_has_its_reason() {
        RunId chain = world.start("chain");
        assertThat(reason(chain, "s0").kind()).isEqualTo(Kind.ATTEMPT);
        assertThat(reason(chain, "s1").why()).isEqualTo("waits for step s0");
        world.finishAll();

        RunId stubborn = world.start("stubborn");
        world.fail("try");
        assertThat(reason(stubborn, "try").kind()).isEqualTo(Kind.RETRY);
        assertThat(reason(stubborn, "try").until()).contains(world.now.plusSeconds(10));
        world.cancel(stubborn);

        RunId reading = world.start("reading", "2011-01");
        assertThat(reason(reading, "read").input())
                .contains(new Obstacle(dev.rondo.definition.DatasetName.of("counts"), PartitionKey.of("2011-01")));
        world.cancel(reading);

        world.executor.slots = 2;
        RunId fan = world.start("fan");
        assertThat(reason(fan, "s3").kind()).isEqualTo(Kind.SLOT);
        assertThat(reason(fan, "s3").why()).isEqualTo("waits for a free slot: all 2 are in use");
        assertThat(reason(fan, "s3").runs()).containsExactly(fan);
        world.finishAll();

        pools();
        overlap();

        RunId approved = world.start("approved");
        world.finishAll();
        assertThat(reason(approved, "release").kind()).isEqualTo(Kind.APPROVAL);
        RunId parent = world.start("parent");
        assertThat(reason(parent, "retrain").kind()).isEqualTo(Kind.RUN);
        assertThat(reason(parent, "retrain").runs()).hasSize(1);

        RunId items = world.start("items");
        world.finish("numbers");
        assertThat(reason(items, "each").kind()).isEqualTo(Kind.ITEMS);
        for (StepState state : StepState.values()) {
            assertThat(state.terminal() || seenSteps.contains(state))
                    .as("%s", state)
                    .isTrue();
            assertThat(Kind.of(state).isPresent()).as("%s", state).isEqualTo(!state.terminal());
        }
        for (RunState state : RunState.values()) {
            assertThat(state.terminal() || seenRuns.contains(state))
                    .as("%s", state)
                    .isTrue();
        }
    }

    private void pools() {
        RunId unknown = world.start("gpu");
        assertThat(reason(unknown, "train").kind()).isEqualTo(Kind.POOL);
        assertThat(reason(unknown, "train").pool().orElseThrow().limit()).isEmpty();
        world.loop.call(turn -> {
            turn.limitPool(PoolName.of("gpu"), 1);
            return true;
        });
        world.loop.runDue();
        RunId second = world.start("gpu2");
        assertThat(reason(second, "train2").why()).isEqualTo("waits for gpu: 1 of 1 are held");
        assertThat(reason(second, "train2").runs()).containsExactly(unknown);
        world.finishAll();
    }

    private void overlap() {
        RunId first = world.start("alone");
        RunId second = world.start("alone");
        Reason queued = reasons(second).get(0);
        assertThat(queued.kind()).isEqualTo(Kind.OVERLAP);
        assertThat(queued.runs()).containsExactly(first);
        assertThat(queued.why())
                .isEqualTo("waits for run " + first + "; at most 1 of this pipeline is under way at once");
        world.cancel(first);
        assertThat(reasons(first).get(0).kind()).isEqualTo(Kind.ENDING);
        world.giveIn("alone");
        world.advance(Duration.ofHours(1));
        assertThat(reasons(second).get(0).why())
                .isEqualTo("its time was up: it took longer than PT1H; it ends when what still runs has stopped");
        world.giveIn("alone");
        assertThat(reasons(second)).isEmpty();
    }

    private Reason reason(RunId run, String step) {
        return reasons(run).stream()
                .filter(r -> r.step().filter(s -> s.value().equals(step)).isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("No reason for " + step + " among " + reasons(run)));
    }

    /** Asks, and notes the states that were asked about; each must have its reason in words. */
    private List<Reason> reasons(RunId run) {
        var answer = world.loop.call(turn -> turn.why(run));
        world.loop.runDue();
        List<Reason> reasons = answer.join();
        RunState state = world.state(run);
        seenRuns.add(state);
        assertThat(reasons).as("%s", state).allMatch(r -> !r.why().isBlank());
        assertThat(reasons.isEmpty()).as("%s", state).isEqualTo(state.terminal());
        if (state != RunState.QUEUED) {
            world.history.steps(run).stream().filter(s -> !s.state().terminal()).forEach(step -> {
                seenSteps.add(step.state());
                assertThat(reasons)
                        .anyMatch(r -> r.step().filter(step.step()::equals).isPresent());
            });
        }
        return reasons;
    }
}
