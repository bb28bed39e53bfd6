package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.StepName;
import dev.rondo.engine.invariant.Invariants;
import dev.rondo.engine.retention.Retention;
import dev.rondo.engine.retention.RetentionSettings;
import dev.rondo.engine.run.Repeat;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.OldLogs;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.Tx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old runs are forgotten through the loop and the store; what somebody needs stays. */
class RetentionTest {
    private static final Duration KEEP = Duration.ofDays(30);
    private static final Duration LONGER = Duration.ofDays(31);
    private static final List<String> OF_RUNS = List.of(
            "run", "run_step", "attempt", "attempt_input", "run_pin", "run_item", "item_attempt", "cache_entry");

    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(home, LoopPipelines.sums(), LoopPipelines.stubborn());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void an_old_run_goes_with_its_rows_and_logs_and_the_newest_and_the_one_that_made_the_data_stay()
            throws IOException {
        List<RunId> runs = refreshed(60);
        Path gone = log(runs.get(1));
        Path kept = log(runs.get(59));
        world.advance(LONGER);
        pass(world.loop, 3);
        assertThat(left()).containsExactly(runs.get(0), runs.get(57), runs.get(58), runs.get(59));
        for (String table : OF_RUNS) {
            assertThat(rowsOfForgotten(table)).as(table).isZero();
        }
        assertThat(count("run_forgotten")).isZero();
        assertThat(gone).doesNotExist();
        assertThat(kept).exists();
        assertSound();
    }

    @Test
    void nothing_that_is_young_or_under_way_goes_and_nothing_at_all_when_everything_is_kept() {
        List<RunId> runs = refreshed(5);
        world.start("stubborn");
        world.advance(KEEP);
        pass(world.loop, 1);
        assertThat(left()).hasSize(6).containsAll(runs);
        world.advance(LONGER);
        new Retention(world.loop, new RunFolders(home), Runnable::run, RetentionSettings.forever(), Set::of).pass();
        world.loop.runDue();
        assertThat(left()).hasSize(6);
    }

    @Test
    void a_run_stays_while_a_young_run_uses_what_it_put_into_the_cache_and_the_cache_goes_with_it() {
        List<RunId> runs = refreshed(4);
        world.advance(LONGER);
        RunId hit = world.start("sums");
        assertThat(world.step(hit, "sum").cache()).isEqualTo("HIT");
        pass(world.loop, 1);
        assertThat(left()).containsExactly(runs.get(0), runs.get(3), hit);
        world.advance(LONGER);
        RunId fresh = world.start("sums", "", "two", "sum");
        world.finishAll();
        pass(world.loop, 1);
        assertThat(left()).containsExactly(runs.get(0), fresh);
        assertSound();
    }

    @Test
    void a_run_stays_while_an_unfinished_run_uses_what_it_put_into_the_cache_however_long_ago_it_took_it() {
        List<RunId> runs = refreshed(4);
        RunId open = world.start("sums", "", "sum");
        assertThat(world.step(open, "two").cache()).isEqualTo("HIT");
        assertThat(world.state(open)).isEqualTo(RunState.RUNNING);
        world.advance(LONGER);
        pass(world.loop, 1);
        assertThat(left()).containsExactly(runs.get(0), runs.get(3), open);
    }

    @Test
    void what_a_long_run_has_used_stays_for_as_long_after_the_end_of_that_run() {
        List<RunId> runs = refreshed(4);
        RunId slow = world.start("sums", "", "sum");
        world.advance(LONGER);
        world.finishAll();
        assertThat(world.state(slow)).isEqualTo(RunState.SUCCEEDED);
        world.advance(KEEP.minusDays(1));
        pass(world.loop, 1);
        assertThat(left()).containsExactly(runs.get(0), runs.get(3), slow);
        world.advance(Duration.ofDays(3));
        pass(world.loop, 1);
        assertThat(left()).doesNotContain(runs.get(3));
    }

