package dev.rondo.engine.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.feed.FeedEntry;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckMovesTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final PipelineName PIPELINE = PipelineName.of("p");
    private static final RunId RUN = new RunId(1);

    private final CheckMoves moves = new CheckMoves();
    private long seq;

    @Test
    void moves_along_the_tables_are_no_news_even_several_at_once() {
        assertThat(step("READY")).isEmpty();
        assertThat(step("READY")).as("told again with another reason").isEmpty();
        assertThat(step("RUNNING")).isEmpty();
        assertThat(step("READY")).as("its node went away").isEmpty();
        assertThat(step("SUCCEEDED")).isEmpty();
        assertThat(run("SUCCEEDED")).isEmpty();
    }

    @Test
    void nothing_leaves_a_terminal_state() {
        step("FAILED");
        assertThat(step("SUCCEEDED")).containsExactly("I2");
        assertThat(run("CANCELLED")).isEmpty();
        assertThat(run("SUCCEEDED")).containsExactly("I2");
    }

    @Test
    void a_step_that_runs_after_its_success_is_found() {
        step("SUCCEEDED");
        assertThat(step("RUNNING")).containsExactly("I3");
    }

    @Test
    void a_step_that_wakes_up_after_its_run_has_ended_is_found() {
        run("CANCELLED");
        assertThat(step("READY")).containsExactly("I2");
    }

    @Test
    void after_a_gap_anything_may_have_happened() {
        step("SUCCEEDED");
        moves.startAnew();
        assertThat(step("RUNNING")).isEmpty();
    }

    private List<String> step(String state) {
        return next(Change.step(THEN, PIPELINE, RUN, PartitionKey.WHOLE, StepName.of("train"), state, "why"));
    }

    private List<String> run(String state) {
        return next(Change.run(THEN, PIPELINE, RUN, PartitionKey.WHOLE, state));
    }

    private List<String> next(Change change) {
        return moves.next(new FeedEntry(++seq, change)).stream()
                .map(v -> v.invariant().code())
                .toList();
    }
}
