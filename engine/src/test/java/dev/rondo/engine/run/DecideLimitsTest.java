package dev.rondo.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunCommand.WakeAt;
import dev.rondo.engine.run.RunEvent.DeadlineOver;
import dev.rondo.engine.run.RunEvent.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Time-outs beside that of an attempt, failures of the machine, and runs that wait for their begin. */
class DecideLimitsTest {
    private static final StepName TRAIN = StepName.of("train");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static DrivenRun impatient() {
        RunShape.Node node = new RunShape.Node(
                        TRAIN, List.of(), Set.of(), dev.rondo.step.Retry.none(), Optional.empty())
                .queuedAtMost(Optional.of(LIMIT));
        return new DrivenRun(new RunShape(List.of(node), Map.of(TRAIN, 0)));
    }

    @Nested
    class TimeInTheQueue {
        @Test
        void a_ready_step_asks_for_a_timer_and_fails_when_it_is_over() {
            DrivenRun run = impatient().computes("train");
            Instant until = DrivenRun.START.plus(LIMIT);
            assertThat(run.commands()).contains(new WakeAt(until, new DeadlineOver(TRAIN)));
            run.advances(LIMIT).happens(new DeadlineOver(TRAIN));
            assertThat(run.state("train")).isEqualTo(StepState.FAILED);
            assertThat(run.at("train").why())
                    .isEqualTo("it was ready and got no slot until " + until
                            + ", which is longer than its queueTimeout of PT5M");
            assertThat(run.state()).isEqualTo(RunState.FAILED);
        }

        @Test
        void a_step_whose_pool_is_too_small_waits_no_longer_than_it_may() {
            DrivenRun run = impatient().resolves("train", new Resolution.NoPool("needs 2 of pool gpu, which has 1"));
            Instant until = DrivenRun.START.plus(LIMIT);
            assertThat(run.state("train")).isEqualTo(StepState.BLOCKED);
            assertThat(run.commands()).contains(new WakeAt(until, new DeadlineOver(TRAIN)));
            run.advances(LIMIT).happens(new DeadlineOver(TRAIN));
            assertThat(run.state("train")).isEqualTo(StepState.FAILED);
            assertThat(run.at("train").why())
                    .isEqualTo("it got nothing of its pool until " + until
                            + ", which is longer than its queueTimeout of PT5M: it needs 2 of pool gpu, which has 1");
        }

        @Test
        void the_wait_for_the_pool_and_for_a_slot_count_together() {
            DrivenRun run = impatient().resolves("train", new Resolution.NoPool("needs 2 of pool gpu, which has 1"));
            run.advances(Duration.ofMinutes(3)).computes("train");
            assertThat(run.at("train").deadline()).contains(DrivenRun.START.plus(LIMIT));
        }

        @Test
        void a_step_that_waits_for_data_may_wait_for_any_time() {
            DrivenRun run = impatient().resolves("train", new Resolution.NoPool("needs 2 of pool gpu, which has 1"));
            run.resolves("train", new Resolution.Blocked("rentals are missing"));
            assertThat(run.at("train").deadline()).isEmpty();
        }

        @Test
        void the_timer_is_void_once_the_step_runs() {
            DrivenRun run = impatient();
            run.runs("train");
            run.advances(LIMIT).happens(new DeadlineOver(TRAIN));
            assertThat(run.state("train")).isEqualTo(StepState.RUNNING);
            assertThat(run.at("train").deadline()).isEmpty();
        }

        @Test
        void a_restart_asks_for_the_timer_anew_with_its_old_time() {
            DrivenRun run = impatient().computes("train");
            run.advances(Duration.ofMinutes(3)).happens(new RunEvent.Begun());
            assertThat(run.commands()).contains(new WakeAt(DrivenRun.START.plus(LIMIT), new DeadlineOver(TRAIN)));
        }

        @Test
        void a_step_that_is_ready_again_waits_as_long_again() {
            DrivenRun run = impatient();
            run.runs("train");
            run.advances(Duration.ofMinutes(30)).loses("train");
            assertThat(run.at("train").deadline()).contains(run.now().plus(LIMIT));
        }
    }

    @Nested
    class TimeOfTheWholeRun {
        private final RunEvent timeUp = new RunEvent.RunTimeUp(Duration.ofHours(1));

        @Test
        void a_run_whose_time_is_up_stops_its_attempts_and_has_failed() {
            DrivenRun run = new DrivenRun(Shapes.chain("clean", "train"));
            AttemptToken token = run.runs("clean");
            run.happens(timeUp);
            assertThat(run.state()).isEqualTo(RunState.STOPPING);
            assertThat(run.commands()).contains(new RunCommand.Stop(token, RunCommand.Reason.CANCELLED));
            assertThat(run.state("train")).isEqualTo(StepState.CANCELLED);
            run.stops("clean");
            assertThat(run.state()).isEqualTo(RunState.FAILED);
            assertThat(run.at("clean").why()).isEqualTo("its time was up: it took longer than PT1H");
        }