    @Test
    void what_a_forgotten_run_put_into_the_cache_is_not_found_although_it_was_used_just_before() {
        RunId first = world.start("sums");
        world.finishAll();
        RunId hit = world.start("sums");
        assertThat(world.step(hit, "sum").cache()).isEqualTo("HIT");
        world.loop.post("forgetting", turn -> turn.forget(List.of(first)));
        world.loop.runDue();
        RunId again = world.start("sums");
        world.finishAll();
        assertThat(world.step(again, "sum").cache()).isEqualTo("MISS");
    }

    @Test
    void a_run_stays_while_the_run_that_repeats_it_is_there() {
        List<RunId> runs = refreshed(3);
        CompletableFuture<RunId> repeat = world.loop.call(turn -> turn.startRun(Repeats.request(
                turn.tx(),
                new Repeat(runs.get(1), Optional.of(StepName.of("two")), Repeat.Code.PINNED),
                "again",
                "ada",
                "")));
        world.loop.runDue();
        world.finishAll();
        world.advance(LONGER);
        pass(world.loop, 1);
        assertThat(left()).containsExactly(runs.get(0), runs.get(1), repeat.join());
    }

    @Test
    void runs_of_rejected_models_go_with_the_model_and_those_of_champions_stay_and_every_decision_stays() {
        world.deployAs("code 2", LoopPipelines.gated());
        RunId champion = measured("2011-01", "abcdefgh");
        List<RunId> rejected = List.of(measured("2011-02", "a"), measured("2011-02", "ab"), measured("2011-02", "abc"));
        measured("2011-01", "abcd");
        world.advance(LONGER);
        pass(world.loop, 1);
        assertThat(left()).hasSize(4).contains(champion).doesNotContain(rejected.get(1));
        assertThat(count("model_version")).isEqualTo(4);
        assertThat(count("gate_decision")).isEqualTo(5);
        assertThat(count("model_version where state = 'CHAMPION'")).isOne();
        assertSound();
    }

    private RunId measured(String month, String content) {
        world.arrive("gated.raw", month, content);
        RunId run = world.start("gated", month);
        world.finishAll();
        return run;
    }

    @Test
    void versions_of_outside_data_go_once_they_are_superseded_and_nobody_is_there_who_read_them() {
        world.deployAs("code 3", LoopPipelines.counting());
        for (String content : List.of("a", "ab", "abc")) {
            world.arrive("counting.raw", "2011-01", content);
            if (!content.equals("a")) {
                world.start("counting", "2011-01");
                world.finishAll();
            }
        }
        String outside = "dataset_version where run_id is null";
        pass(world.loop, 1);
        assertThat(count(outside)).as("young").isEqualTo(3);
        world.advance(LONGER);
        pass(world.loop, 2);
        assertThat(count(outside)).as("nobody had read the first").isEqualTo(2);
        pass(world.loop, 1);
        assertThat(count(outside)).as("whoever had read the second is gone").isOne();
    }

    @Test
    void events_stay_for_triggers_that_are_deployed_and_not_for_one_that_is_no_more() {
        world.database.write(tx -> {
            for (String trigger : List.of("gone:daily", "sums:daily")) {
                tx.update(
                        "insert into trigger_cursor (trigger_id, cursor_seq, last_fired_at, paused, registered_at)"
                                + " values (?, ?, null, false, ?)",
                        trigger,
                        trigger.startsWith("gone") ? 1L : 3L,
                        world.now);
            }
            for (int day = 0; day < 5; day++) {
                tx.update(
                        "insert into trigger_event (kind, pipeline, partition_key, happened_at, detail, dedupe_key)"
                                + " values ('SLOT', 'sums', '', ?, '', ?)",
                        world.now,
                        "slot:" + day);
            }
            return true;
        });
        Instant never = world.now.plus(Duration.ofDays(1));
        Set<String> both = Set.of("gone:daily", "sums:daily");
        assertThat(world.database.<Integer>write(tx -> OldLogs.forgetEvents(tx, both, never, 10)))
                .isEqualTo(1);
        assertThat(world.database.<Integer>write(tx -> OldLogs.forgetEvents(tx, Set.of("sums:daily"), never, 10)))
                .isEqualTo(2);
        assertThat(world.database.<Integer>write(tx -> OldLogs.forgetEvents(tx, Set.of(), never, 10)))
                .as("the newest stays")
                .isEqualTo(1);
    }

