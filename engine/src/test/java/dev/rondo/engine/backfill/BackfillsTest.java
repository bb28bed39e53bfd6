package dev.rondo.engine.backfill;

import static dev.rondo.engine.loop.SamplePipelines.BIKE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.engine.loop.RunRows;
import dev.rondo.engine.loop.SamplePipelines;
import dev.rondo.engine.loop.Turn;
import dev.rondo.engine.loop.TurnsByHand;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackfillsTest {
    private static final Instant START = Instant.parse("2011-07-15T00:00:00Z");

    private final TurnsByHand turns = new TurnsByHand(START);
    private Backfills backfills = new Backfills(turns, this::deployed);

    @BeforeEach
    void listen() {
        turns.listen(backfills);
    }

    @AfterEach
    void close() {
        turns.close();
    }

    @Test
    void runs_start_oldest_first_and_never_more_at_a_time_than_allowed() {
        long id = start(2);
        assertThat(turns.startedFor()).containsExactly("2011-01", "2011-02");
        end(1, RunState.SUCCEEDED);
        assertThat(turns.startedFor()).containsExactly("2011-01", "2011-02", "2011-03");
        assertThat(turns.runs.keySet()).allMatch(key -> key.startsWith("backfill:" + id + ":2011-0"));
        assertThat(turns.runs.values()).extracting(run -> run.cause().kind()).containsOnly(RunCause.Kind.BACKFILL);
        assertThat(turns.runs.values())
                .allMatch(run -> run.cause().triggerEvent().isPresent());
    }

    @Test
    void it_has_succeeded_when_every_partition_has() {
        long id = start(6);
        for (int run = 1; run <= 6; run++) {
            assertThat(show(id).state()).isEqualTo(BackfillState.RUNNING);
            end(run, RunState.SUCCEEDED);
        }
        Backfill ended = show(id);
        assertThat(ended.state()).isEqualTo(BackfillState.SUCCEEDED);
        assertThat(ended.endedAt()).contains(START);
        assertThat(ended.progress()).isEqualTo(new BackfillProgress(6, 0, 0, 6, 0, 0, 0));
    }

    @Test
    void a_failed_partition_holds_up_no_other_and_makes_the_whole_failed() {
        long id = start(1);
        end(1, RunState.FAILED);
        for (int run = 2; run <= 6; run++) {
            end(run, RunState.SUCCEEDED);
        }
        assertThat(turns.runs).hasSize(6);
        assertThat(show(id).state()).isEqualTo(BackfillState.FAILED);
    }

    @Test
    void a_partition_for_which_no_run_can_start_says_why_and_holds_up_no_other() {
        turns.refuse("2011-01");
        long id = start(1);
        assertThat(turns.startedFor()).containsExactly("2011-02");
        assertThat(partitions(id).get(0).refused()).contains("setting \"trees\" is required");
    }

    @Test
    void a_paused_backfill_starts_nothing_and_goes_on_where_it_was() {
        long id = start(1);
        call(turns -> backfills.pause(turns, id));
        end(1, RunState.SUCCEEDED);
        assertThat(turns.runs).hasSize(1);
        assertThat(show(id).state()).isEqualTo(BackfillState.PAUSED);
        call(turns -> backfills.resume(turns, id));
        assertThat(turns.startedFor()).containsExactly("2011-01", "2011-02");
    }

    @Test
    void a_cancelled_backfill_cancels_what_runs_starts_nothing_more_and_cannot_be_resumed() {
        long id = start(2);
        Backfill cancelling = call(turns -> backfills.cancel(turns, id, "ada"));
        assertThat(cancelling.state()).isEqualTo(BackfillState.CANCELLING);
        assertThat(turns.cancelled.keySet()).containsExactly(new RunId(1), new RunId(2));
        end(1, RunState.CANCELLED);
        end(2, RunState.SUCCEEDED);
        assertThat(show(id).state()).isEqualTo(BackfillState.CANCELLED);
        assertThat(show(id).endedAt()).isPresent();
        call(turns -> backfills.resume(turns, id));
        assertThat(turns.runs).hasSize(2);
    }

    @Test
    void after_a_restart_it_goes_on_and_no_partition_runs_twice() {
        long id = start(2);
        turns.forgetListeners();
        end(1, RunState.SUCCEEDED);
        backfills = new Backfills(turns, this::deployed);
        turns.listen(backfills);
        turns.call(turn -> {
            backfills.lookAtAll(turn);
            return true;
        });
        assertThat(turns.startedFor()).containsExactly("2011-01", "2011-02", "2011-03");
        for (int run = 2; run <= 6; run++) {
            end(run, RunState.SUCCEEDED);
        }
        assertThat(show(id).state()).isEqualTo(BackfillState.SUCCEEDED);
        assertThat(turns.runs).hasSize(6);
    }

    @Test
    void the_choice_of_partitions_follows_the_runs_that_there_are() {
        startRun("2011-01", RunState.SUCCEEDED);
        startRun("2011-02", RunState.SUCCEEDED);
        startRun("2011-02", RunState.FAILED);
        startRun("2011-03", RunState.FAILED);
        BackfillPlan missing = plan(BackfillMode.MISSING);
        assertThat(missing.partitions())
                .extracting(e -> e.partition().value())
                .containsExactly("2011-03", "2011-04", "2011-05", "2011-06");
        assertThat(plan(BackfillMode.FAILED).partitions())
                .extracting(e -> e.partition().value())
                .containsExactly("2011-02", "2011-03");
        assertThat(turns.database
                        .read(tx -> backfills.list(tx, Long.MAX_VALUE, 10))
                        .size())
                .as("a plan creates nothing")
                .isZero();
    }

    @Test
    void a_backfill_with_nothing_to_run_has_succeeded_at_once() {
        Backfill done = call(turns -> backfills.start(turns, BackfillRequest.of(BIKE, BackfillMode.FAILED, "ada")));
        assertThat(done.state()).isEqualTo(BackfillState.SUCCEEDED);
        assertThat(show(done.id()).endedAt()).isPresent();
    }

    @Test
    void a_pipeline_that_is_not_deployed_is_refused() {
        var other = BackfillRequest.of(PipelineName.of("churn"), BackfillMode.ALL, "ada");
        assertThatThrownBy(() -> call(turns -> backfills.start(turns, other)))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("There is no pipeline churn");
    }

    private long start(int parallel) {
        var request = BackfillRequest.of(BIKE, BackfillMode.ALL, "ada").parallel(parallel);
        return call(turns -> backfills.start(turns, request)).id();
    }

    private <T> T call(Function<Turn, T> work) {
        return turns.call(work).join();
    }

    private void startRun(String partition, RunState state) {
        int number = turns.runs.size() + 1;
        call(turn -> turn.startRun(new NewRun(
                BIKE, PartitionKey.of(partition), Map.of(), "person:" + number, RunCause.person("ada"), Set.of(), "")));
        end(number, state);
    }

    private void end(long run, RunState state) {
        turns.database.write(tx -> {
            RunRows.end(tx, new RunId(run), state, START);
            return true;
        });
        turns.ended(List.of(new RunId(run)));
    }

    private BackfillPlan plan(BackfillMode mode) {
        return turns.database.read(tx -> backfills.plan(tx, BackfillRequest.of(BIKE, mode, "ada"), START));
    }

    private Backfill show(long id) {
        return turns.database.read(tx -> backfills.show(tx, id)).orElseThrow();
    }

    private List<BackfillPartition> partitions(long id) {
        return turns.database.read(tx -> backfills.partitions(tx, id));
    }

    private Optional<PipelineDefinition> deployed(PipelineName name) {
        return name.equals(BIKE) ? Optional.of(SamplePipelines.monthly(Optional.empty())) : Optional.empty();
    }
}
