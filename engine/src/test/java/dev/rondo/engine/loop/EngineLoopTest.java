package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.AttemptTable;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineLoopTest {
    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(home, LoopPipelines.sums(), LoopPipelines.stubborn(), LoopPipelines.fan("fan", 10));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void an_attempt_is_dispatched_only_after_its_row_is_durable() {
        List<CompletableFuture<Integer>> rows = new ArrayList<>();
        world.executor.whenStarted = task -> rows.add(CompletableFuture.supplyAsync(() -> world.database
                .read(tx -> AttemptTable.ofStep(tx, task.run(), task.step().name()))
                .size()));
        RunId run = world.start("sums");
        world.finishAll();
        assertThat(rows.stream().map(CompletableFuture::join)).containsExactly(1, 1);
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void a_bad_request_fails_alone_and_the_others_of_the_same_turn_succeed() {
        CompletableFuture<RunId> before = world.ask(world.request("sums", ""));
        CompletableFuture<RunId> bad = world.ask(world.request("nobody", ""));
        CompletableFuture<RunId> after = world.ask(world.request("stubborn", ""));
        world.loop.runDue();
        assertThat(bad).isCompletedExceptionally();
        assertThat(world.executor.live()).containsExactlyInAnyOrder("two", "try");
        assertThat(world.state(before.join())).isEqualTo(RunState.RUNNING);
        assertThat(world.state(after.join())).isEqualTo(RunState.RUNNING);
    }

    @Test
    void a_turn_that_another_transaction_or_a_lost_connection_undid_is_repeated_as_a_whole() {
        for (StoreException.Kind kind : List.of(StoreException.Kind.CONFLICT, StoreException.Kind.AWAY)) {
            AtomicInteger tries = new AtomicInteger();
            CompletableFuture<RunId> before = world.ask(world.request("sums", ""));
            CompletableFuture<Integer> hindered = world.loop.call(turn -> {
                turn.startRun(world.request("fan", ""));
                if (tries.incrementAndGet() < 3) {
                    throw new StoreException(kind, "in the way");
                }
                return tries.get();
            });
            world.loop.runDue();
            assertThat(hindered).isCompletedWithValue(3);
            assertThat(world.state(before.join())).isEqualTo(RunState.RUNNING);
        }
        assertThat(world.history.list(RunTable.RunFilter.all(), 100)).hasSize(4);
    }

    @Test
    void a_request_that_fails_after_it_changed_something_is_undone_and_answered_wherever_it_stands_in_its_turn() {
        CompletableFuture<RunId> before = world.ask(world.request("sums", ""));
        NewRun undone = world.request("fan", "");
        CompletableFuture<RunId> bad = world.loop.call(turn -> {
            turn.startRun(undone);
            throw new IllegalArgumentException("second thoughts");
        });
        CompletableFuture<RunId> after = world.ask(world.request("stubborn", ""));
        world.loop.runDue();
        assertThat(bad).isCompletedExceptionally();
        assertThat(before).isCompleted();
        assertThat(after).isCompleted();
        assertThat(world.executor.live()).containsExactlyInAnyOrder("two", "try");
        assertThat(world.history.list(RunTable.RunFilter.all(), 10)).hasSize(2);
    }

    @Test
    void rows_that_a_failing_request_wrote_by_itself_are_undone() {
        RunId run = world.start("sums");
        CompletableFuture<RunId> bad = world.loop.call(turn -> {
            turn.tx().update("update run set note = 'half done' where run_id = ?", run);
            throw new IllegalArgumentException("second thoughts");
        });
        world.loop.runDue();
        assertThat(bad).isCompletedExceptionally();
        assertThat(world.history.run(run).orElseThrow().note()).isEmpty();
    }

    @Test
    void a_request_that_the_store_refuses_fails_alone() {
        CompletableFuture<RunId> good = world.ask(world.request("sums", ""));
        CompletableFuture<Integer> bad = world.loop.call(turn -> turn.tx().update("update nothing set at = all"));
        world.loop.runDue();
        assertThat(bad).isCompletedExceptionally();
        assertThat(world.state(good.join())).isEqualTo(RunState.RUNNING);
        assertThat(world.executor.live()).containsExactly("two");
    }

    @Test
    void a_turn_that_cannot_be_written_is_undone_and_loses_no_outcome() {
        int[] failures = {1};
        world.loop.listen((turn, facts) -> {
            if (!facts.changed().isEmpty() && failures[0]-- > 0) {
                throw new StoreException(StoreException.Kind.FAILED, "disk full");
            }
        });
        RunId run = world.start("sums");
        world.finish("two");
        assertThat(world.attempts(run, "two")).containsExactly("SUCCEEDED");
        assertThat(world.executor.live()).containsExactly("sum");
        world.finish("sum");
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.executor.history).containsExactly("two", "sum");
    }

    @Test
    void a_caller_whose_turn_cannot_be_written_hears_of_it_and_nothing_of_it_stays() {
        int[] failures = {1};
        world.loop.listen((turn, facts) -> {
            if (!facts.started().isEmpty() && failures[0]-- > 0) {
                throw new StoreException(StoreException.Kind.FAILED, "disk full");
            }
        });
        NewRun request = world.request("sums", "");
        CompletableFuture<RunId> first = world.ask(request);
        world.loop.runDue();
        assertThat(first).isCompletedExceptionally();
        assertThat(world.executor.live()).isEmpty();
        CompletableFuture<RunId> second = world.ask(request);
        world.loop.runDue();
        assertThat(world.state(second.join())).isEqualTo(RunState.RUNNING);
        assertThat(world.executor.live()).containsExactly("two");
    }

    @Test
    void a_defect_of_a_listener_spoils_only_what_it_was_about() {
        world.loop.listen((turn, facts) -> {
            if (turn.tx()
                    .one("select 1 as n from run where pipeline = 'fan'", row -> row.integer("n"))
                    .isPresent()) {
                throw new IllegalStateException("a defect");
            }
        });
        CompletableFuture<RunId> good = world.ask(world.request("sums", ""));
        CompletableFuture<RunId> bad = world.ask(world.request("fan", ""));
        world.loop.runDue();
        assertThat(bad).isCompletedExceptionally();
        assertThat(world.state(good.join())).isEqualTo(RunState.RUNNING);
        world.finishAll();
        assertThat(world.state(good.join())).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void a_store_that_cannot_go_on_ends_the_loop_and_answers_everybody() {
        CompletableFuture<RunId> waiting = world.ask(world.request("sums", ""));
        world.database.close();
        world.loop.runDue();
        assertThat(waiting).isCompletedExceptionally();
        assertThat(world.loop.works()).isFalse();
        assertThat(world.ask(world.request("sums", ""))).isCompletedExceptionally();
    }

    @Test
    void a_node_whose_run_another_node_has_taken_over_changes_nothing_of_it() {
        RunId run = world.start("sums");
        world.database.write(tx -> tx.update("update run set node_epoch = node_epoch + 1"));
        world.finish("two");
        assertThat(world.loop.works()).isFalse();
        assertThat(world.step(run, "two").state()).isEqualTo(StepState.RUNNING);
        assertThat(world.attempts(run, "two")).hasSize(1).first().asString().contains("RUNNING");
    }

    @Test
    void a_closed_loop_leaves_runs_for_the_next_start_and_refuses_who_asks_later() {
        world.loop.start();
        CompletableFuture<RunId> run = world.ask(world.request("sums", ""));
        RunId id = run.join();
        world.loop.close();
        assertThat(world.ask(world.request("sums", ""))).isCompletedExceptionally();
        assertThat(world.state(id)).isEqualTo(RunState.RUNNING);
    }

    @Test
    void an_attempt_that_its_executor_refuses_uses_up_no_try_and_is_started_again_later() {
        world.executor.whenStarted = task -> {
            throw new IllegalStateException("the executor is closed");
        };
        RunId run = world.start("sums");
        assertThat(world.step(run, "two").state()).isEqualTo(StepState.BACKING_OFF);
        assertThat(world.step(run, "two").why())
                .contains("could not be started")
                .contains("executor is closed")
                .contains("does not count as one of its tries");
        world.executor.whenStarted = task -> {};
        world.advance(Duration.ofSeconds(5));
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.step(run, "two").attempts().get(0).failureKind()).contains("INFRASTRUCTURE");
    }

    @Test
    void the_same_start_key_gives_the_same_run_even_within_one_turn() {
        NewRun request = world.request("sums", "");
        CompletableFuture<RunId> one = world.ask(request);
        CompletableFuture<RunId> two = world.ask(request);
        world.loop.runDue();
        CompletableFuture<RunId> three = world.ask(request);
        world.loop.runDue();
        assertThat(List.of(two.join(), three.join())).containsOnly(one.join());
        assertThat(world.executor.live()).containsExactly("two");
    }

    @Test
    void slots_are_never_exceeded() {
        world.executor.slots = 3;
        RunId first = world.start("fan");
        RunId second = world.start("sums");
        assertThat(world.executor.live()).hasSize(3);
        world.finish("s0");
        assertThat(world.executor.live()).hasSize(3);
        world.finishAll();
        assertThat(world.executor.mostAtOnce).isEqualTo(3);
        assertThat(List.of(world.state(first), world.state(second))).containsOnly(RunState.SUCCEEDED);
    }

    @Test
    void a_step_that_backs_off_holds_no_slot_and_runs_again_when_its_time_has_come() {
        world.executor.slots = 1;
        RunId stubborn = world.start("stubborn");
        RunId sums = world.start("sums");
        world.fail("try");
        assertThat(world.steps(stubborn)).containsExactly("try BACKING_OFF");
        assertThat(world.executor.live()).containsExactly("two");
        world.finishAll();
        assertThat(world.state(sums)).isEqualTo(RunState.SUCCEEDED);
        world.advance(Duration.ofMillis(9_999));
        assertThat(world.executor.live()).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(world.executor.live()).containsExactly("try");
        world.fail("try");
        world.advance(Duration.ofSeconds(10));
        world.fail("try");
        assertThat(world.state(stubborn)).isEqualTo(RunState.FAILED);
        assertThat(world.attempts(stubborn, "try")).containsExactly("FAILED", "FAILED", "FAILED");
    }

    @Test
    void an_attempt_whose_time_is_up_is_stopped_through_its_executor() {
        RunId run = world.start("stubborn");
        world.advance(Duration.ofSeconds(59));
        assertThat(world.executor.stopped).isEmpty();
        world.advance(Duration.ofSeconds(1));
        assertThat(world.executor.stopped).hasSize(1);
        world.giveIn("try");
        assertThat(world.step(run, "try").attempts().get(0).failureKind()).contains("TIMEOUT");
    }

    @Test
    void a_cancelled_run_ends_while_it_runs_and_while_it_backs_off() {
        RunId running = world.start("stubborn");
        world.cancel(running);
        assertThat(world.state(running)).isEqualTo(RunState.CANCELLING);
        world.giveIn("try");
        assertThat(world.state(running)).isEqualTo(RunState.CANCELLED);

        RunId backingOff = world.start("stubborn");
        world.fail("try");
        world.cancel(backingOff);
        assertThat(world.state(backingOff)).isEqualTo(RunState.CANCELLED);
        world.advance(Duration.ofMinutes(5));
        assertThat(world.executor.live()).isEmpty();
    }
}
