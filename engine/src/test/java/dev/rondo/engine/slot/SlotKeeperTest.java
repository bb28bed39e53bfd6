package dev.rondo.engine.slot;

import static dev.rondo.engine.loop.SamplePipelines.BIKE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.TriggerDefinition.CatchUp;
import dev.rondo.definition.TriggerDefinition.OnSchedule;
import dev.rondo.engine.loop.SamplePipelines;
import dev.rondo.engine.loop.TurnsByHand;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.SlotTable;
import dev.rondo.engine.store.SlotTable.SlotRow;
import dev.rondo.engine.store.SlotTable.State;
import dev.rondo.engine.trigger.TriggerDesk;
import dev.rondo.engine.trigger.TriggerKey;
import dev.rondo.schedule.Cron;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlotKeeperTest {
    private static final Instant START = Instant.parse("2011-03-31T00:00:00Z");
    private static final TriggerKey KEY = new TriggerKey(BIKE, "schedule-1");

    private final TurnsByHand turns = new TurnsByHand(START);
    private CatchUp catchUp = CatchUp.LATEST;
    private TriggerDesk desk = new TriggerDesk(turns);
    private SlotKeeper keeper = new SlotKeeper(turns, turns.clock, desk);

    @AfterEach
    void close() {
        turns.close();
    }

    @Test
    void a_due_time_starts_a_run_for_the_newest_partition_of_that_time() {
        start();
        turns.clock.advanceTo(Instant.parse("2011-03-31T05:00:00Z"));
        turns.clock.advanceTo(Instant.parse("2011-04-01T04:59:59.999Z"));
        assertThat(turns.startedFor()).containsExactly("2011-02");
        turns.clock.advanceTo(Instant.parse("2011-04-01T05:00:00Z"));
        assertThat(turns.startedFor()).containsExactly("2011-02", "2011-03");
        assertThat(slots())
                .extracting(s -> s.dueAt().toString(), SlotRow::state, SlotRow::run)
                .containsExactly(
                        tuple("2011-03-31T05:00:00Z", State.FIRED, Optional.of(new RunId(1))),
                        tuple("2011-04-01T05:00:00Z", State.FIRED, Optional.of(new RunId(2))));
        assertThat(keeper.late()).isZero();
    }

    @Test
    void due_times_missed_while_nothing_was_running_give_one_run_at_the_next_start() {
        start();
        down(Duration.ofDays(3));
        start();
        assertThat(turns.startedFor()).containsExactly("2011-03");
        assertThat(slots())
                .extracting(s -> s.dueAt().toString(), SlotRow::state)
                .containsExactly(
                        tuple("2011-03-31T05:00:00Z", State.SKIPPED),
                        tuple("2011-04-01T05:00:00Z", State.SKIPPED),
                        tuple("2011-04-02T05:00:00Z", State.FIRED));
        start();
        assertThat(turns.runs).as("another start doubles nothing").hasSize(1);
    }

    @Test
    void a_schedule_that_catches_up_on_all_runs_for_every_missed_due_time() {
        catchUp = CatchUp.ALL;
        start();
        down(Duration.ofDays(3));
        start();
        assertThat(turns.startedFor()).containsExactly("2011-02", "2011-03", "2011-03");
    }

    @Test
    void an_outage_of_many_due_times_is_worked_through_in_portions() {
        catchUp = CatchUp.ALL;
        start();
        down(Duration.ofDays(250));
        start();
        turns.clock.advance(Duration.ZERO);
        assertThat(turns.runs).hasSize(250);
    }

    @Test
    void a_pause_is_like_an_outage() {
        catchUp = CatchUp.NONE;
        start();
        turns.call(turn -> {
            desk.pause(turn, KEY);
            return true;
        });
        turns.clock.advance(Duration.ofDays(2));
        assertThat(slots()).isEmpty();
        turns.call(turn -> {
            desk.resume(turn, KEY);
            return true;
        });
        assertThat(turns.runs).isEmpty();
        assertThat(slots()).extracting(SlotRow::state).containsExactly(State.SKIPPED, State.SKIPPED);
        turns.clock.advance(Duration.ofDays(1));
        assertThat(turns.startedFor()).containsExactly("2011-03");
    }

    @Test
    void a_due_time_before_the_first_partition_has_ended_is_skipped_with_the_reason() {
        TurnsByHand early = new TurnsByHand(Instant.parse("2011-01-10T00:00:00Z"));
        try (early) {
            TriggerDesk itsDesk = new TriggerDesk(early);
            SlotKeeper itsKeeper = new SlotKeeper(early, early.clock, itsDesk);
            start(early, itsDesk, itsKeeper);
            early.clock.advance(Duration.ofDays(1));
            assertThat(early.runs).isEmpty();
            var rows = early.database.read(tx -> SlotTable.list(tx, KEY.toString(), START, 5));
            assertThat(rows).extracting(SlotRow::state).containsExactly(State.SKIPPED);
            assertThat(rows.get(0).why()).contains("no partition had ended by then");
        }
    }

    @Test
    void a_wake_up_that_never_came_is_made_good_by_the_watch_and_counted() {
        turns.clock.advance(Duration.ofSeconds(30));
        start();
        turns.clock.advanceTo(Instant.parse("2011-03-31T04:59:45Z"));
        turns.clock.cancel("slot: " + KEY);
        turns.clock.advance(Duration.ofHours(1));
        assertThat(turns.startedFor()).containsExactly("2011-02");
        assertThat(keeper.late()).isEqualTo(1);
    }

    private void start() {
        desk = new TriggerDesk(turns);
        keeper = new SlotKeeper(turns, turns.clock, desk);
        start(turns, desk, keeper);
    }

    private void start(TurnsByHand where, TriggerDesk itsDesk, SlotKeeper itsKeeper) {
        var schedule = new OnSchedule("schedule-1", Cron.parse("0 5 * * *"), ZoneId.of("UTC"), catchUp);
        List<PipelineDefinition> pipelines = List.of(SamplePipelines.monthly(Optional.empty(), schedule));
        where.listen(itsDesk);
        where.call(turn -> {
            itsDesk.deploy(turn, pipelines);
            itsKeeper.deploy(turn, pipelines);
            return true;
        });
    }

    /** The process is not there for this long. */
    private void down(Duration howLong) {
        turns.forgetListeners();
        turns.clock.close();
        turns.clock.advance(howLong);
    }

    private List<SlotRow> slots() {
        return turns.database.read(tx -> SlotTable.between(tx, KEY.toString(), Instant.EPOCH, turns.clock.instant()));
    }
}
