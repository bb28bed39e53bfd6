package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.Repeat;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.ApprovalTable;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.RunFilter;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.DatasetRef;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.Retry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps that are more than one call of their function: conditions, branches, approvals, clean-up, other pipelines. */
class StepModesTest {
    private static final DatasetRef<Integer> MODEL = DatasetRef.of("the-model", Integer.class);
    private static volatile boolean enough;
    private static volatile int learned;

    @TempDir
    Path home;

    private Optional<LoopWorld> opened = Optional.empty();

    @AfterEach
    void close() {
        opened.ifPresent(LoopWorld::close);
    }

    private LoopWorld world(Consumer<PipelineBuilder<dev.rondo.pipeline.Pipeline.NoSettings>> define) {
        return open(LoopWorld.pipeline("p", define));
    }

    private LoopWorld open(dev.rondo.pipeline.Pipeline<?>... pipelines) {
        LoopWorld world = new LoopWorld(home, pipelines);
        world.loop.recover();
        opened = Optional.of(world);
        return world;
    }

    static boolean isEnough() {
        return enough;
    }

    static int one() {
        return 1;
    }

    static int two() {
        return 2;
    }

    static int learn() {
        return learned;
    }

    static int plus(Integer a) {
        return a + 1;
    }

    static int train(Optional<Integer> before, Integer data) {
        return before.map(old -> old + data).orElse(100);
    }

    static String cleaned() {
        return "cleaned";
    }

    @Nested
    class Branches {
        private LoopWorld branches() {
            return world(p -> {
                Dataset<Boolean> condition =
                        p.step("enough").cache(CachePolicy.never()).run(StepModesTest::isEnough);
                Dataset<Integer> full = p.step("full").onlyIf(condition).run(StepModesTest::one);
                Dataset<Integer> quick = p.step("quick").unless(condition).run(StepModesTest::two);
                Dataset<Integer> after = p.step("after-full").reads(full).run(StepModesTest::plus);
                p.output(after);
                p.output(p.step("end").reads(p.firstOf("either", full, quick)).run(StepModesTest::plus));
            });
        }

        @Test
        void the_branch_whose_condition_holds_runs_and_the_other_is_skipped_with_what_reads_it() {
            LoopWorld world = branches();
            enough = false;
            RunId run = world.start("p");
            world.finishAll();
            assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
            assertThat(world.steps(run))
                    .containsExactly(
                            "enough SUCCEEDED",
                            "full SKIPPED",
                            "quick SUCCEEDED",
                            "after-full SKIPPED",
                            "either SUCCEEDED",
                            "end SUCCEEDED");
            assertThat(world.step(run, "full").why())
                    .isEqualTo("p.enough is false, and this step runs when it is true");
            assertThat(world.step(run, "after-full").why()).isEqualTo("step full before it was skipped");
            assertThat(world.step(run, "either").why()).isEqualTo("is p.quick");
        }

        @Test
        void the_other_way_round_the_other_branch_is_handed_on() {
            LoopWorld world = branches();
            enough = true;
            RunId run = world.start("p");
            world.finishAll();
            assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
            assertThat(world.step(run, "either").outputs().get(0).digest())
                    .isEqualTo(world.step(run, "full").outputs().get(0).digest());
        }

        @Test
        void a_branch_that_fails_is_not_replaced_by_the_other() {
            LoopWorld world = branches();
            enough = true;
            RunId run = world.start("p");
            world.finish("enough");
            world.fail("full");
            assertThat(world.state(run)).isEqualTo(RunState.FAILED);
            assertThat(world.step(run, "either").state()).isEqualTo(StepState.SKIPPED);
        }
    }

    @Nested
    class Failures {
        private void define(PipelineBuilder<?> p) {
            p.output(p.step("a").run(StepModesTest::one));
            Dataset<Integer> b = p.step("b").run(StepModesTest::two);
            p.output(p.step("c").reads(b).run(StepModesTest::plus));
        }

        @Test
        void a_pipeline_finishes_what_does_not_depend_on_the_failure() {
            LoopWorld world = world(this::define);
            RunId run = world.start("p");
            world.fail("a");
            world.finishAll();
            assertThat(world.steps(run)).containsExactly("a FAILED", "b SUCCEEDED", "c SUCCEEDED");
            assertThat(world.state(run)).isEqualTo(RunState.FAILED);
        }

        @Test
        void a_pipeline_that_stops_at_the_first_failure_stops_what_runs_and_starts_nothing_more() {
            LoopWorld world = world(p -> {
                p.stopAtFirstFailure();
                define(p);
            });
            RunId run = world.start("p");
            world.fail("a");
            assertThat(world.executor.stopped).hasSize(1);
            assertThat(world.state(run)).isEqualTo(RunState.RUNNING);
            world.giveIn("b");
            assertThat(world.steps(run)).containsExactly("a FAILED", "b CANCELLED", "c CANCELLED");
            assertThat(world.step(run, "c").why())
                    .isEqualTo("step a failed, and this pipeline stops at the first failure");
            assertThat(world.state(run)).isEqualTo(RunState.FAILED);
        }
    }

