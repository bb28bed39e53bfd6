package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.history.MetricSeries;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.RunTable.RunFilter;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.TimeWindows;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions to the history about runs that the loop has taken to their end. */
class RunHistoryTest {
    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(home, LoopPipelines.sums(), LoopPipelines.gated());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void runs_are_listed_newest_first_page_by_page_and_narrowed_by_what_is_asked() {
        RunId first = world.start("sums");
        world.finishAll();
        RunId other = world.start("gated", "2011-01");
        RunId last = world.start("sums");
        world.finishAll();
        assertThat(ids(RunFilter.all(), 2)).containsExactly(last, other);
        var rest = new RunFilter(
                Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(other));
        assertThat(ids(rest, 2)).containsExactly(first);
        var sums = RunFilter.of(PipelineName.of("sums"));
        List<RunView> found = world.history.list(sums, 10);
        assertThat(found).extracting(RunView::id).containsExactly(last, first);
        assertThat(found).extracting(RunView::cacheHits).containsExactly(2, 0);
        assertThat(found).allSatisfy(run -> assertThat(run.steps()).containsEntry(StepState.SUCCEEDED, 2));
        var failed = new RunFilter(
                Optional.empty(),
                Set.of(RunState.FAILED),
                Optional.of(PartitionKey.of("2011-01")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(ids(failed, 10)).containsExactly(other);
    }

    @Test
    void metrics_come_in_the_order_of_partitions_and_of_each_the_newest_run_counts() {
        for (String month : List.of("2011-03", "2011-01", "2011-03")) {
            world.arrive("gated.raw", month, month + "x".repeat(world.versions("gated.raw", month)));
            world.start("gated", month);
            world.finishAll();
        }
        var order = TimeWindows.monthly("2011-01");
        MetricSeries score = world.history.metrics(PipelineName.of("gated"), order::compare).stream()
                .filter(series -> series.step().value().equals("evaluate"))
                .findFirst()
                .orElseThrow();
        assertThat(score.points()).extracting(p -> p.partition().value()).containsExactly("2011-01", "2011-03");
        assertThat(score.points()).extracting(MetricSeries.Point::value).containsExactly(7.0, 8.0);
    }

    private List<RunId> ids(RunFilter filter, int limit) {
        return world.history.list(filter, limit).stream().map(RunView::id).toList();
    }
}
