package dev.rondo.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.partition.Selection.Resolution;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final Partitioning MONTHS = TimeWindows.monthly("2011-01");
    private static final Partitioning WHOLE = new Whole();
    private static final Partitioning COUNTRIES = FixedKeys.of("de", "fr", "us");

    @Test
    void the_same_partition_is_read_when_the_dataset_has_it() {
        assertThat(resolve(new Selection.Same(), "2011-07")).isEqualTo("[2011-07]");
        assertThat(resolve(new Selection.Same(), "2010-12")).startsWith("the dataset has no partition 2010-12");
    }

    @Test
    void a_dataset_that_is_not_partitioned_is_read_whole() {
        PartitionKey july = PartitionKey.of("2011-07");
        assertThat(new Selection.Same().resolve(MONTHS, july, WHOLE).keys()).containsExactly(PartitionKey.WHOLE);
        assertThat(new Selection.Last(2).resolve(MONTHS, july, WHOLE).missing()).contains("no earlier partitions");
    }

    @Test
    void the_last_partitions_end_with_the_runs_own_and_the_previous_ones_before_it() {
        assertThat(resolve(new Selection.Last(3), "2012-01")).isEqualTo("[2011-11, 2011-12, 2012-01]");
        assertThat(resolve(new Selection.Previous(2), "2012-01")).isEqualTo("[2011-11, 2011-12]");
        assertThat(resolve(new Selection.AllPrevious(), "2011-03")).isEqualTo("[2011-01, 2011-02]");
    }

    @Test
    void a_window_that_reaches_before_the_first_partition_is_incomplete_and_says_why() {
        assertThat(resolve(new Selection.Last(6), "2011-06"))
                .isEqualTo("[2011-01, 2011-02, 2011-03, 2011-04, 2011-05, 2011-06]");
        assertThat(resolve(new Selection.Last(6), "2011-05"))
                .isEqualTo(
                        "it needs 6 partitions up to and including 2011-05, but the dataset is monthly from 2011-01 in UTC");
        assertThat(resolve(new Selection.Previous(1), "2011-01")).startsWith("it needs 1 partitions before 2011-01");
        assertThat(resolve(new Selection.AllPrevious(), "2011-01")).isEqualTo("there is no partition before 2011-01");
        assertThat(resolve(new Selection.Last(Integer.MAX_VALUE), "2011-05")).startsWith("it needs 2147483647");
    }

    @Test
    void a_named_range_is_the_same_for_every_run() {
        Selection spring = new Selection.Range(PartitionKey.of("2011-03"), PartitionKey.of("2011-05"));
        assertThat(resolve(spring, "2011-01")).isEqualTo("[2011-03, 2011-04, 2011-05]");
        assertThat(spring.resolve(WHOLE, PartitionKey.WHOLE, MONTHS).keys()).hasSize(3);
        Selection backwards = new Selection.Range(PartitionKey.of("2011-05"), PartitionKey.of("2011-03"));
        assertThat(resolve(backwards, "2011-01")).isEqualTo("the range 2011-05 to 2011-03 is empty");
        Selection early = new Selection.Range(PartitionKey.of("2010-05"), PartitionKey.of("2011-03"));
        assertThat(resolve(early, "2011-01")).startsWith("the dataset has no partitions 2010-05 to 2011-03");
    }

    @Test
    void a_pipeline_without_partitions_is_told_to_name_a_range() {
        assertThat(new Selection.Same()
                        .resolve(WHOLE, PartitionKey.WHOLE, MONTHS)
                        .missing())
                .contains("the pipeline is not partitioned")
                .contains("select a range");
    }

    @Test
    void fixed_partitions_follow_the_order_of_their_list() {
        PartitionKey us = PartitionKey.of("us");
        assertThat(new Selection.Previous(2).resolve(COUNTRIES, us, COUNTRIES).keys())
                .containsExactly(PartitionKey.of("de"), PartitionKey.of("fr"));
        assertThat(new Selection.Last(4).resolve(COUNTRIES, us, COUNTRIES).complete())
                .isFalse();
        assertThat(COUNTRIES.before(PartitionKey.of("fr"))).containsExactly(PartitionKey.of("de"));
    }

    @Test
    void a_key_of_another_partitioning_is_refused_and_not_taken_for_a_place() {
        PartitionKey moon = PartitionKey.of("moon");
        assertThatThrownBy(() -> COUNTRIES.offset(moon, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"moon\" is not a partition; it is one of [de, fr, us]");
        assertThatThrownBy(() -> COUNTRIES.range(moon, moon)).hasMessageContaining("moon");
        assertThatThrownBy(() -> COUNTRIES.compare(moon, moon)).hasMessageContaining("moon");
        assertThatThrownBy(() -> COUNTRIES.parse("moon")).hasMessageContaining("moon");
        assertThatThrownBy(() -> MONTHS.offset(moon, 1)).hasMessageContaining("\"moon\" is not a partition");
    }

    @Test
    void a_selection_of_no_partitions_is_refused() {
        assertThatThrownBy(() -> new Selection.Last(0)).hasMessageContaining("at least 1; got 0");
        assertThatThrownBy(() -> new Selection.Previous(-1)).hasMessageContaining("at least 1; got -1");
        assertThatThrownBy(() -> FixedKeys.of()).hasMessageContaining("at least one");
        assertThatThrownBy(() -> FixedKeys.of("de", "de")).hasMessageContaining("each named once");
    }

    @Test
    void a_key_cannot_lead_out_of_a_folder() {
        assertThatThrownBy(() -> PartitionKey.of("../x")).hasMessageContaining("no slashes");
        assertThatThrownBy(() -> PartitionKey.of("..")).hasMessageContaining("folder");
        assertThatThrownBy(() -> PartitionKey.of("a\\b")).hasMessageContaining("no slashes");
        assertThatThrownBy(() -> PartitionKey.of("a\nb")).hasMessageContaining("no control characters");
    }

    private static String resolve(Selection selection, String key) {
        Resolution resolution = selection.resolve(MONTHS, PartitionKey.of(key), MONTHS);
        assertThat(resolution.complete()).isEqualTo(resolution.missing().isEmpty());
        return resolution.complete() ? resolution.keys().toString() : resolution.missing();
    }
}