    @Nested
    class CleanUps {
        private LoopWorld cleaning() {
            return world(p -> {
                Dataset<Integer> work = p.step("work").run(StepModesTest::one);
                p.output(p.step("more").reads(work).run(StepModesTest::plus));
                p.step("clean-up")
                        .always(Duration.ofMinutes(10))
                        .retry(Retry.times(1).backoff(Duration.ofMinutes(1)))
                        .run(StepModesTest::cleaned);
            });
        }

        @Test
        void it_runs_after_a_success() {
            LoopWorld world = cleaning();
            RunId run = world.start("p");
            world.finish("work");
            assertThat(world.step(run, "clean-up").state()).isEqualTo(StepState.WAITING);
            world.finishAll();
            assertThat(world.steps(run)).containsExactly("work SUCCEEDED", "more SUCCEEDED", "clean-up SUCCEEDED");
        }

        @Test
        void it_runs_after_a_failure_and_the_run_has_failed() {
            LoopWorld world = cleaning();
            RunId run = world.start("p");
            world.fail("work");
            assertThat(world.executor.live()).containsExactly("clean-up");
            world.finishAll();
            assertThat(world.steps(run)).containsExactly("work FAILED", "more SKIPPED", "clean-up SUCCEEDED");
            assertThat(world.state(run)).isEqualTo(RunState.FAILED);
        }

        @Test
        void it_runs_after_a_cancel_and_the_run_is_cancelled_when_it_has_ended() {
            LoopWorld world = cleaning();
            RunId run = world.start("p");
            world.cancel(run);
            world.giveIn("work");
            assertThat(world.executor.live()).containsExactly("clean-up");
            assertThat(world.state(run)).isEqualTo(RunState.CANCELLING);
            world.finishAll();
            assertThat(world.steps(run)).containsExactly("work CANCELLED", "more CANCELLED", "clean-up SUCCEEDED");
            assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
        }

        @Test
        void it_is_stopped_when_its_grace_time_is_over_so_that_a_cancel_ends() {
            LoopWorld world = cleaning();
            RunId run = world.start("p");
            world.cancel(run);
            world.giveIn("work");
            world.advance(Duration.ofMinutes(10));
            world.giveIn("clean-up");
            assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
            assertThat(world.step(run, "clean-up").state()).isEqualTo(StepState.FAILED);
            assertThat(world.step(run, "clean-up").why())
                    .contains("grace time of PT10M was over", "always(Duration)")
                    .doesNotContain("timeout");
        }

        @Test
        void its_grace_time_goes_on_over_a_restart() {
            LoopWorld world = cleaning();
            RunId run = world.start("p");
            world.fail("work");
            world.advance(Duration.ofMinutes(6));
            world.restart();
            world.advance(Duration.ofMinutes(4));
            assertThat(world.executor.stopped).hasSize(1);
            world.giveIn("clean-up");
            assertThat(world.state(run)).isEqualTo(RunState.FAILED);
        }
    }

    @Nested
    class Approvals {
        private final StepName release = StepName.of("release");

        private LoopWorld approving() {
            return world(p -> {
                Dataset<Integer> model = p.step("train").run(StepModesTest::one);
                Dataset<Integer> approved = p.approval("release")
                        .by("risk-officer")
                        .asking("Is the error acceptable?")
                        .within(Duration.ofDays(2))
                        .of(model);
                p.output(p.step("publish").reads(approved).run(StepModesTest::plus));
            });
        }

        private CompletableFuture<RunId> answer(LoopWorld world, RunId run, ApprovalAnswer answer) {
            CompletableFuture<RunId> done = world.loop.call(turn -> {
                turn.answer(run, release, answer);
                return run;
            });
            world.loop.runDue();
            return done;
        }

        @Test
        void it_waits_without_a_slot_over_a_restart_and_goes_on_when_a_person_approves() {
            LoopWorld world = approving();
            RunId run = world.start("p");
            world.finishAll();
            assertThat(world.step(run, "release").state()).isEqualTo(StepState.AWAITING_APPROVAL);
            assertThat(world.step(run, "release").why())
                    .isEqualTo("waits for approval by risk-officer: Is the error acceptable?");
            assertThat(world.executor.live()).isEmpty();
            world.restart();
            assertThat(world.step(run, "release").state()).isEqualTo(StepState.AWAITING_APPROVAL);
            answer(world, run, new ApprovalAnswer(true, "ada", "risk-officer", "fine"))
                    .join();
            world.finishAll();
            assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
            assertThat(world.step(run, "release").why()).isEqualTo("approved by ada (risk-officer): fine");
            assertThat(world.step(run, "release").outputs().get(0).digest())
                    .isEqualTo(world.step(run, "train").outputs().get(0).digest());
            assertThat(List.copyOf(world.database.read(tx -> ApprovalTable.ofRun(tx, run))))
                    .singleElement()
                    .satisfies(row -> assertThat(row.by()).isEqualTo("ada"));
        }

