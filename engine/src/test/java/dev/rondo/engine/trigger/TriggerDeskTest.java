package dev.rondo.engine.trigger;

import static dev.rondo.engine.loop.SamplePipelines.BIKE;
import static dev.rondo.engine.loop.SamplePipelines.RENTALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.TriggerDefinition.OnData;
import dev.rondo.engine.loop.SamplePipelines;
import dev.rondo.engine.loop.TurnsByHand;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.DatasetVersionTable;
import dev.rondo.engine.store.TriggerDecisionTable.Outcome;
import dev.rondo.partition.PartitionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TriggerDeskTest {
    private static final Instant START = Instant.parse("2013-01-01T00:00:00Z");
    private static final Duration SETTLED = Duration.ofMinutes(5);
    private static final TriggerKey KEY = new TriggerKey(BIKE, "changed-1");

    private final TurnsByHand turns = new TurnsByHand(START);
    private PipelineDefinition pipeline =
            SamplePipelines.monthly(Optional.empty(), new OnData("changed-1", RENTALS, SETTLED));
    private TriggerDesk desk = started();

    @AfterEach
    void close() {
        turns.close();
    }

    @Test
    void a_changed_partition_gives_one_run_once_it_has_settled() {
        changed("2011-01", 'a');
        turns.clock.advance(SETTLED.minusMillis(1));
        assertThat(turns.runs).isEmpty();
        turns.clock.advance(Duration.ofMillis(1));
        assertThat(turns.runs.values())
                .extracting(
                        NewRun::pipeline,
                        r -> r.partition().value(),
                        r -> r.cause().kind())
                .containsExactly(tuple(BIKE, "2011-01", RunCause.Kind.DATA));
        turns.clock.advance(Duration.ofDays(1));
        assertThat(turns.runs).hasSize(1);
    }

    @Test
    void the_answer_to_every_event_is_recorded_with_the_reason_and_the_run() {
        changed("2010-12", 'a');
        changed("2011-01", 'a');
        changed("2011-01", 'b');
        turns.clock.advance(SETTLED);
        var decisions = turns.database.read(tx -> desk.decisions(tx, KEY, Long.MAX_VALUE, 10));
        assertThat(decisions)
                .extracting(TriggerDecision::eventSeq, TriggerDecision::outcome, TriggerDecision::run)
                .containsExactly(
                        tuple(3L, Outcome.FIRED, Optional.of(new RunId(1))),
                        tuple(2L, Outcome.SUPERSEDED, Optional.empty()),
                        tuple(1L, Outcome.SKIPPED, Optional.empty()));
        assertThat(decisions.get(2).why()).contains("no partition 2010-12");
    }

    @Test
    void a_look_that_finds_nothing_new_writes_nothing() {
        changed("2011-01", 'a');
        turns.clock.advance(SETTLED);
        long before = turns.database.commits();
        turns.post("look", desk::lookAtAll);
        assertThat(turns.database.commits()).isEqualTo(before);
    }

    @Test
    void what_waited_when_the_process_ended_fires_after_the_next_start_and_only_once() {
        changed("2011-01", 'a');
        restart();
        turns.clock.advance(SETTLED);
        restart();
        turns.clock.advance(SETTLED);
        assertThat(turns.startedFor()).containsExactly("2011-01");
    }

    @Test
    void what_changed_while_nothing_was_running_fires_after_the_next_start() {
        turns.forgetListeners();
        changed("2011-01", 'a');
        turns.clock.advance(Duration.ofDays(3));
        restart();
        assertThat(turns.startedFor()).containsExactly("2011-01");
    }

    @Test
    void content_that_comes_back_fires_again() {
        for (char content : new char[] {'a', 'b', 'a', 'a'}) {
            changed("2011-01", content);
            turns.clock.advance(SETTLED);
        }
        assertThat(turns.startedFor()).containsExactly("2011-01", "2011-01", "2011-01");
    }

    @Test
    void at_most_every_spreads_runs_over_time_and_survives_a_restart() {
        pipeline = SamplePipelines.monthly(
                Optional.of(Duration.ofHours(6)), new OnData("changed-1", RENTALS, Duration.ZERO));
        restart();
        changed("2011-02", 'a');
        changed("2011-01", 'a');
        assertThat(turns.startedFor()).containsExactly("2011-02");
        restart();
        turns.clock.advance(Duration.ofHours(6).minusMillis(1));
        assertThat(turns.startedFor()).hasSize(1);
        turns.clock.advance(Duration.ofMillis(1));
        assertThat(turns.startedFor()).containsExactly("2011-02", "2011-01");
    }

    @Test
    void a_paused_trigger_goes_on_with_what_has_happened_meanwhile() {
        turns.call(turn -> {
            desk.pause(turn, KEY);
            return true;
        });
        changed("2011-01", 'a');
        changed("2011-01", 'b');
        turns.clock.advance(Duration.ofDays(1));
        assertThat(turns.runs).isEmpty();
        TriggerPreview preview = turns.database.read(tx -> desk.preview(tx, KEY, turns.clock.instant()));
        assertThat(preview.paused()).isTrue();
        assertThat(preview.waiting()).hasSize(2);
        turns.call(turn -> {
            desk.resume(turn, KEY);
            return true;
        });
        assertThat(turns.startedFor()).containsExactly("2011-01");
    }

    @Test
    void the_preview_says_what_would_fire_and_what_it_waits_for_and_changes_nothing() {
        changed("2011-01", 'a');
        TriggerPreview now = turns.database.read(tx -> desk.preview(tx, KEY, START));
        assertThat(now.fires()).isEmpty();
        assertThat(now.nextAt()).contains(START.plus(SETTLED));
        TriggerPreview later = turns.database.read(tx -> desk.preview(tx, KEY, START.plus(SETTLED)));
        assertThat(later.fires()).containsExactly(PartitionKey.of("2011-01"));
        assertThat(turns.runs).isEmpty();
    }

    @Test
    void a_run_that_the_engine_refuses_is_an_answer_and_no_crash() {
        turns.refuse("2011-01");
        changed("2011-01", 'a');
        changed("2011-02", 'a');
        turns.clock.advance(SETTLED);
        assertThat(turns.startedFor()).containsExactly("2011-02");
        var decisions = turns.database.read(tx -> desk.decisions(tx, KEY, 2, 1));
        assertThat(decisions)
                .extracting(TriggerDecision::outcome, TriggerDecision::why)
                .containsExactly(tuple(Outcome.SKIPPED, "no run could be started: setting \"trees\" is required"));
    }

    @Test
    void a_trigger_deployed_later_does_not_answer_for_the_past() {
        changed("2011-01", 'a');
        turns.clock.advance(SETTLED);
        pipeline = SamplePipelines.monthly(
                Optional.empty(),
                new OnData("changed-1", RENTALS, SETTLED),
                new OnData("changed-2", RENTALS, Duration.ZERO));
        restart();
        assertThat(turns.runs).hasSize(1);
        changed("2011-02", 'a');
        assertThat(turns.startedFor()).containsExactly("2011-01", "2011-02");
    }

    @Test
    void an_unknown_trigger_is_named_together_with_those_there_are() {
        assertThatThrownBy(() -> turns.database.read(tx -> desk.preview(tx, new TriggerKey(BIKE, "nightly"), START)))
                .isInstanceOf(UnknownTriggerException.class)
                .hasMessageContaining("bike-demand:nightly")
                .hasMessageContaining("bike-demand:changed-1");
    }

    @Test
    void with_restarts_at_any_moment_the_last_version_of_every_partition_gets_its_run_and_no_version_gets_two() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, Character> content = new HashMap<>();
        for (int step = 0; step < 300; step++) {
            switch (random.nextInt(4)) {
                case 0 -> restart();
                case 1 -> turns.clock.advance(Duration.ofMinutes(random.nextInt(10)));
                default -> {
                    String partition = "2011-0" + (1 + random.nextInt(4));
                    content.put(partition, (char) ('a' + random.nextInt(3)));
                    changed(partition, content.get(partition));
                }
            }
        }
        turns.clock.advance(SETTLED);
        for (String partition : content.keySet()) {
            long current = turns.database
                    .read(tx -> DatasetVersionTable.current(tx, RENTALS, PartitionKey.of(partition)))
                    .orElseThrow()
                    .id();
            List<String> keys = turns.runs.values().stream()
                    .filter(run -> run.partition().value().equals(partition))
                    .map(NewRun::startKey)
                    .toList();
            assertThat(keys)
                    .as("seed " + seed)
                    .doesNotHaveDuplicates()
                    .endsWith("data:bike-demand:changed-1:v" + current);
        }
    }

    @Test
    void what_it_watches_is_what_its_triggers_need_and_everything_while_it_does_not_know() {
        DatasetName other = DatasetName.of("bike-demand.clean");
        assertThat(desk.watches(RENTALS)).isTrue();
        assertThat(desk.watches(other)).isFalse();
        assertThat(new TriggerDesk(turns).watches(other)).isTrue();
        turns.call(turn -> {
            desk.deploy(turn, List.of());
            return true;
        });
        // The trigger of a pipeline that is not deployed goes on some day from where it was.
        assertThat(desk.watches(RENTALS) && desk.watches(other)).isTrue();
    }

    private TriggerDesk started() {
        TriggerDesk fresh = new TriggerDesk(turns);
        turns.listen(fresh);
        turns.call(turn -> {
            fresh.deploy(turn, List.of(pipeline));
            return true;
        });
        return fresh;
    }

    /** The process ends without a word, and another takes its place. */
    private void restart() {
        turns.forgetListeners();
        turns.clock.close();
        desk = started();
    }

    private void changed(String partition, char content) {
        turns.call(turn -> {
            PartitionKey key = PartitionKey.of(partition);
            String digest = String.valueOf(content).repeat(64);
            if (DatasetVersionTable.insertIfNew(turn.tx(), RENTALS, key, digest, 1, turn.now(), partition)
                    .isPresent()) {
                turn.datasetChanged(RENTALS, key);
            }
            return true;
        });
    }
}