    @Test
    void a_clock_that_leaps_ahead_makes_nothing_forgotten_before_it_is_found_so_again() {
        List<RunId> runs = refreshed(4);
        Retention retention = new Retention(
                world.loop, new RunFolders(home), Runnable::run, new RetentionSettings(Optional.of(KEEP), 1), Set::of);
        retention.pass();
        world.loop.runDue();
        world.advance(LONGER);
        retention.pass();
        world.loop.runDue();
        assertThat(left()).containsExactlyElementsOf(runs);
        world.advance(Duration.ofHours(1));
        retention.pass();
        world.loop.runDue();
        assertThat(left()).hasSizeLessThan(4);
    }

    @Test
    void a_run_with_very_many_items_goes_a_few_hundred_rows_per_turn() {
        RunId big = refreshed(4).get(1);
        world.database.write(tx -> tx.batch(
                "insert into run_item (run_id, step, item, state, attempts, recoveries, element, cache, why)"
                        + " values (?, 'two', ?, 'SUCCEEDED', 1, 0, '', 'MISS', '')",
                IntStream.range(0, 2_000)
                        .mapToObj(item -> new Object[] {big.value(), item})
                        .toList()));
        world.advance(LONGER);
        Measured turns = new Measured(world.loop);
        pass(turns, 1);
        assertThat(left()).doesNotContain(big);
        assertThat(count("run_item")).isZero();
        assertThat(turns.most).isBetween(100L, 300L);
    }

    @Test
    void a_pass_that_a_crash_interrupts_anywhere_is_finished_by_the_next_process() throws IOException {
        for (int turns = 1; turns < 12; turns++) {
            List<RunId> runs = refreshed(30);
            Path log = log(runs.get(2));
            world.advance(LONGER);
            pass(new FirstTurns(world.loop, turns), 1);
            world.restart();
            pass(world.loop, 1);
            assertThat(left()).as("after %s turns", turns).hasSize(2).contains(runs.get(29));
            assertThat(count("run_forgotten")).isZero();
            assertThat(rowsOfForgotten("attempt")).isZero();
            assertThat(log).doesNotExist();
        }
        assertSound();
    }

    @Test
    void answered_events_past_slots_and_backfills_go_and_what_a_trigger_has_not_passed_stays() {
        Instant start = world.now;
        world.database.write(tx -> {
            tx.update(
                    "insert into trigger_cursor (trigger_id, cursor_seq, last_fired_at, paused, registered_at)"
                            + " values ('sums:daily', 7, null, false, ?)",
                    start);
            for (int day = 0; day < 10; day++) {
                tx.update(
                        "insert into trigger_event"
                                + " (seq, kind, pipeline, partition_key, happened_at, detail, dedupe_key)"
                                + " values (?, 'SLOT', 'sums', '', ?, '', ?)",
                        (long) day + 1,
                        start.plus(Duration.ofDays(day)),
                        "slot:" + day);
                tx.update(
                        "insert into slot (trigger_id, due_at, state, why, recorded_at)"
                                + " values ('sums:daily', ?, 'FIRED', '', ?)",
                        start.plus(Duration.ofDays(day)),
                        start);
                if (day < 7) {
                    tx.update(
                            "insert into trigger_decision (trigger_id, event_seq, outcome, why, decided_at)"
                                    + " values ('sums:daily', ?, 'SKIPPED', '', ?)",
                            (long) day + 1,
                            start);
                }
            }
            for (long id = 1; id <= 2; id++) {
                tx.update(
                        "insert into backfill (backfill_id, pipeline, mode, from_key, to_key, wish, max_parallel,"
                                + " requested_by, note, created_at, ended_at)"
                                + " values (?, 'sums', 'ALL', '', '', 'RUN', 1, 'ada', '', ?, ?)",
                        id,
                        start,
                        start);
            }
            tx.update("insert into backfill_partition (backfill_id, position, partition_key, why)"
                    + " values (1, 0, '', '')");
            return true;
        });
        Instant fifth = start.plus(Duration.ofDays(5));
        while (world.database.write(tx -> forget(tx, fifth, 2)) > 0) {
            assertThat(count("slot")).isPositive();
        }
        assertThat(count("trigger_event")).isEqualTo(5);
        assertThat(count("trigger_decision")).isEqualTo(2);
        assertThat(count("slot")).isEqualTo(5);
        assertThat(count("backfill")).as("the newest stays").isEqualTo(1);
        assertThat(count("backfill_partition")).isZero();
        Instant never = start.plus(Duration.ofDays(1000));
        while (world.database.write(tx -> forget(tx, never, 2)) > 0) {
            assertThat(count("slot")).isPositive();
        }
        assertThat(count("trigger_event")).isEqualTo(3);
        assertThat(count("slot")).isEqualTo(1);
    }

