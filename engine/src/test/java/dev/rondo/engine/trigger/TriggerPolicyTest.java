package dev.rondo.engine.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.TriggerDefinition;
import dev.rondo.definition.TriggerDefinition.CatchUp;
import dev.rondo.engine.store.TriggerDecisionTable.Outcome;
import dev.rondo.engine.store.TriggerEventTable.Kind;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Partitioning;
import dev.rondo.partition.TimeWindows;
import dev.rondo.partition.Whole;
import dev.rondo.schedule.Cron;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TriggerPolicyTest {
    private static final Instant NOON = Instant.parse("2011-07-01T12:00:00Z");
    private static final PipelineName BIKE = PipelineName.of("bike-demand");
    private static final DatasetName RENTALS = DatasetName.of("bike-demand.rentals");
    private static final TriggerKey KEY = new TriggerKey(BIKE, "changed");

    private final List<TriggerEvent> events = new ArrayList<>();
    private Partitioning partitioning = TimeWindows.monthly("2011-01");
    private Duration settledFor = Duration.ofMinutes(5);
    private Optional<Duration> atMostEvery = Optional.empty();
    private Optional<Instant> lastFired = Optional.empty();
    private boolean paused;

    @Test
    void a_changed_partition_fires_once_it_has_settled_and_not_before() {
        changed("2011-01", NOON);
        Ruling before = decide(NOON.plus(settledFor).minusMillis(1));
        assertThat(before.firings()).isEmpty();
        assertThat(before.wakeAt()).contains(NOON.plus(settledFor));
        assertThat(before.cursorSeq()).isZero();

        Ruling after = decide(NOON.plus(settledFor));
        assertThat(after.firings())
                .extracting(f -> f.partition().value(), Ruling.Firing::startKey)
                .containsExactly(tuple("2011-01", "data:bike-demand:changed:v1"));
        assertThat(after.cursorSeq()).isEqualTo(1);
        assertThat(after.wakeAt()).isEmpty();
    }

    @Test
    void another_change_of_the_partition_supersedes_the_first_and_begins_the_wait_anew() {
        changed("2011-01", NOON);
        changed("2011-01", NOON.plusSeconds(60));
        Ruling ruling = decide(NOON.plus(settledFor));
        assertThat(ruling.firings()).isEmpty();
        assertThat(ruling.verdicts())
                .extracting(v -> v.event().seq(), Ruling.Verdict::outcome, Ruling.Verdict::why)
                .containsExactly(tuple(1L, Outcome.SUPERSEDED, "event 2 came after it"));
        assertThat(ruling.wakeAt()).contains(NOON.plusSeconds(60).plus(settledFor));
    }

    @Test
    void a_partition_that_still_changes_does_not_hold_up_the_others() {
        changed("2011-01", NOON.plusSeconds(299));
        changed("2011-02", NOON);
        Ruling ruling = decide(NOON.plusSeconds(300));
        assertThat(ruling.firings()).extracting(f -> f.partition().value()).containsExactly("2011-02");
        assertThat(ruling.waiting()).extracting(w -> w.event().seq()).containsExactly(1L);
        assertThat(ruling.cursorSeq()).as("event 1 has no answer yet").isZero();
    }

    @Test
    void runs_start_oldest_partition_first_whatever_the_order_of_arrival() {
        settledFor = Duration.ZERO;
        changed("2011-03", NOON);
        changed("2011-01", NOON);
        changed("2011-02", NOON);
        assertThat(decide(NOON).firings())
                .extracting(f -> f.partition().value())
                .containsExactly("2011-01", "2011-02", "2011-03");
    }

    @Test
    void at_most_every_lets_one_run_start_and_says_when_the_next_may() {
        settledFor = Duration.ZERO;
        atMostEvery = Optional.of(Duration.ofHours(6));
        changed("2011-01", NOON);
        changed("2011-02", NOON);
        Ruling ruling = decide(NOON);
        assertThat(ruling.firings()).extracting(f -> f.partition().value()).containsExactly("2011-01");
        assertThat(ruling.waiting())
                .extracting(w -> w.event().seq(), Ruling.Waiting::why)
                .containsExactly(tuple(
                        2L,
                        "triggers of this pipeline start a run at most every 6h, so not before 2011-07-01T18:00:00Z"));
        assertThat(ruling.cursorSeq()).isEqualTo(1);
        assertThat(ruling.wakeAt()).contains(NOON.plus(Duration.ofHours(6)));
    }

    @Test
    void a_partition_before_the_first_is_skipped_with_the_reason() {
        changed("2010-12", NOON);
        Ruling ruling = decide(NOON);
        assertThat(ruling.verdicts())
                .extracting(Ruling.Verdict::outcome, Ruling.Verdict::why)
                .containsExactly(tuple(
                        Outcome.SKIPPED, "the pipeline has no partition 2010-12; it is monthly from 2011-01 in UTC"));
        assertThat(ruling.cursorSeq()).isEqualTo(1);
    }

    @Test
    void a_pipeline_without_partitions_runs_once_for_all_that_has_changed() {
        partitioning = new Whole();
        changed("2011-01", NOON);
        changed("2011-02", NOON);
        changed("2011-01", NOON);
        Ruling ruling = decide(NOON.plus(settledFor));
        assertThat(ruling.firings())
                .extracting(
                        Ruling.Firing::partition,
                        f -> f.events().stream().map(TriggerEvent::seq).toList())
                .containsExactly(tuple(PartitionKey.WHOLE, List.of(2L, 3L)));
        assertThat(ruling.verdicts()).extracting(v -> v.event().seq()).containsExactly(1L);
    }

    @Test
    void content_that_comes_back_later_is_a_new_version_and_fires_again_with_another_key() {
        settledFor = Duration.ZERO;
        changed("2011-01", NOON);
        String first = decide(NOON).firings().get(0).startKey();
        events.clear();
        event(3, "2011-01", NOON, 3);
        assertThat(decide(NOON).firings().get(0).startKey()).isNotEqualTo(first);
    }

    @Test
    void the_same_version_reported_twice_fires_once() {
        settledFor = Duration.ZERO;
        event(1, "2011-01", NOON, 7);
        event(2, "2011-01", NOON, 7);
        Ruling ruling = decide(NOON);
        assertThat(ruling.firings()).hasSize(1);
        assertThat(ruling.verdicts())
                .extracting(v -> v.event().seq(), Ruling.Verdict::outcome)
                .containsExactly(tuple(2L, Outcome.DUPLICATE));
    }

    @Test
    void a_paused_trigger_answers_nothing_and_forgets_nothing() {
        paused = true;
        changed("2011-01", NOON);
        changed("2010-01", NOON);
        Ruling ruling = decide(NOON.plus(Duration.ofDays(1)));
        assertThat(ruling.firings()).isEmpty();
        assertThat(ruling.verdicts()).isEmpty();
        assertThat(ruling.waiting()).extracting(Ruling.Waiting::why).containsOnly("the trigger is paused");
        assertThat(ruling.cursorSeq()).isZero();
        assertThat(ruling.wakeAt()).isEmpty();
    }

    @Test
    void a_schedule_that_catches_up_on_all_fires_for_every_slot() {
        slot("2011-06", NOON);
        slot("2011-06", NOON.plusSeconds(60));
        Ruling ruling = decideSchedule(CatchUp.ALL);
        assertThat(ruling.firings())
                .extracting(Ruling.Firing::startKey)
                .containsExactly("slot:bike-demand:nightly:1", "slot:bike-demand:nightly:2");
    }

    @Test
    void a_schedule_that_catches_up_on_the_latest_fires_for_the_newest_slot_that_waits() {
        slot("2011-06", NOON);
        slot("2011-06", NOON.plusSeconds(60));
        Ruling ruling = decideSchedule(CatchUp.LATEST);
        assertThat(ruling.firings()).extracting(Ruling.Firing::startKey).containsExactly("slot:bike-demand:nightly:2");
        assertThat(ruling.verdicts()).extracting(Ruling.Verdict::outcome).containsExactly(Outcome.SUPERSEDED);
    }

    @Test
    void without_events_the_cursor_goes_to_the_end_of_the_log() {
        assertThat(TriggerPolicy.decide(rule(), new TriggerState(4, lastFired, false), List.of(), 9, NOON)
                        .cursorSeq())
                .isEqualTo(9);
    }

    private void changed(String partition, Instant at) {
        event(events.size() + 1, partition, at, events.size() + 1);
    }

    private void event(long seq, String partition, Instant at, long version) {
        events.add(new TriggerEvent(
                seq,
                Kind.DATA,
                Optional.empty(),
                Optional.of(RENTALS),
                PartitionKey.of(partition),
                Optional.of(version),
                at,
                "",
                "data:" + seq));
    }

    private void slot(String partition, Instant at) {
        long seq = events.size() + 1;
        events.add(new TriggerEvent(
                seq,
                Kind.SLOT,
                Optional.of(BIKE),
                Optional.empty(),
                PartitionKey.of(partition),
                Optional.empty(),
                at,
                at.toString(),
                "slot:bike-demand:nightly:" + seq));
    }

    private Ruling decide(Instant now) {
        return TriggerPolicy.decide(rule(), new TriggerState(0, lastFired, paused), events, events.size(), now);
    }

    private Ruling decideSchedule(CatchUp catchUp) {
        var schedule = new TriggerDefinition.OnSchedule("nightly", Cron.parse("0 5 * * *"), ZoneId.of("UTC"), catchUp);
        var nightly = new TriggerRule(new TriggerKey(BIKE, "nightly"), schedule, partitioning, atMostEvery);
        return TriggerPolicy.decide(
                nightly, new TriggerState(0, lastFired, paused), events, events.size(), NOON.plusSeconds(3600));
    }

    private TriggerRule rule() {
        var onData = new TriggerDefinition.OnData("changed", RENTALS, settledFor);
        return new TriggerRule(KEY, onData, partitioning, atMostEvery);
    }
}
