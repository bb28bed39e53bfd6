package dev.rondo.engine;

import static dev.rondo.pipeline.Contender.baseline;
import static dev.rondo.pipeline.Contender.champion;
import static dev.rondo.pipeline.When.changed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.attempt.AttemptListener;
import dev.rondo.engine.attempt.AttemptTask;
import dev.rondo.engine.attempt.Executor;
import dev.rondo.engine.attempt.StepCall;
import dev.rondo.engine.attempt.StopReason;
import dev.rondo.engine.attempt.StopSignal;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.run.AttemptToken;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.testkit.TestStores;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.pipeline.Source;
import dev.rondo.step.DataFile;
import dev.rondo.step.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
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

    private void arrive(String month, int lines) throws IOException {
        Path data = java.nio.file.Files.createDirectories(home.resolve("data"));
        Path part = data.resolve(".m-" + month + ".tmp");
        java.nio.file.Files.writeString(part, "x\n".repeat(lines));
        java.nio.file.Files.move(part, data.resolve("m-" + month + ".txt"));
    }

    private String why(Engine engine, String month, String step) {
        return engine.history().steps(ended(engine, month).id()).stream()
                .filter(s -> s.step().value().equals(step))
                .findFirst()
                .orElseThrow()
                .why();
    }

    private RunView ended(Engine engine, String month) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> engine.history().list(RunTable.RunFilter.all(), 100).stream()
                                .filter(r -> r.partition().value().equals(month))
                                .findFirst(),
                        r -> r.isPresent() && r.get().state().terminal())
                .orElseThrow();
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

    private List<String> steps(Engine engine, RunId run) {
        return engine.history().steps(run).stream()
                .map(s -> s.step() + " " + s.state() + " " + s.cache() + " "
                        + s.attempts().size())
                .toList();
    }

    private RunView run(Engine engine, String pipeline) {
        RunId id = engine.startRun(new NewRun(
                        PipelineName.of(pipeline),
                        PartitionKey.WHOLE,
                        Map.of(),
                        UUID.randomUUID().toString(),
                        RunCause.person("test"),
                        Set.of(),
                        ""))
                .join()
                .run();
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> engine.history().run(id).orElseThrow(),
                        r -> r.state().terminal());
    }

    private Engine open(Pipeline<?>... pipelines) {
        Engine engine = Engine.open(
                EngineSettings.inHome(home).withStore(TestStores.inHome(home)),
                InstantSource.system(),
                ThreadPerAttempt::new,
                (name, digest) -> Optional.empty());
        Catalog catalog = Catalog.compile(List.of(pipelines));
        CodeDigest code = new CodeDigest(Digest.ofText("code"), "test classes");
        engine.deploy(
                catalog,
                catalog.pipelines().stream().map(p -> Deployment.of(p, code)).toList());
        engine.start();
        return engine;
    }

    /** The simplest executor that there can be. */
    static final class ThreadPerAttempt implements Executor {
        private final StepCall call;

        ThreadPerAttempt(StepCall call) {
            this.call = call;
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public int slots() {
            return 4;
        }

        @Override
        public void start(AttemptTask task, AttemptListener listener) {
            new Thread(() -> listener.finished(task.token(), call.call(task, new StopSignal()))).start();
        }

        @Override
        public void stop(AttemptToken token, StopReason reason) {}

        @Override
        public void close() {}
    }
}
