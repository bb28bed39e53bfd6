package dev.rondo.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.partition.PartitionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SourceDiffTest {
    private static final Instant NOW = Instant.parse("2011-07-01T12:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(1));

    @Test
    void a_file_never_seen_is_hashed() {
        FoundFile file = found("2011-01", 10, LONG_AGO);
        assertThat(diff(List.of(), SourceLook.NONE, look(file)).toHash()).containsExactly(file);
    }

    @Test
    void a_file_of_the_same_size_and_time_is_not_hashed_again() {
        FoundFile file = found("2011-01", 10, LONG_AGO);
        assertThat(diff(List.of(known(file, NOW)), look(file), look(file)).toHash())
                .isEmpty();
    }

    @Test
    void a_file_whose_time_is_close_to_the_time_of_hashing_is_hashed_again_since_a_later_edit_may_show_the_same_time() {
        FoundFile file = found("2011-01", 10, LONG_AGO);
        assertThat(diff(List.of(known(file, LONG_AGO.plusSeconds(2))), look(file), look(file))
                        .toHash())
                .containsExactly(file);
        assertThat(diff(List.of(known(file, LONG_AGO.plusMillis(2001))), look(file), look(file))
                        .toHash())
                .isEmpty();
    }

    @Test
    void a_file_that_was_just_written_to_waits_for_the_next_look() {
        FoundFile file = found("2011-01", 10, NOW.minusMillis(199));
        SourceDiff diff = diff(List.of(), SourceLook.NONE, look(file));
        assertThat(diff.toHash()).isEmpty();
        assertThat(diff.unsettled()).containsExactly(file);
        FoundFile quiet = found("2011-01", 10, NOW.minusMillis(200));
        assertThat(diff(List.of(), look(quiet), look(quiet)).toHash()).containsExactly(quiet);
    }

    @Test
    void a_file_that_grew_between_two_looks_waits_for_the_next() {
        SourceDiff diff = diff(List.of(), look(found("2011-01", 10, LONG_AGO)), look(found("2011-01", 11, LONG_AGO)));
        assertThat(diff.unsettled()).hasSize(1);
    }

    @Test
    void a_time_in_the_far_future_is_a_wrong_clock_and_no_sign_of_writing() {
        FoundFile file = found("2011-01", 10, NOW.plus(Duration.ofDays(1)));
        assertThat(diff(List.of(), SourceLook.NONE, look(file)).toHash()).containsExactly(file);
    }

    @Test
    void a_partition_whose_file_is_gone_has_vanished_unless_nothing_certain_is_known() {
        KnownFile january = known(found("2011-01", 10, LONG_AGO), NOW);
        assertThat(diff(List.of(january), SourceLook.NONE, look()).vanished())
                .containsExactly(PartitionKey.of("2011-01"));
        SourceLook unreadable = new SourceLook(List.of(), Set.of(), false, List.of("the share is not mounted"));
        assertThat(diff(List.of(january), SourceLook.NONE, unreadable).vanished())
                .isEmpty();
        SourceLook twoFiles = new SourceLook(List.of(), Set.of(PartitionKey.of("2011-01")), true, List.of("two"));
        assertThat(diff(List.of(january), SourceLook.NONE, twoFiles).vanished()).isEmpty();
    }

    private static SourceDiff diff(List<KnownFile> known, SourceLook previous, SourceLook look) {
        return SourceDiff.between(known, previous, look, NOW);
    }

    private static SourceLook look(FoundFile... files) {
        return new SourceLook(List.of(files), Set.of(), true, List.of());
    }

    private static FoundFile found(String partition, long size, Instant modifiedAt) {
        return new FoundFile(PartitionKey.of(partition), "hour-" + partition + ".csv", size, modifiedAt);
    }

    private static KnownFile known(FoundFile file, Instant hashedAt) {
        return new KnownFile(
                file.partition(), file.path(), file.sizeBytes(), file.modifiedAt(), "a".repeat(64), hashedAt);
    }
}
