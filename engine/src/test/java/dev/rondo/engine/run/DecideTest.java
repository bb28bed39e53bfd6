package dev.rondo.engine.run;

import static dev.rondo.engine.run.DrivenRun.START;
import static dev.rondo.engine.run.DrivenRun.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunCommand.Dispatch;
import dev.rondo.engine.run.RunCommand.Reason;
import dev.rondo.engine.run.RunCommand.Resolve;
import dev.rondo.engine.run.RunCommand.Stop;
import dev.rondo.engine.run.RunCommand.WakeAt;
import dev.rondo.engine.run.RunEvent.Begun;
import dev.rondo.engine.run.RunEvent.CancelAsked;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.run.RunEvent.RetryDue;
import dev.rondo.engine.run.RunEvent.TimeUp;
import dev.rondo.step.Retry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DecideTest {
    private static final StepName TRAIN = StepName.of("train");

    private static DrivenRun run(RunShape shape) {
        return new DrivenRun(shape);
    }

    private static DrivenRun run(Shapes shape) {
        return run(shape.build());
    }

    @Nested
    class Order {
        @Test
        void a_run_begins_with_looking_at_the_steps_that_wait_for_nothing() {
            DrivenRun run =
                    run(Shapes.step("clean").then("weather").then("train").after("clean", "weather"));
            assertThat(run.commands())
                    .containsExactly(new Resolve(StepName.of("clean")), new Resolve(StepName.of("weather")));
            assertThat(run.state()).isEqualTo(RunState.RUNNING);
        }

        @Test
        void a_step_is_looked_at_when_the_last_step_before_it_has_succeeded_and_not_earlier() {
            DrivenRun run =
                    run(Shapes.step("clean").then("weather").then("train").after("clean", "weather"));
            run.runs("weather");
            run.passes("clean");
            assertThat(run.commands()).isEmpty();
            assertThat(run.state("train")).isEqualTo(StepState.WAITING);
            run.succeeds("weather");
            assertThat(run.commands()).containsExactly(new Resolve(TRAIN));
        }

        @Test
        void an_answer_for_a_step_whose_upstream_has_not_ended_changes_nothing() {
            DrivenRun run = run(Shapes.chain("clean", "train")).computes("train");
            assertThat(run.state("train")).isEqualTo(StepState.WAITING);
        }

        @Test
        void a_step_that_must_be_computed_waits_for_a_slot_and_starts_with_it() {
            DrivenRun run = run(Shapes.step("train")).computes("train");
            assertThat(run.state("train")).isEqualTo(StepState.READY);
            assertThat(run.commands()).isEmpty();
            AttemptToken token = run.starts("train");
            assertThat(run.state("train")).isEqualTo(StepState.RUNNING);
            assertThat(run.commands()).containsExactly(new Dispatch(TRAIN, 1, token));
        }

        @Test
        void a_slot_for_a_step_that_is_not_ready_starts_nothing() {
            DrivenRun run = run(Shapes.step("train"));
            run.starts("train");
            assertThat(run.state("train")).isEqualTo(StepState.WAITING);
            assertThat(run.commands()).doesNotHaveAnyElementsOfTypes(Dispatch.class);
        }

        @Test
        void a_cached_step_succeeds_without_an_attempt_and_opens_the_next() {
            DrivenRun run = run(Shapes.chain("clean", "train"));
            run.resolves("clean", new Resolution.Done("found in the cache"));
            assertThat(run.at("clean").attemptNumber()).isZero();
            assertThat(run.at("clean").why()).isEqualTo("found in the cache");
            assertThat(run.commands()).containsExactly(new Resolve(TRAIN));
        }

        @Test
        void a_run_whose_steps_have_all_succeeded_has_succeeded() {
            DrivenRun run = run(Shapes.chain("clean", "train")).passes("clean");
            assertThat(run.state()).isEqualTo(RunState.RUNNING);
            run.passes("train");
            assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        }

        @Test
        void a_run_without_steps_succeeds_at_once() {
            assertThat(run(Shapes.independent()).state()).isEqualTo(RunState.SUCCEEDED);
        }

        @Test
        void steps_may_be_listed_after_those_that_wait_for_them() {
            RunShape shape = new RunShape(
                    List.of(node("train", List.of(1)), node("clean", List.of(2)), node("fetch", List.of())),
                    Map.of(TRAIN, 0, StepName.of("clean"), 1, StepName.of("fetch"), 2));
            assertThat(run(shape).passes("fetch", "clean", "train").state()).isEqualTo(RunState.SUCCEEDED);
            DrivenRun failed = run(shape).breaks("fetch");
            assertThat(failed.state("train")).isEqualTo(StepState.SKIPPED);
            assertThat(failed.state()).isEqualTo(RunState.FAILED);
        }

        private static RunShape.Node node(String name, List<Integer> upstream) {
            return new RunShape.Node(StepName.of(name), upstream, Set.of(), Retry.none(), Optional.empty());
        }
    }

    @Nested
    class BlockedAndImpossible {
        @Test
        void a_blocked_step_becomes_ready_when_what_it_misses_is_there() {
            DrivenRun run = run(Shapes.step("train"));
            run.resolves("train", new Resolution.Blocked("rentals of 2012-02 are not there yet"));
            assertThat(run.state("train")).isEqualTo(StepState.BLOCKED);
            assertThat(run.at("train").why()).isEqualTo("rentals of 2012-02 are not there yet");
            assertThat(run.state()).isEqualTo(RunState.RUNNING);
            run.computes("train");
            assertThat(run.state("train")).isEqualTo(StepState.READY);
        }

        @Test
        void a_blocked_step_that_misses_something_else_now_says_so() {
            DrivenRun run = run(Shapes.step("train"));
            run.resolves("train", new Resolution.Blocked("rentals of 2012-01 are not there yet"));
            run.resolves("train", new Resolution.Blocked("rentals of 2012-02 are not there yet"));
            assertThat(run.at("train").why()).isEqualTo("rentals of 2012-02 are not there yet");
        }

        @Test
        void a_blocked_step_is_not_given_a_slot() {
            DrivenRun run = run(Shapes.step("train"));
            run.resolves("train", new Resolution.Blocked("rentals of 2012-02 are not there yet"));
            run.starts("train");
            assertThat(run.state("train")).isEqualTo(StepState.BLOCKED);
        }

        @Test
        void a_ready_step_that_is_found_in_the_cache_before_it_starts_is_not_computed() {
            DrivenRun run = run(Shapes.step("train")).computes("train");
            run.resolves("train", new Resolution.Done("another run has just computed it"));
            assertThat(run.state("train")).isEqualTo(StepState.SUCCEEDED);
        }

        @Test
        void an_answer_for_a_step_that_runs_or_has_ended_changes_nothing() {
            DrivenRun run = run(Shapes.independent("train", "other"));
            run.runs("train");
            run.resolves("train", new Resolution.Impossible("too late to say"));
            assertThat(run.state("train")).isEqualTo(StepState.RUNNING);
            run.succeeds("train").resolves("train", new Resolution.Compute("asked again"));
            assertThat(run.state("train")).isEqualTo(StepState.SUCCEEDED);
        }

        @Test
        void a_step_that_can_never_be_done_has_failed_and_its_run_with_it() {
            DrivenRun run = run(Shapes.chain("clean", "train"));
            run.resolves("clean", new Resolution.Impossible("2010-12 is before the first partition, 2011-01"));
            assertThat(run.state("clean")).isEqualTo(StepState.FAILED);
            assertThat(run.at("clean").why()).isEqualTo("2010-12 is before the first partition, 2011-01");
            assertThat(run.state("train")).isEqualTo(StepState.SKIPPED);
            assertThat(run.state()).isEqualTo(RunState.FAILED);
        }

        @Test
        void a_step_that_does_not_apply_is_skipped_with_all_that_needs_it_and_the_run_succeeds() {
            DrivenRun run = run(Shapes.chain("warm-start", "train", "evaluate"));
            run.resolves("warm-start", new Resolution.NotApplicable("there is no partition before the first"));
            assertThat(run.state("warm-start")).isEqualTo(StepState.SKIPPED);
            assertThat(run.state("evaluate")).isEqualTo(StepState.SKIPPED);
            assertThat(run.at("evaluate").why()).isEqualTo("step train before it was skipped");
            assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Nested
    class Failure {
        @Test
        void a_failure_skips_what_is_downstream_transitively_and_lets_independent_branches_finish() {
            DrivenRun run = run(Shapes.step("clean")
                    .then("train")
                    .after("clean")
                    .then("evaluate")
                    .after("train")
                    .then("report")
                    .after("clean")
                    .then("mail")
                    .after("report"));
            run.passes("clean").breaks("train");
            assertThat(run.state("evaluate")).isEqualTo(StepState.SKIPPED);
            assertThat(run.at("evaluate").why()).isEqualTo("step train before it failed");
            assertThat(run.state()).isEqualTo(RunState.RUNNING);
            run.passes("report", "mail");
            assertThat(run.state("mail")).isEqualTo(StepState.SUCCEEDED);
            assertThat(run.state()).isEqualTo(RunState.FAILED);
        }

        @Test
        void a_step_is_skipped_as_soon_as_one_step_before_it_failed() {
            DrivenRun run = run(Shapes.step("a").then("b").then("join").after("a", "b"));
            run.runs("a");
            run.breaks("b");
            assertThat(run.state("join")).isEqualTo(StepState.SKIPPED);
            assertThat(run.state("a")).isEqualTo(StepState.RUNNING);
        }

        @Test
        void a_gate_goes_on_without_a_champions_score() {
            DrivenRun run = run(gate());
            run.resolves("score-champion", new Resolution.NotApplicable("there is no champion yet"));
            run.passes("train", "score");
            assertThat(run.commands()).containsExactly(new Resolve(StepName.of("gate")));
            assertThat(run.passes("gate").state()).isEqualTo(RunState.SUCCEEDED);
        }

        @Test
        void a_gate_does_not_decide_when_scoring_the_champion_failed() {
            DrivenRun run = run(gate()).breaks("score-champion").passes("train", "score");
            assertThat(run.state("gate")).isEqualTo(StepState.SKIPPED);
            assertThat(run.state()).isEqualTo(RunState.FAILED);
        }

        @Test
        void a_gate_does_not_decide_when_the_champion_was_not_scored_because_of_a_failure() {
            DrivenRun run = run(Shapes.step("score")
                    .then("prepare")
                    .then("hold-out")
                    .after("prepare")
                    .then("score-champion")
                    .after("hold-out")
                    .then("gate")
                    .after("score")
                    .afterIfNotSkipped("score-champion"));
            run.passes("score").breaks("prepare");
            assertThat(run.state("score-champion")).isEqualTo(StepState.SKIPPED);
            assertThat(run.state("gate")).isEqualTo(StepState.SKIPPED);
            assertThat(run.state()).isEqualTo(RunState.FAILED);
        }

        @Test
        void a_gate_does_not_go_on_while_a_step_before_the_skipped_champions_score_may_still_fail() {
            Shapes shape = Shapes.step("warm-start")
                    .then("prepare")
                    .then("score-champion")
                    .after("warm-start", "prepare")
                    .then("gate")
                    .afterIfNotSkipped("score-champion");
            DrivenRun run = run(shape);
            run.runs("prepare");
            run.resolves("warm-start", new Resolution.NotApplicable("there is no partition before the first"));
            assertThat(run.state("score-champion")).isEqualTo(StepState.SKIPPED);
            assertThat(run.state("gate")).isEqualTo(StepState.WAITING);
            assertThat(run.commands()).isEmpty();
            assertThat(run.fails("prepare", IOException.class).state("gate")).isEqualTo(StepState.SKIPPED);
        }

        @Test
        void a_gate_waits_for_the_champions_score_while_it_may_still_come() {
            DrivenRun run = run(gate()).passes("train", "score");
            assertThat(run.state("gate")).isEqualTo(StepState.WAITING);
            assertThat(run.commands()).doesNotContain(new Resolve(StepName.of("gate")));
        }

        private static Shapes gate() {
            return Shapes.step("train")
                    .then("score")
                    .after("train")
                    .then("score-champion")
                    .then("gate")
                    .after("score")
                    .afterIfNotSkipped("score-champion");
        }
    }

    @Nested
    class Retries {
        private static final Retry TWICE_ON_IO =
                Retry.times(2).backoff(Duration.ofSeconds(2)).onlyOn(IOException.class);

        @Test
        void a_named_exception_is_tried_again_after_a_growing_delay_until_the_tries_are_used_up() {
            DrivenRun run = run(Shapes.step("train").retry(TWICE_ON_IO));
            run.runs("train");
            run.fails("train", IOException.class);
            assertThat(run.state("train")).isEqualTo(StepState.BACKING_OFF);
            assertThat(run.at("train").retryAt()).contains(START.plusSeconds(2));
            assertThat(run.commands()).containsExactly(new WakeAt(START.plusSeconds(2), new RetryDue(TRAIN, 1)));

            run.advances(Duration.ofSeconds(2)).retryIsDue("train");
            assertThat(run.state("train")).isEqualTo(StepState.READY);
            AttemptToken second = run.starts("train");
            assertThat(run.commands()).containsExactly(new Dispatch(TRAIN, 2, second));
            run.fails("train", IOException.class);
            assertThat(run.at("train").retryAt()).contains(START.plusSeconds(6));

            run.advances(Duration.ofSeconds(4)).retryIsDue("train");
            run.starts("train");
            run.fails("train", IOException.class);
            assertThat(run.state("train")).isEqualTo(StepState.FAILED);
            assertThat(run.at("train").attempts()).isEqualTo(3);
            assertThat(run.state()).isEqualTo(RunState.FAILED);
        }

        @Test
        void a_subclass_of_a_named_exception_is_tried_again() {
            DrivenRun run = run(Shapes.step("train").retry(TWICE_ON_IO));
            run.runs("train");
            assertThat(run.fails("train", FileNotFoundException.class).state("train"))
                    .isEqualTo(StepState.BACKING_OFF);
        }

        @Test
        void another_exception_than_the_named_ones_is_never_tried_again() {
            DrivenRun run = run(Shapes.step("train").retry(TWICE_ON_IO));
            run.runs("train");
            assertThat(run.fails("train", IllegalStateException.class).state("train"))
                    .isEqualTo(StepState.FAILED);
        }

        @Test
        void an_exception_named_as_hopeless_is_not_tried_again_even_if_its_superclass_is() {
            DrivenRun run = run(Shapes.step("train").retry(TWICE_ON_IO.neverOn(FileNotFoundException.class)));
            run.runs("train");
            assertThat(run.fails("train", FileNotFoundException.class).state("train"))
                    .isEqualTo(StepState.FAILED);
        }

        @Test
        void an_error_is_not_tried_again_when_nothing_is_named() {
            DrivenRun run = run(Shapes.step("train").retry(Retry.times(2)));
            run.runs("train");
            assertThat(run.fails("train", StackOverflowError.class).state("train"))
                    .isEqualTo(StepState.FAILED);
        }

        @Test
        void a_failure_that_would_come_again_the_same_way_is_not_tried_again() {
            DrivenRun run = run(Shapes.step("train").retry(Retry.times(2)));
            AttemptToken token = run.runs("train");
            run.happens(new RunEvent.AttemptFailed(
                    token, false, List.of("java.lang.Exception"), "output \"model\" is missing"));
            assertThat(run.state("train")).isEqualTo(StepState.FAILED);
            assertThat(run.at("train").why()).isEqualTo("output \"model\" is missing");
        }

        @Test
        void a_success_on_a_later_try_is_a_success() {
            DrivenRun run = run(Shapes.step("train").retry(TWICE_ON_IO));
            run.runs("train");
            run.fails("train", IOException.class).retryIsDue("train");
            run.starts("train");
            assertThat(run.succeeds("train").state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(run.at("train").why()).isEqualTo("attempt 2 succeeded");
        }

        @Test
        void a_delay_with_jitter_is_the_same_for_the_same_attempt_and_differs_between_runs() {
            RunShape shape = Shapes.step("train").retry(TWICE_ON_IO.jitter(0.5)).build();
            Instant first = retryAt(new RunId(1), shape);
            assertThat(first).isEqualTo(retryAt(new RunId(1), shape));
            assertThat(first).isNotEqualTo(retryAt(new RunId(2), shape));
            assertThat(first).isBetween(START.plusSeconds(1), START.plusSeconds(3));
        }

        private static Instant retryAt(RunId id, RunShape shape) {
            AttemptToken token = new AttemptToken("t");
            Decision decision = Decide.decide(
                    Run.fresh(id, shape),
                    List.of(
                            new RunEvent.Resolved(TRAIN, new Resolution.Compute("")),
                            new RunEvent.SlotGranted(TRAIN, token),
                            failure(token, IOException.class)),
                    START);
            return decision.run().step(TRAIN).retryAt().orElseThrow();
        }

        @Test
        void a_timer_of_a_step_that_has_moved_on_is_void() {
            DrivenRun run = run(Shapes.step("train").retry(TWICE_ON_IO));
            run.runs("train");
            run.fails("train", IOException.class).retryIsDue("train");
            run.happens(new RetryDue(TRAIN, 1));
            assertThat(run.state("train")).isEqualTo(StepState.READY);
            run.starts("train");
            run.happens(new RetryDue(TRAIN, 1));
            assertThat(run.state("train")).isEqualTo(StepState.RUNNING);
            run.fails("train", IOException.class).happens(new RetryDue(TRAIN, 1));
            assertThat(run.state("train")).as("the timer of the first try").isEqualTo(StepState.BACKING_OFF);
        }
    }

    @Nested
    class Losses {
        @Test
        void a_lost_attempt_does_not_count_as_a_try() {
            DrivenRun run = run(Shapes.step("train"));
            run.runs("train");
            run.loses("train");
            assertThat(run.state("train")).isEqualTo(StepState.READY);
            assertThat(run.at("train").attempts()).isZero();
            AttemptToken again = run.starts("train");
            assertThat(run.commands()).containsExactly(new Dispatch(TRAIN, 2, again));
            assertThat(run.succeeds("train").state()).isEqualTo(RunState.SUCCEEDED);
        }

        @Test
        void a_step_that_loses_its_node_each_time_is_given_up_after_the_limit() {
            DrivenRun run = run(Shapes.step("train").retry(Retry.times(9)));
            run.computes("train");
            for (int i = 0; i < Decide.MOST_RECOVERIES; i++) {
                run.starts("train");
                run.loses("train");
                assertThat(run.state("train")).isEqualTo(StepState.READY);
            }
            run.starts("train");
            run.loses("train");
            assertThat(run.state("train")).isEqualTo(StepState.FAILED);
            assertThat(run.at("train").why()).contains("4 attempts", "memory", "the process ended");
        }

        @Test
        void a_result_of_a_lost_attempt_is_not_taken_for_that_of_its_successor() {
            DrivenRun run = run(Shapes.step("train"));
            AttemptToken lost = run.runs("train");
            run.loses("train");
            run.starts("train");
            run.happens(new RunEvent.AttemptSucceeded(lost));
            assertThat(run.state("train")).isEqualTo(StepState.RUNNING);
        }

        @Test
        void a_run_that_is_taken_up_again_asks_anew_for_what_was_only_in_memory() {
            DrivenRun run = run(Shapes.step("backs-off")
                    .retry(Retry.times(1).backoff(Duration.ofSeconds(5)))
                    .then("waits")
                    .then("ready"));
            run.computes("ready");
            run.runs("backs-off");
            run.fails("backs-off", IOException.class);
            run.advances(Duration.ofSeconds(60)).happens(new Begun());
            assertThat(run.commands())
                    .containsExactlyInAnyOrder(
                            new WakeAt(START.plusSeconds(5), new RetryDue(StepName.of("backs-off"), 1)),
                            new Resolve(StepName.of("waits")));
            assertThat(run.state("ready")).isEqualTo(StepState.READY);
        }
    }

    @Nested
    class Timeouts {
        private static final Shapes LIMITED =
                Shapes.step("train").timeout(Duration.ofMinutes(20)).retry(Retry.times(1));

        @Test
        void an_attempt_with_a_limit_is_asked_to_stop_when_its_time_is_up() {
            DrivenRun run = run(LIMITED).computes("train");
            AttemptToken token = run.starts("train");
            assertThat(run.commands())
                    .containsExactly(
                            new Dispatch(TRAIN, 1, token),
                            new WakeAt(START.plus(Duration.ofMinutes(20)), new TimeUp(token)));
            run.happens(new TimeUp(token));
            assertThat(run.commands()).containsExactly(new Stop(token, Reason.TIME_UP));
            assertThat(run.state("train")).as("until the executor answers").isEqualTo(StepState.RUNNING);
        }

        @Test
        void each_attempt_has_the_whole_time() {
            DrivenRun run = run(LIMITED).computes("train");
            run.starts("train");
            run.advances(Duration.ofMinutes(20))
                    .fails("train", TimeoutException.class)
                    .retryIsDue("train");
            AttemptToken second = run.starts("train");
            assertThat(run.commands()).contains(new WakeAt(run.now().plus(Duration.ofMinutes(20)), new TimeUp(second)));
        }

        @Test
        void the_limit_of_an_attempt_that_has_ended_is_void_for_the_next() {
            DrivenRun run = run(LIMITED).computes("train");
            AttemptToken first = run.starts("train");
            run.fails("train", IOException.class).retryIsDue("train");
            run.starts("train");
            run.happens(new TimeUp(first));
            assertThat(run.commands()).isEmpty();
        }

        @Test
        void a_success_that_comes_before_the_stop_is_kept() {
            DrivenRun run = run(LIMITED).computes("train");
            AttemptToken token = run.starts("train");
            run.happens(new TimeUp(token)).succeeds("train");
            assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        }

        @Test
        void a_run_in_which_an_attempt_was_stopped_without_a_cancel_has_not_succeeded() {
            DrivenRun run = run(Shapes.chain("train", "evaluate"));
            run.runs("train");
            run.stops("train");
            assertThat(run.state("train")).isEqualTo(StepState.FAILED);
            assertThat(run.state()).isEqualTo(RunState.FAILED);
        }
    }

    @Nested
    class Cancelling {
        @Test
        void cancel_ends_what_has_not_started_and_asks_running_attempts_to_stop() {
            DrivenRun run = run(Shapes.step("blocked")
                    .then("ready")
                    .then("backs-off")
                    .retry(Retry.times(1))
                    .then("done")
                    .then("runs")
                    .then("waits")
                    .after("runs"));
            run.resolves("blocked", new Resolution.Blocked("rentals are missing"))
                    .computes("ready")
                    .passes("done");
            run.runs("backs-off");
            run.fails("backs-off", IOException.class);
            AttemptToken running = run.runs("runs");
            run.isCancelled();
            for (String step : List.of("blocked", "ready", "backs-off", "waits")) {
                assertThat(run.state(step)).as(step).isEqualTo(StepState.CANCELLED);
                assertThat(run.at(step).why()).isEqualTo("cancelled by ada: wrong month");
            }
            assertThat(run.state("done")).isEqualTo(StepState.SUCCEEDED);
            assertThat(run.state("runs")).isEqualTo(StepState.RUNNING);
            assertThat(run.commands()).containsExactly(new Stop(running, Reason.CANCELLED));
            assertThat(run.state()).isEqualTo(RunState.CANCELLING);

            run.stops("runs");
            assertThat(run.state("runs")).isEqualTo(StepState.CANCELLED);
            assertThat(run.state()).isEqualTo(RunState.CANCELLED);
        }

        @Test
        void a_run_that_has_nothing_running_is_cancelled_at_once() {
            DrivenRun run = run(Shapes.chain("clean", "train")).isCancelled();
            assertThat(run.state()).isEqualTo(RunState.CANCELLED);
            assertThat(run.commands()).isEmpty();
        }

        @Test
        void cancel_beats_retry_and_timers_start_nothing_any_more() {
            DrivenRun run = run(Shapes.step("train").retry(Retry.times(5)).then("other"));
            run.runs("train");
            run.runs("other");
            run.isCancelled().fails("train", IOException.class);
            assertThat(run.state("train")).isEqualTo(StepState.CANCELLED);
            assertThat(run.commands()).isEmpty();
            run.happens(new RetryDue(TRAIN, 1)).computes("train");
            run.starts("train");
            assertThat(run.state("train")).isEqualTo(StepState.CANCELLED);
        }

        @Test
        void a_failure_and_a_cancel_that_arrive_together_end_the_step_whatever_their_order() {
            for (boolean cancelFirst : List.of(true, false)) {
                DrivenRun run = run(Shapes.step("train").retry(Retry.times(5)));
                RunEvent failure = failure(run.runs("train"), IOException.class);
                RunEvent cancel = new CancelAsked("ada", "");
                if (cancelFirst) {
                    run.happens(cancel, failure);
                } else {
                    run.happens(failure, cancel);
                }
                assertThat(run.state("train")).isEqualTo(StepState.CANCELLED);
                assertThat(run.state()).isEqualTo(RunState.CANCELLED);
            }
        }

        @Test
        void a_late_success_is_kept_but_the_run_is_cancelled() {
            DrivenRun run = run(Shapes.chain("train", "evaluate"));
            run.runs("train");
            run.isCancelled().succeeds("train");
            assertThat(run.state("train")).isEqualTo(StepState.SUCCEEDED);
            assertThat(run.state("evaluate")).isEqualTo(StepState.CANCELLED);
            assertThat(run.state()).isEqualTo(RunState.CANCELLED);
        }

        @Test
        void an_attempt_that_is_lost_after_the_cancel_is_not_started_again() {
            DrivenRun run = run(Shapes.step("train"));
            run.runs("train");
            run.isCancelled().loses("train");
            assertThat(run.state("train")).isEqualTo(StepState.CANCELLED);
            assertThat(run.state()).isEqualTo(RunState.CANCELLED);
        }

        @Test
        void a_second_cancel_changes_nothing_and_the_first_reason_stays() {
            DrivenRun run = run(Shapes.step("train"));
            run.runs("train");
            run.isCancelled().happens(new CancelAsked("bob", "me too"));
            assertThat(run.commands()).isEmpty();
            assertThat(run.run().cancelled()).contains("cancelled by ada: wrong month");
        }

        @Test
        void a_slot_granted_in_the_same_breath_as_a_cancel_is_taken_back() {
            DrivenRun run = run(Shapes.step("train")).computes("train");
            AttemptToken token = new AttemptToken("t");
            run.happens(new RunEvent.SlotGranted(TRAIN, token), new CancelAsked("ada", ""));
            assertThat(run.commands())
                    .containsExactly(new Dispatch(TRAIN, 1, token), new Stop(token, Reason.CANCELLED));
        }
    }

    @Nested
    class DoubledAndLate {
        @Test
        void doubled_results_change_nothing() {
            DrivenRun run = run(Shapes.independent("train", "other"));
            AttemptToken token = run.runs("train");
            run.succeeds("train");
            Run after = run.run();
            run.happens(
                    new RunEvent.AttemptSucceeded(token),
                    failure(token, IOException.class),
                    new RunEvent.AttemptLost(token, "late"),
                    new RunEvent.AttemptStopped(token),
                    new TimeUp(token));
            assertThat(run.run()).isEqualTo(after);
            assertThat(run.commands()).doesNotHaveAnyElementsOfTypes(Dispatch.class, Stop.class, WakeAt.class);
        }

        @Test
        void the_first_of_two_results_counts() {
            DrivenRun run = run(Shapes.step("train"));
            AttemptToken token = run.runs("train");
            run.happens(failure(token, IOException.class), new RunEvent.AttemptSucceeded(token));
            assertThat(run.state("train")).isEqualTo(StepState.FAILED);
        }

        @Test
        void a_token_nobody_knows_changes_nothing() {
            DrivenRun run = run(Shapes.step("train"));
            run.runs("train");
            Run before = run.run();
            assertThat(run.happens(new RunEvent.AttemptSucceeded(new AttemptToken("forged")))
                            .run())
                    .isEqualTo(before);
        }

        @Test
        void nothing_leaves_a_run_that_has_ended() {
            DrivenRun succeeded = run(Shapes.step("train")).passes("train");
            DrivenRun failed = run(Shapes.step("train").retry(Retry.times(2))).breaks("train");
            failed.retryIsDue("train");
            failed.starts("train");
            failed.fails("train", Error.class);
            DrivenRun cancelled = run(Shapes.step("train")).isCancelled();
            for (DrivenRun run : List.of(succeeded, failed, cancelled)) {
                Run end = run.run();
                assertThat(end.state().terminal()).isTrue();
                run.happens(new Begun(), new RetryDue(TRAIN, 1))
                        .computes("train")
                        .isCancelled();
                run.starts("train");
                assertThat(run.run()).isEqualTo(end);
                assertThat(run.commands()).isEmpty();
            }
        }

        @Test
        void an_event_for_a_step_the_pipeline_does_not_have_is_refused_by_name() {
            DrivenRun run = run(Shapes.step("train"));
            assertThatThrownBy(() -> run.computes("trian"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("trian")
                    .hasMessageContaining("train");
        }
    }
}
