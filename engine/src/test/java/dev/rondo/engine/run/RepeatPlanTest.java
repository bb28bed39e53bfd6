package dev.rondo.engine.run;

import static dev.rondo.engine.run.StepState.CANCELLED;
import static dev.rondo.engine.run.StepState.FAILED;
import static dev.rondo.engine.run.StepState.SKIPPED;
import static dev.rondo.engine.run.StepState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.StepName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RepeatPlanTest {
    private final RunShape chain = Shapes.chain("clean", "train", "evaluate");

    @Test
    void what_failed_and_what_comes_after_it_runs_again() {
        assertThat(again(Optional.empty(), SUCCEEDED, FAILED, SKIPPED)).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void what_was_cancelled_runs_again() {
        assertThat(again(Optional.empty(), SUCCEEDED, CANCELLED, CANCELLED)).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void from_a_step_on_all_that_depend_on_it_run_again() {
        assertThat(again(Optional.of("train"), SUCCEEDED, SUCCEEDED, SUCCEEDED)).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void what_did_not_apply_is_taken_over() {
        assertThat(again(Optional.of("evaluate"), SUCCEEDED, SKIPPED, SUCCEEDED))
                .containsExactly(2);
    }

    @Test
    void steps_that_are_taken_over_have_ended_and_say_from_where() {
        Repeat repeat = new Repeat(new RunId(6), Optional.empty(), Repeat.Code.PINNED);
        Run run = RepeatPlan.begin(new RunId(7), chain, repeat, List.of(SUCCEEDED, FAILED, SKIPPED), Set.of(1, 2));
        assertThat(run.steps())
                .extracting(StepRun::state)
                .containsExactly(SUCCEEDED, StepState.WAITING, StepState.WAITING);
        assertThat(run.step(StepName.of("clean")).why()).isEqualTo("taken over from run 6, where it succeeded");
    }

    private Set<Integer> again(Optional<String> from, StepState... ended) {
        return RepeatPlan.again(chain, List.of(ended), from.map(StepName::of));
    }
}
