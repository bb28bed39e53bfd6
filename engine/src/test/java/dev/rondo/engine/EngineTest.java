package dev.rondo.engine;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.rondo.partition.PartitionKey;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
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

    @TempDir
    Path home;

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
                EngineSettings.inHome(home),
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
    private static final class ThreadPerAttempt implements Executor {
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