        @Test
        void a_run_that_only_waits_ends_at_once() {
            DrivenRun run = new DrivenRun(Shapes.chain("clean", "train"));
            assertThat(run.happens(timeUp).state()).isEqualTo(RunState.FAILED);
        }

        @Test
        void a_cancel_that_came_first_decides_how_it_ends() {
            DrivenRun run = new DrivenRun(Shapes.chain("clean", "train"));
            run.runs("clean");
            run.isCancelled().happens(timeUp).stops("clean");
            assertThat(run.state()).isEqualTo(RunState.CANCELLED);
        }

        @Test
        void the_time_of_a_run_that_has_ended_is_void() {
            DrivenRun run = new DrivenRun(Shapes.step("clean").build()).passes("clean");
            assertThat(run.happens(timeUp).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Nested
    class FailuresOfTheMachine {
        @Test
        void a_failure_of_the_machine_uses_up_no_try_and_is_tried_again_after_a_pause() {
            DrivenRun run = new DrivenRun(Shapes.step("train").build());
            AttemptToken token = run.runs("train");
            run.happens(new RunEvent.AttemptDisturbed(token, "the disk is full"));
            assertThat(run.state("train")).isEqualTo(StepState.BACKING_OFF);
            assertThat(run.at("train").attempts()).isZero();
            assertThat(run.at("train").recoveries()).isEqualTo(1);
            assertThat(run.at("train").why())
                    .isEqualTo("attempt 1 failed (the disk is full), which does not count as one of its tries;"
                            + " attempt 2 follows at 2012-03-15T10:00:05Z");
            run.advances(Duration.ofSeconds(5)).retryIsDue("train");
            run.starts("train");
            run.succeeds("train");
            assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        }

        @Test
        void a_machine_that_never_recovers_ends_the_step() {
            DrivenRun run = new DrivenRun(Shapes.step("train").build()).computes("train");
            Duration waited = Duration.ZERO;
            while (run.state("train") == StepState.READY) {
                AttemptToken token = run.starts("train");
                run.happens(new RunEvent.AttemptDisturbed(token, "the disk is full"));
                if (run.state("train") == StepState.BACKING_OFF) {
                    Duration pause = Duration.between(
                            run.now(), run.at("train").retryAt().orElseThrow());
                    waited = waited.plus(pause);
                    run.advances(pause).retryIsDue("train");
                }
            }
            assertThat(run.state("train")).isEqualTo(StepState.FAILED);
            assertThat(run.at("train").why()).isEqualTo("the disk is full (after 8 recoveries)");
            assertThat(waited).isEqualTo(Duration.ofSeconds(5 + 10 + 20 + 40 + 80 + 160 + 300 + 300));
        }

        @Test
        void after_a_cancel_it_is_not_tried_again() {
            DrivenRun run = new DrivenRun(Shapes.step("train").build());
            AttemptToken token = run.runs("train");
            run.isCancelled().happens(new RunEvent.AttemptDisturbed(token, "the disk is full"));
            assertThat(run.state()).isEqualTo(RunState.CANCELLED);
        }
    }

    @Nested
    class BeforeItsBegin {
        private final Run queued =
                Run.fresh(new RunId(7), Shapes.chain("clean", "train")).queued();

        @Test
        void nothing_is_looked_at_until_it_is_admitted() {
            Decision decision = decide(queued, new RunEvent.Begun());
            assertThat(decision.run()).isEqualTo(queued);
            assertThat(decision.commands()).isEmpty();
        }

        @Test
        void an_admitted_run_begins() {
            Decision decision = decide(queued, new RunEvent.Admitted());
            assertThat(decision.run().state()).isEqualTo(RunState.RUNNING);
            assertThat(decision.commands()).containsExactly(new RunCommand.Resolve(StepName.of("clean")));
        }

        @Test
        void a_run_that_is_not_wanted_is_skipped_with_all_its_steps_and_says_why() {
            Run after = decide(queued, new RunEvent.NotWanted("run 6 is under way"), new RunEvent.Admitted())
                    .run();
            assertThat(after.state()).isEqualTo(RunState.SKIPPED);
            assertThat(after.steps()).allMatch(s -> s.state() == StepState.SKIPPED);
            assertThat(after.cancelled()).contains("run 6 is under way");
        }

        @Test
        void a_cancelled_run_never_begins() {
            Run after = decide(queued, new RunEvent.CancelAsked("ada", ""), new RunEvent.Admitted())
                    .run();
            assertThat(after.state()).isEqualTo(RunState.CANCELLED);
            assertThat(after.steps()).allMatch(s -> s.state() == StepState.CANCELLED);
        }

        @Test
        void a_run_that_has_begun_cannot_be_unwanted() {
            Run begun = decide(queued, new RunEvent.Admitted()).run();
            assertThat(decide(begun, new RunEvent.NotWanted("late"), new RunEvent.Admitted())
                            .run()
                            .state())
                    .isEqualTo(RunState.RUNNING);
        }

        private Decision decide(Run run, RunEvent... events) {
            return Decide.decide(run, List.of(events), DrivenRun.START);
        }
    }
}
