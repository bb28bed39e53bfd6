package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.invariant.Invariants;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks of invariants over the rows of a real loop, sound ones and damaged ones. */
class InvariantsTest {
    @TempDir
    Path home;

    @Test
    void rows_of_runs_that_ended_failed_were_lost_and_are_under_way_break_no_promise() {
        try (LoopWorld world = new LoopWorld(home, LoopPipelines.sums(), LoopPipelines.stubborn());
                Invariants invariants = world.invariants()) {
            world.start("sums");
            world.finishAll();
            world.start("sums");
            world.start("stubborn");
            world.fail("try");
            assertThat(invariants.look().violations()).isEmpty();
            world.start("stubborn");
        }
        try (LoopWorld world = new LoopWorld(home, LoopPipelines.sums(), LoopPipelines.stubborn());
                Invariants invariants = world.invariants()) {
            world.loop.recover();
            Invariants.Report report = invariants.checkAll();
            assertThat(report.violations()).isEmpty();
            assertThat(report.runs()).isEqualTo(4);
            assertThat(report.changes()).isPositive();
        }
    }

    @Test
    void damaged_rows_are_found_by_the_next_look_and_by_the_check_of_all() {
        try (LoopWorld world = new LoopWorld(home, LoopPipelines.sums());
                Invariants invariants = world.invariants()) {
            RunId run = world.start("sums");
            world.finish("two");
            assertThat(invariants.look().violations()).isEmpty();
            damage(world, "update run_step set state = 'READY' where run_id = ? and step = 'two'", run);
            damage(
                    world,
                    "update attempt set state = 'RUNNING', finished_at = null where run_id = ? and number = 1 "
                            + "and step = 'two'",
                    run);
            world.finish("sum");
            assertThat(codes(invariants.look())).contains("I2", "I5", "I10");
            assertThat(invariants.soFar().violations()).isNotEmpty();
            assertThat(invariants.check(run).orElseThrow().violations()).isNotEmpty();
            assertThat(codes(invariants.checkAll())).contains("I2", "I5", "I10");
        }
    }

    @Test
    void a_hit_that_gives_something_else_than_was_stored_is_found() {
        try (LoopWorld world = new LoopWorld(home, LoopPipelines.sums());
                Invariants invariants = world.invariants()) {
            world.start("sums");
            world.finishAll();
            RunId second = world.start("sums");
            assertThat(invariants.checkAll().violations()).isEmpty();
            damage(world, "update run_step set outputs = '[]' where run_id = ? and step = 'sum'", second);
            assertThat(codes(invariants.checkAll())).containsExactly("I8");
        }
    }

    @Test
    void an_item_that_is_missing_or_was_tried_unseen_is_found() {
        try (LoopWorld world = new LoopWorld(home, LoopPipelines.each());
                Invariants invariants = world.invariants()) {
            RunId run = world.start("each");
            world.finish("numbers");
            world.fail("square");
            world.finishAll();
            world.advance(Duration.ofSeconds(10));
            world.finishAll();
            assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
            assertThat(invariants.checkAll().violations()).isEmpty();
            damage(world, "delete from item_attempt where run_id = ?", run);
            assertThat(codes(invariants.checkAll())).containsExactly("I4");
            damage(world, "delete from run_item where run_id = ? and item = 2", run);
            assertThat(codes(invariants.checkAll())).containsExactly("I2", "I4");
        }
    }

    @Test
    void an_idle_store_is_not_read_again_and_again() {
        try (LoopWorld world = new LoopWorld(home, LoopPipelines.sums());
                Invariants invariants = world.invariants()) {
            world.start("sums");
            world.finishAll();
            assertThat(invariants.look().runs()).isPositive();
            invariants.look();
            assertThat(invariants.look().runs()).isZero();
        }
    }

    @Test
    void a_run_that_ended_is_not_read_again_until_an_hour_has_passed() {
        try (LoopWorld world = new LoopWorld(home, LoopPipelines.sums());
                Invariants invariants = world.invariants()) {
            world.start("sums");
            world.finishAll();
            assertThat(invariants.look().runs()).isEqualTo(1);
            world.start("sums");
            assertThat(invariants.look().runs()).isEqualTo(1);
            world.finishAll();
            world.advance(Duration.ofHours(1));
            world.start("sums");
            assertThat(invariants.look().runs()).isEqualTo(3);
        }
    }

    @Test
    void a_look_ends_after_a_quarter_of_a_second_and_the_next_ones_go_on() {
        AtomicLong nanos = new AtomicLong();
        try (LoopWorld world = new LoopWorld(home, LoopPipelines.sums());
                Invariants invariants = world.invariants(
                        () -> nanos.addAndGet(Duration.ofMillis(100).toNanos()))) {
            for (int i = 0; i < 7; i++) {
                world.start("sums");
                world.finishAll();
            }
            assertThat(invariants.look().runs()).isEqualTo(2);
            assertThat(invariants.look().runs()).isEqualTo(2);
            invariants.look();
            invariants.look();
            assertThat(invariants.soFar().runs()).isGreaterThanOrEqualTo(7);
        }
    }

    private static void damage(LoopWorld world, String sql, RunId run) {
        world.database.write(tx -> tx.update(sql, run));
    }

    private static List<String> codes(Invariants.Report report) {
        return report.violations().stream()
                .map(v -> v.invariant().code())
                .distinct()
                .toList();
    }
}