        @Test
        void an_answer_that_a_repeat_takes_over_is_shown_with_it() {
            LoopWorld world = approving();
            RunId run = world.start("p");
            world.finishAll();
            answer(world, run, new ApprovalAnswer(true, "ada", "risk-officer", "fine"))
                    .join();
            world.finishAll();
            var repeat = new Repeat(run, Optional.of(StepName.of("publish")), Repeat.Code.PINNED);
            var asked = world.ask(world.request("p", "").repeating(repeat));
            world.loop.runDue();
            assertThat(world.step(asked.join(), "release").answer())
                    .hasValueSatisfying(row -> assertThat(row.by()).isEqualTo("ada"));

            var anew = world.ask(world.request("p", "")
                    .repeating(new Repeat(run, Optional.of(StepName.of("train")), Repeat.Code.PINNED)));
            world.loop.runDue();
            world.finishAll();
            assertThat(world.step(anew.join(), "release").answer()).isEmpty();
        }

        @Test
        void a_rejection_fails_the_step_with_the_reason_and_what_follows_is_skipped() {
            LoopWorld world = approving();
            RunId run = world.start("p");
            world.finishAll();
            answer(world, run, new ApprovalAnswer(false, "bob", "risk-officer", "too many errors"))
                    .join();
            assertThat(world.state(run)).isEqualTo(RunState.FAILED);
            assertThat(world.steps(run)).containsExactly("train SUCCEEDED", "release FAILED", "publish SKIPPED");
            assertThat(world.step(run, "release").why()).isEqualTo("rejected by bob (risk-officer): too many errors");
        }

        @Test
        void an_answer_in_another_role_or_a_second_one_changes_nothing() {
            LoopWorld world = approving();
            RunId run = world.start("p");
            world.finishAll();
            assertThatThrownBy(() -> answer(world, run, new ApprovalAnswer(true, "ada", "intern", ""))
                            .join())
                    .hasCauseInstanceOf(NotAwaitingApprovalException.class)
                    .hasMessageContaining("waits for the role risk-officer");
            answer(world, run, new ApprovalAnswer(true, "ada", "risk-officer", ""))
                    .join();
            assertThatThrownBy(() -> answer(world, run, new ApprovalAnswer(false, "bob", "risk-officer", "no"))
                            .join())
                    .hasCauseInstanceOf(NotAwaitingApprovalException.class);
            world.finishAll();
            assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        }

        @Test
        void when_nobody_answers_in_time_it_fails_also_after_a_restart() {
            LoopWorld world = approving();
            RunId run = world.start("p");
            world.finishAll();
            world.advance(Duration.ofDays(1));
            world.restart();
            world.advance(Duration.ofDays(1).minusMillis(1));
            assertThat(world.state(run)).isEqualTo(RunState.RUNNING);
            world.advance(Duration.ofMillis(1));
            assertThat(world.state(run)).isEqualTo(RunState.FAILED);
            assertThat(world.step(run, "release").why())
                    .startsWith("nobody has approved or rejected it until 2026-01-03");
        }

        @Test
        void a_cancel_ends_the_waiting() {
            LoopWorld world = approving();
            RunId run = world.start("p");
            world.finishAll();
            world.cancel(run);
            assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
        }
    }

    @Nested
    class WarmStarts {
        private LoopWorld chained() {
            return world(p -> {
                p.partitionedBy(TimeWindows.monthly("2026-01"));
                Dataset<Integer> data = p.step("data").run(StepModesTest::one);
                p.output(p.step("train").warmStart(Integer.class).reads(data).run(StepModesTest::train));
            });
        }

