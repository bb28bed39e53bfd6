package dev.rondo.engine.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.AttemptState;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.RunAudit.AttemptFact;
import dev.rondo.engine.store.RunAudit.FanOutFact;
import dev.rondo.engine.store.RunAudit.InputFact;
import dev.rondo.engine.store.RunAudit.RunFact;
import dev.rondo.engine.store.RunAudit.StepFact;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckRunTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final StepName TRAIN = StepName.of("train");
    private static final StepName CLEAN = StepName.of("clean");
    private static final String TABLE = "p.clean";

    private RunState run = RunState.RUNNING;
    private boolean unanswered;
    private final List<StepFact> steps = new ArrayList<>();
    private final Map<StepName, List<AttemptFact>> attempts = new LinkedHashMap<>();
    private final List<InputFact> inputs = new ArrayList<>();
    private final List<FanOutFact> fanOuts = new ArrayList<>();

    @Test
    void a_run_whose_rows_agree_breaks_no_promise() {
        step(CLEAN, StepState.SUCCEEDED, 1, 1);
        attempt(CLEAN, 1, AttemptState.LOST);
        attempt(CLEAN, 2, AttemptState.SUCCEEDED);
        step(TRAIN, StepState.RUNNING, 1, 0);
        attempt(TRAIN, 1, AttemptState.RUNNING);
        inputs.add(new InputFact(TRAIN, 1, TABLE, PartitionKey.WHOLE, "aa"));
        assertThat(codes()).isEmpty();
    }

    @Test
    void an_attempt_after_a_success_is_found() {
        step(TRAIN, StepState.SUCCEEDED, 2, 0);
        attempt(TRAIN, 1, AttemptState.SUCCEEDED);
        attempt(TRAIN, 2, AttemptState.SUCCEEDED);
        step(CLEAN, StepState.WAITING, 0, 0);
        assertThat(codes()).containsExactly("I3");
    }

    @Test
    void a_step_that_forgot_its_success_is_found() {
        step(TRAIN, StepState.READY, 1, 0);
        attempt(TRAIN, 1, AttemptState.SUCCEEDED);
        assertThat(codes()).containsExactly("I3");
    }

    @Test
    void attempts_that_nobody_counted_or_explained_are_found() {
        step(TRAIN, StepState.READY, 1, 0);
        attempt(TRAIN, 1, AttemptState.LOST);
        attempt(TRAIN, 3, AttemptState.LOST);
        assertThat(codes()).containsExactly("I4", "I4");
        attempts.clear();
        attempts.put(TRAIN, List.of(new AttemptFact(TRAIN, 1, AttemptState.FAILED, 1, Optional.of(THEN), false)));
        assertThat(codes()).containsExactly("I4");
    }

    @Test
    void a_step_that_read_what_was_not_yet_written_is_found() {
        step(CLEAN, StepState.READY, 0, 0);
        step(TRAIN, StepState.RUNNING, 1, 0);
        attempt(TRAIN, 1, AttemptState.RUNNING);
        inputs.add(new InputFact(TRAIN, 1, TABLE, PartitionKey.of("2011-01"), "aa"));
        assertThat(codes()).as("another partition is made by another run").isEmpty();
        inputs.add(new InputFact(TRAIN, 1, TABLE, PartitionKey.WHOLE, "aa"));
        assertThat(codes()).containsExactly("I5");
    }

    @Test
    void an_attempt_of_a_later_epoch_than_its_run_is_found() {
        step(TRAIN, StepState.RUNNING, 1, 0);
        attempts.put(TRAIN, List.of(new AttemptFact(TRAIN, 1, AttemptState.RUNNING, 2, Optional.empty(), false)));
        assertThat(codes()).containsExactly("I6");
    }

    @Test
    void a_run_that_ended_before_its_steps_and_steps_that_end_without_their_run_are_found() {
        step(TRAIN, StepState.WAITING, 0, 0);
        run = RunState.SUCCEEDED;
        assertThat(codes()).containsExactly("I2");
        steps.clear();
        step(TRAIN, StepState.SKIPPED, 0, 0);
        run = RunState.RUNNING;
        assertThat(codes()).containsExactly("I10");
    }

    @Test
    void a_step_that_runs_without_an_attempt_and_one_that_waits_without_a_reason_are_found() {
        step(TRAIN, StepState.RUNNING, 0, 0);
        steps.add(new StepFact(CLEAN, StepState.BLOCKED, 0, 0, "NONE", Optional.empty(), " ", Optional.empty(), "[]"));
        assertThat(codes()).containsExactly("I10", "I10");
    }

    @Test
    void a_run_whose_trigger_has_no_answer_is_found() {
        step(TRAIN, StepState.WAITING, 0, 0);
        unanswered = true;
        assertThat(codes()).containsExactly("I1");
    }

    @Test
    void a_fan_out_that_ended_otherwise_than_its_items_is_found() {
        step(CLEAN, StepState.WAITING, 0, 0);
        fanOut(StepState.SUCCEEDED, Map.of(StepState.SUCCEEDED, 3));
        fanOut(StepState.FANNED_OUT, Map.of(StepState.RUNNING, 1, StepState.SUCCEEDED, 1));
        fanOut(StepState.FAILED, Map.of(StepState.FAILED, 1, StepState.BACKING_OFF, 1));
        assertThat(codes()).isEmpty();
        fanOut(StepState.SUCCEEDED, Map.of(StepState.SUCCEEDED, 2));
        fanOut(StepState.CANCELLED, Map.of(StepState.RUNNING, 1));
        fanOut(StepState.FANNED_OUT, Map.of(StepState.RUNNING, 4));
        assertThat(codes()).containsExactly("I2", "I2", "I2");
    }

    @Test
    void items_whose_attempts_nobody_counted_are_found() {
        step(CLEAN, StepState.WAITING, 0, 0);
        fanOuts.add(new FanOutFact(TRAIN, StepState.FAILED, 3, Map.of(), List.of("item 1 counts 2 attempts")));
        assertThat(codes()).containsExactly("I4");
    }

    private void fanOut(StepState state, Map<StepState, Integer> items) {
        fanOuts.add(new FanOutFact(TRAIN, state, 3, items, List.of()));
    }

    private void step(StepName name, StepState state, int tries, int recoveries) {
        steps.add(new StepFact(
                name, state, tries, recoveries, "MISS", Optional.empty(), "because", Optional.empty(), "[]"));
    }

    private void attempt(StepName step, int number, AttemptState state) {
        Optional<Instant> end = state.terminal() ? Optional.of(THEN) : Optional.empty();
        attempts.computeIfAbsent(step, s -> new ArrayList<>())
                .add(new AttemptFact(step, number, state, 1, end, state == AttemptState.LOST));
    }

    private List<String> codes() {
        Optional<Instant> end = run.terminal() ? Optional.of(THEN) : Optional.empty();
        RunFact row = new RunFact(
                new RunId(1), PipelineName.of("p"), "code", PartitionKey.WHOLE, run, 1, Optional.of(7L), end);
        return CheckRun.of(new RunFacts(row, steps, attempts, inputs, fanOuts, Map.of(TABLE, CLEAN), 1, unanswered))
                .stream()
                .map(v -> v.invariant().code())
                .toList();
    }
}
