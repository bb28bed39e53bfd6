package dev.rondo.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.partition.PartitionKey;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.step.CachePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step that loops for ever and ignores that it is asked to stop, on a real engine with a single slot. */
class CancelEndsTest {
    private static volatile boolean released;
    private static final AtomicInteger SPINNING = new AtomicInteger();

    @TempDir
    Path home;

    static final class Spinning implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            p.output(p.step("spin").cache(CachePolicy.never()).run(Spinning::spin));
        }

        static int spin() {
            SPINNING.incrementAndGet();
            while (!released) {
                Thread.interrupted();
                Thread.onSpinWait();
            }
            return SPINNING.decrementAndGet();
        }
    }

    static final class Quick implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            p.output(p.step("quick").cache(CachePolicy.never()).run(Quick::one));
        }

        static int one() {
            return 1;
        }
    }

    @Test
    void a_step_that_ignores_the_cancel_is_left_behind_its_run_is_cancelled_and_its_slot_used_again() {
        AtomicReference<LocalExecutor> local = new AtomicReference<>();
        try (Engine engine = Engine.open(
                EngineSettings.inHome(home),
                InstantSource.system(),
                call -> {
                    local.set(new LocalExecutor(1, call, Duration.ofMillis(200)));
                    return local.get();
                },
                (name, digest) -> Optional.empty())) {
            Catalog catalog = Catalog.compile(List.of(new Spinning(), new Quick()));
            CodeDigest code = new CodeDigest(Digest.ofText("code"), "test classes");
            engine.deploy(
                    catalog,
                    catalog.pipelines().stream()
                            .map(p -> Deployment.of(p, code))
                            .toList());
            engine.start();
            RunId spinning = start(engine, "spinning");
            await().until(() -> SPINNING.get() == 1);
            RunId quick = start(engine, "quick");
            engine.cancel(spinning, "ada", "it never ends").join();
            await().until(() -> state(engine, spinning) == RunState.CANCELLED);
            await().until(() -> state(engine, quick) == RunState.SUCCEEDED);
            assertThat(local.get().quarantined()).isEqualTo(1);
            assertThat(engine.history().steps(spinning).get(0).attempts())
                    .extracting(a -> a.state().name())
                    .containsExactly("CANCELLED");
            released = true;
            await().until(() -> local.get().quarantined() == 0);
            assertThat(state(engine, spinning)).isEqualTo(RunState.CANCELLED);
        } finally {
            released = true;
        }
    }

    private static RunId start(Engine engine, String pipeline) {
        return engine.startRun(new NewRun(
                        PipelineName.of(pipeline),
                        PartitionKey.WHOLE,
                        Map.of(),
                        UUID.randomUUID().toString(),
                        RunCause.person("ada"),
                        Set.of(),
                        ""))
                .join()
                .run();
    }

    private static RunState state(Engine engine, RunId run) {
        return engine.history().run(run).orElseThrow().state();
    }
}