    private static int forget(Tx tx, Instant time, int limit) {
        return OldLogs.forgetEvents(tx, Set.of("sums:daily"), time, limit)
                + OldLogs.forgetSlots(tx, time, limit)
                + OldLogs.forgetBackfills(tx, time, limit);
    }

    /** Runs whose steps really ran, one after the other. */
    private List<RunId> refreshed(int count) {
        List<RunId> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(world.start("sums", "", "two", "sum"));
            world.finishAll();
        }
        return runs;
    }

    private Path log(RunId run) throws IOException {
        Path log = home.resolve("logs").resolve(run.toString()).resolve("two").resolve("1.log");
        Files.createDirectories(log.getParent());
        return Files.writeString(log, "a line\n");
    }

    private void pass(Turns turns, int newest) {
        new Retention(
                        turns,
                        new RunFolders(home),
                        Runnable::run,
                        new RetentionSettings(Optional.of(KEEP), newest),
                        Set::of)
                .pass();
        world.loop.runDue();
    }

    private List<RunId> left() {
        return world.history.list(RunTable.RunFilter.all(), 1000).stream()
                .map(run -> run.id())
                .sorted()
                .toList();
    }

    private long rowsOfForgotten(String table) {
        return count(table + " t where not exists (select 1 from run r where r.run_id = t.run_id)");
    }

    private long count(String from) {
        return world.database
                .read(tx -> tx.one("select count(*) as n from " + from, row -> row.bigint("n")))
                .orElseThrow();
    }

    private void assertSound() {
        try (Invariants invariants = world.invariants()) {
            assertThat(invariants.checkAll().violations()).isEmpty();
        }
    }

    /** Takes what is asked of it at first; the process is gone before the rest. */
    private static final class FirstTurns implements Turns {
        private final Turns turns;
        private int left;

        FirstTurns(Turns turns, int count) {
            this.turns = turns;
            this.left = count;
        }

        @Override
        public <T> CompletableFuture<T> call(Function<Turn, T> work) {
            return left-- > 0 ? turns.call(work) : new CompletableFuture<>();
        }

        @Override
        public void wakeAt(Instant when, Consumer<Turn> work) {
            turns.wakeAt(when, work);
        }
    }

    /** Sees how many items go in one turn. */
    private static final class Measured implements Turns {
        private final Turns turns;
        private long most;

        Measured(Turns turns) {
            this.turns = turns;
        }

        @Override
        public <T> CompletableFuture<T> call(Function<Turn, T> work) {
            return turns.call(turn -> {
                long before = items(turn);
                T result = work.apply(turn);
                most = Math.max(most, before - items(turn));
                return result;
            });
        }

        private static long items(Turn turn) {
            return turn.tx()
                    .one("select count(*) as n from run_item", row -> row.bigint("n"))
                    .orElseThrow();
        }

        @Override
        public void wakeAt(Instant when, Consumer<Turn> work) {
            turns.wakeAt(when, work);
        }
    }
}