        private String result(LoopWorld world, RunId run) {
            var output = world.step(run, "train").outputs().get(0);
            try {
                return world.artifacts.read(output.digest(), in -> new String(in.readAllBytes(), "UTF-8"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Test
        void the_first_partition_begins_with_nothing_and_each_later_one_with_the_one_before() {
            LoopWorld world = chained();
            RunId january = world.start("p", "2026-01");
            world.finishAll();
            RunId february = world.start("p", "2026-02");
            world.finishAll();
            assertThat(result(world, january)).isEqualTo("100");
            assertThat(result(world, february)).isEqualTo("101");
        }

        @Test
        void a_later_partition_waits_for_the_one_before_it_and_follows_by_itself() {
            LoopWorld world = chained();
            RunId february = world.start("p", "2026-02");
            world.finish("data");
            assertThat(world.step(february, "train").state()).isEqualTo(StepState.BLOCKED);
            RunId january = world.start("p", "2026-01");
            world.finishAll();
            assertThat(world.state(january)).isEqualTo(RunState.SUCCEEDED);
            assertThat(world.state(february)).isEqualTo(RunState.SUCCEEDED);
            assertThat(result(world, february)).isEqualTo("101");
        }

        @Test
        void a_failure_stops_the_chain_and_says_so_until_it_is_repaired() {
            LoopWorld world = chained();
            RunId january = world.start("p", "2026-01");
            world.finish("data");
            world.fail("train");
            RunId february = world.start("p", "2026-02");
            world.finishAll();
            assertThat(world.step(february, "train").why())
                    .isEqualTo("goes on from its result for 2026-01, and run " + january
                            + " for that partition is FAILED; it waits until a run for 2026-01 has succeeded");
            world.start("p", "2026-01");
            world.finishAll();
            assertThat(world.state(february)).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Nested
    class OtherPipelines {
        private LoopWorld calling() {
            return open(
                    LoopWorld.pipeline(
                            "trainer",
                            p -> p.output(p.step("learn")
                                    .cache(CachePolicy.never())
                                    .writes(MODEL)
                                    .run(StepModesTest::learn))),
                    LoopWorld.pipeline("p", p -> {
                        Dataset<Integer> first = p.step("first").run(StepModesTest::one);
                        Dataset<Integer> model =
                                p.runPipeline("retrain", "trainer").after(first).result(MODEL);
                        p.output(p.step("use").reads(model).run(StepModesTest::plus));
                    }));
        }

        private RunRow child(LoopWorld world) {
            RunFilter all = new RunFilter(
                    Optional.of(dev.rondo.definition.PipelineName.of("trainer")),
                    Set.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            return world.database.read(tx -> RunTable.list(tx, all, 1)).get(0);
        }

        @Test
        void the_step_ends_with_the_run_that_it_starts_and_hands_on_its_result() {
            LoopWorld world = calling();
            learned = 41;
            RunId run = world.start("p");
            world.finish("first");
            assertThat(world.step(run, "retrain").state()).isEqualTo(StepState.AWAITING_RUN);
            assertThat(world.executor.live()).containsExactly("learn");
            RunRow child = child(world);
            assertThat(child.cause())
                    .isEqualTo(new RunCause(RunCause.Kind.PIPELINE, "step retrain of run " + run, Optional.empty()));
            assertThat(world.step(run, "retrain").why())
                    .isEqualTo("waits for run " + child.id() + " of pipeline trainer");
            world.finishAll();
            assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
            assertThat(world.step(run, "retrain").why())
                    .isEqualTo("run " + child.id() + " of pipeline trainer succeeded");
        }

        @Test
        void a_failure_comes_up_with_its_reason() {
            LoopWorld world = calling();
            RunId run = world.start("p");
            world.finish("first");
            world.fail("learn");
            assertThat(world.step(run, "retrain").why())
                    .isEqualTo("run " + child(world).id() + " of pipeline trainer failed: step learn: no luck");
            assertThat(world.steps(run)).containsExactly("first SUCCEEDED", "retrain FAILED", "use SKIPPED");
        }

        @Test
        void a_cancel_goes_down_and_the_run_is_cancelled_when_the_other_is() {
            LoopWorld world = calling();
            RunId run = world.start("p");
            world.finish("first");
            world.cancel(run);
            assertThat(world.state(run)).isEqualTo(RunState.CANCELLING);
            world.giveIn("learn");
            assertThat(world.state(child(world).id())).isEqualTo(RunState.CANCELLED);
            assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
        }

        @Test
        void another_deployment_changes_nothing_for_the_run_that_it_will_start() {
            LoopWorld world = calling();
            RunId run = world.start("p");
            world.deployAs("newer", LoopPipelines.fan("fan", 1));
            world.finish("first");
            assertThat(child(world).codeDigest())
                    .isEqualTo(world.history.run(run).orElseThrow().codeDigest());
            world.finishAll();
            assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        }

        @Test
        void the_run_that_it_starts_is_as_urgent_and_as_far_from_the_cache() {
            LoopWorld world = calling();
            var asked = world.ask(world.request("p", "").withPriority(9).withoutCache());
            world.loop.runDue();
            asked.join();
            world.finish("first");
            assertThat(child(world).priority()).isEqualTo(9);
            assertThat(child(world).noCache()).isTrue();
        }

        @Test
        void both_go_on_after_a_restart() {
            LoopWorld world = calling();
            RunId run = world.start("p");
            world.finish("first");
            world.restart();
            world.finishAll();
            assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
            assertThat(world.attempts(child(world).id(), "learn")).containsExactly("LOST", "SUCCEEDED");
        }
    }
}
