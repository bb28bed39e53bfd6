package dev.rondo.engine;

import static dev.rondo.engine.EngineWorld.ended;
import static dev.rondo.engine.EngineWorld.run;
import static dev.rondo.engine.EngineWorld.steps;
import static dev.rondo.pipeline.Contender.baseline;
import static dev.rondo.pipeline.Contender.champion;
import static dev.rondo.pipeline.When.changed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.ModelName;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.testkit.TestStores;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.pipeline.Source;
import dev.rondo.step.DataFile;
import dev.rondo.step.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

    public static final class Sums implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            Dataset<Integer> two = p.step("two").run(Sums::two);
            Dataset<Integer> sum = p.step("sum").reads(two).run(Sums::plusOne);
            p.output(sum);
        }

        static int two() {
            return 2;
        }

        static int plusOne(int n) {
            return n + 1;
        }
    }

    /** Counts lines per month; its model is the count, its error how far the count is from ten. */
    public static final class Lines implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            p.partitionedBy(TimeWindows.monthly("2011-01"));
            Source<DataFile> raw = p.source(
                    "raw",
                    dev.rondo.pipeline.Files.matching("m-{partition}.txt").checkedEvery(Duration.ofMillis(100)));
            Dataset<Integer> count = p.step("count").reads(raw).run(Lines::count);
            Dataset<Integer> model = p.step("train").reads(count.previous(1)).run(Lines::train);
            Dataset<Metrics> metrics = p.step("evaluate").reads(model, count).run(Lines::evaluate);
            Dataset<Metrics> naive = p.step("naive").reads(count).run(Lines::naive);
            p.gate("better")
                    .on(metrics, "error")
                    .against(champion("lines"), baseline(naive))
                    .promotes(model);
            p.when(changed(raw));
        }

        static int count(DataFile file) throws IOException {
            return (int) java.nio.file.Files.readString(file.content()).lines().count();
        }

        static int train(List<Integer> counts) {
            return counts.get(0);
        }

        static Metrics evaluate(Integer model, Integer count) {
            return Metrics.of("error", Math.abs(model - count));
        }

        static Metrics naive(Integer count) {
            return Metrics.of("error", Math.abs(5 - count));
        }
    }

    @TempDir
    Path home;

    @Test
    void an_arriving_file_starts_a_run_and_its_gate_promotes_the_better_model() throws Exception {
        try (Engine engine = open(new Lines())) {
            arrive("2011-01", 9);
            assertThat(ended(engine, "2011-01").state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(steps(engine, ended(engine, "2011-01").id()))
                    .contains("count SUCCEEDED MISS 1", "train SKIPPED NONE 0", "better SKIPPED NONE 0");
            arrive("2011-02", 8);
            assertThat(why(engine, "2011-02", "better")).contains("promoted");
            arrive("2011-03", 5);
            assertThat(why(engine, "2011-03", "better")).contains("baseline");
            assertThat(engine.ask(tx -> engine.registry().champion(tx, ModelName.of("lines")))
                            .orElseThrow()
                            .partition())
                    .isEqualTo(PartitionKey.of("2011-02"));
        }
        try (Engine engine = open(new Lines())) {
            arrive("2011-04", 5);
            assertThat(ended(engine, "2011-04").state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(engine.history().list(RunTable.RunFilter.all(), 100)).hasSize(4);
        }
    }

    private String why(Engine engine, String month, String step) {
        return engine.history().steps(ended(engine, month).id()).stream()
                .filter(s -> s.step().value().equals(step))
                .findFirst()
                .orElseThrow()
                .why();
    }

    @Test
    void a_run_executes_its_steps_and_the_same_run_again_takes_everything_from_the_cache() {
        try (Engine engine = open(new Sums())) {
            RunView first = run(engine, "sums");
            assertThat(first.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(steps(engine, first.id())).containsExactly("two SUCCEEDED MISS 1", "sum SUCCEEDED MISS 1");

            RunView second = run(engine, "sums");
            assertThat(steps(engine, second.id())).containsExactly("two SUCCEEDED HIT 0", "sum SUCCEEDED HIT 0");
            assertThat(second.cacheHits()).isEqualTo(2);
        }
    }

    private Engine open(Pipeline<?>... pipelines) {
        return EngineWorld.open(home, TestStores.inHome(home), pipelines);
    }

    private void arrive(String month, int lines) throws IOException {
        EngineWorld.arrive(home, month, lines);
    }
}
