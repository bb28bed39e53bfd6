package dev.rondo.ui.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FreshRunsTest {
    private final List<Collection<RunId>> looks = new ArrayList<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final FreshRuns fresh = new FreshRuns(this::store, tasks::add);

    @Test
    void runs_that_are_asked_for_before_the_next_look_are_read_in_one() {
        var first = read(new RunId(1));
        var second = read(new RunId(2));
        var again = read(new RunId(1));
        assertThat(tasks).hasSize(1);
        work();
        assertThat(looks).containsExactly(List.of(new RunId(1), new RunId(2)));
        assertThat(first.join().id()).isEqualTo(new RunId(1));
        assertThat(second.join().id()).isEqualTo(new RunId(2));
        assertThat(again.join()).isEqualTo(first.join());
    }

    @Test
    void so_many_at_once_that_a_look_stays_small() {
        List<CompletableFuture<RunView>> all = new ArrayList<>();
        for (int i = 1; i <= 600; i++) {
            all.add(read(new RunId(i)));
        }
        work();
        assertThat(looks).extracting(Collection::size).containsExactly(250, 250, 100);
        assertThat(all).allMatch(CompletableFuture::isDone);
    }

    @Test
    void whoever_asks_for_a_run_that_is_not_there_or_while_the_store_fails_hears_it_and_the_next_one_is_read() {
        var unknown = read(new RunId(4000));
        work();
        assertThatThrownBy(unknown::join).hasMessageContaining("4000");
        var failing = read(new RunId(5000));
        work();
        assertThatThrownBy(failing::join).hasMessageContaining("the store is away");
        var next = read(new RunId(1));
        work();
        assertThat(next.join().id()).isEqualTo(new RunId(1));
    }

    @Test
    void an_answer_that_refuses_is_told_to_those_alone_who_wait_for_it() {
        var refused = fresh.read(new RunId(1), run -> {
            throw new IllegalArgumentException("another body");
        });
        var other = read(new RunId(1));
        work();
        assertThatThrownBy(refused::join).hasMessageContaining("another body");
        assertThat(other.join().id()).isEqualTo(new RunId(1));
    }

    private CompletableFuture<RunView> read(RunId run) {
        return fresh.read(run, view -> view);
    }

    private void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private Map<RunId, RunView> store(Collection<RunId> runs) {
        looks.add(runs);
        if (runs.contains(new RunId(5000))) {
            throw new IllegalStateException("the store is away");
        }
        return runs.stream()
                .filter(run -> run.value() < 1000)
                .collect(Collectors.toMap(run -> run, FreshRunsTest::view));
    }

    private static RunView view(RunId run) {
        return new RunView(
                run,
                PipelineName.of("sums"),
                PartitionKey.WHOLE,
                RunState.RUNNING,
                RunCause.person("ada"),
                "code",
                Map.of(),
                List.of(),
                false,
                "",
                0,
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                0,
                Optional.empty(),
                "");
    }
}
