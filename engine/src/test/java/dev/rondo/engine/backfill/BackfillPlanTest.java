package dev.rondo.engine.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.partition.FixedKeys;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Partitioning;
import dev.rondo.partition.TimeWindows;
import dev.rondo.partition.Whole;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BackfillPlanTest {
    private static final PipelineName BIKE = PipelineName.of("bike-demand");
    private static final Instant JULY = Instant.parse("2011-07-15T00:00:00Z");
    private static final Partitioning MONTHLY = TimeWindows.monthly("2011-01");

    private final Map<PartitionKey, PartitionRuns> runs = new HashMap<>();
    private final Map<DatasetName, Set<PartitionKey>> sources = new TreeMap<>();

    @Test
    void missing_runs_what_has_not_succeeded_and_is_not_under_way_oldest_first() {
        had("2011-01", 1, RunState.SUCCEEDED, true);
        had("2011-02", 2, RunState.FAILED, false);
        had("2011-03", 3, RunState.RUNNING, false);
        had("2011-04", 4, RunState.FAILED, true);
        BackfillPlan plan = plan(BackfillMode.MISSING);
        assertThat(plan.partitions())
                .extracting(e -> e.partition().value(), BackfillPlan.Entry::why)
                .containsExactly(
                        tuple("2011-02", "no run of it has succeeded; the newest, 2, is FAILED"),
                        tuple("2011-05", "it has never run"),
                        tuple("2011-06", "it has never run"));
        assertThat(plan.leftOut())
                .extracting(e -> e.partition().value(), BackfillPlan.Entry::why)
                .containsExactly(
                        tuple("2011-01", "its newest run, 1, is SUCCEEDED"),
                        tuple("2011-03", "its newest run, 3, is RUNNING"),
                        tuple("2011-04", "an earlier run of it than 4 has succeeded"));
    }

    @Test
    void a_partition_for_which_a_source_has_no_data_is_left_out_and_the_source_is_named() {
        sources.put(
                DatasetName.of("bike.rentals"),
                Set.of(PartitionKey.of("2011-01"), PartitionKey.of("2011-02"), PartitionKey.of("2011-04")));
        BackfillPlan plan = plan(BackfillMode.ALL);
        assertThat(plan.partitions())
                .extracting(e -> e.partition().value())
                .containsExactly("2011-01", "2011-02", "2011-04");
        assertThat(plan.leftOut())
                .extracting(e -> e.partition().value(), BackfillPlan.Entry::why)
                .contains(tuple("2011-03", "source bike.rentals has no data for it"))
                .hasSize(3);
    }

    @Test
    void failed_runs_what_failed_last() {
        had("2011-01", 1, RunState.FAILED, true);
        had("2011-02", 2, RunState.CANCELLED, false);
        assertThat(plan(BackfillMode.FAILED).partitions())
                .extracting(e -> e.partition().value(), BackfillPlan.Entry::why)
                .containsExactly(tuple("2011-01", "its newest run, 1, failed"));
    }

    @Test
    void all_runs_everything_that_has_ended() {
        had("2011-01", 1, RunState.SUCCEEDED, true);
        assertThat(plan(BackfillMode.ALL).partitions()).hasSize(6);
    }

    @Test
    void a_range_that_reaches_into_the_future_stops_at_the_newest_partition_and_says_so() {
        BackfillPlan plan = plan(MONTHLY, request(BackfillMode.ALL, "2011-05", "9999-12"));
        assertThat(plan.partitions()).extracting(e -> e.partition().value()).containsExactly("2011-05", "2011-06");
        assertThat(plan.leftOut())
                .extracting(e -> e.partition().value(), BackfillPlan.Entry::why)
                .containsExactly(tuple("9999-12", "it and all others after 2011-06 have not ended yet"));
    }

    @Test
    void a_range_whose_end_comes_before_its_begin_is_refused() {
        assertThatThrownBy(() -> plan(MONTHLY, request(BackfillMode.ALL, "2011-05", "2011-03")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 2011-05 to 2011-03 holds no partition");
    }

    @Test
    void a_partition_that_the_pipeline_does_not_have_is_refused() {
        assertThatThrownBy(() -> plan(MONTHLY, request(BackfillMode.ALL, "2010-05", "2011-03")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2010-05");
    }

    @Test
    void a_range_of_very_many_partitions_is_refused_before_anything_is_written() {
        assertThatThrownBy(() -> BackfillPlan.of(
                        BackfillRequest.of(BIKE, BackfillMode.ALL, "ada"),
                        TimeWindows.hourly("2001-01-01T00"),
                        runs,
                        Map.of(),
                        JULY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(BackfillPlan.MOST_PARTITIONS + " at most");
    }

    @Test
    void a_pipeline_whose_first_partition_has_not_ended_has_nothing_to_run() {
        assertThatThrownBy(() -> BackfillPlan.of(
                        BackfillRequest.of(BIKE, BackfillMode.ALL, "ada"),
                        TimeWindows.monthly("2012-01"),
                        runs,
                        Map.of(),
                        JULY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no partition to run yet");
    }

    @Test
    void fixed_partitions_run_in_the_order_of_their_list_and_the_whole_is_one() {
        assertThat(plan(FixedKeys.of("it", "at"), BackfillRequest.of(BIKE, BackfillMode.ALL, "ada"))
                        .partitions())
                .extracting(e -> e.partition().value())
                .containsExactly("it", "at");
        assertThat(plan(new Whole(), BackfillRequest.of(BIKE, BackfillMode.MISSING, "ada"))
                        .partitions())
                .extracting(BackfillPlan.Entry::partition)
                .isEqualTo(List.of(PartitionKey.WHOLE));
    }

    private void had(String partition, long run, RunState state, boolean succeeded) {
        runs.put(PartitionKey.of(partition), new PartitionRuns(new RunId(run), state, succeeded));
    }

    private BackfillPlan plan(BackfillMode mode) {
        return plan(MONTHLY, BackfillRequest.of(BIKE, mode, "ada"));
    }

    private BackfillPlan plan(Partitioning partitioning, BackfillRequest request) {
        return BackfillPlan.of(request, partitioning, runs, sources, JULY);
    }

    private static BackfillRequest request(BackfillMode mode, String from, String to) {
        return BackfillRequest.of(BIKE, mode, "ada").between(PartitionKey.of(from), PartitionKey.of(to));
    }
}
