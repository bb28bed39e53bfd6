package dev.rondo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.StoreSettings;
import dev.rondo.engine.testkit.NeedsPostgres;
import dev.rondo.engine.testkit.PostgresServer;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NeedsPostgres
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EngineOverARestartedServerTest {
    private static final Semaphore STARTED = new Semaphore(0);
    private static final Semaphore MAY_END = new Semaphore(0);

    public static final class Patient implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            Dataset<Integer> first = p.step("first").run(Patient::first);
            Dataset<Integer> second = p.step("second").reads(first).run(Patient::second);
            p.output(second);
        }

        static int first() throws InterruptedException {
            STARTED.release();
            MAY_END.acquire();
            return 1;
        }

        static int second(int n) {
            return n + 1;
        }
    }

    @TempDir
    Path home;

    @Test
    void a_step_that_ends_while_the_server_is_away_is_recorded_once_when_it_is_back_and_the_run_goes_on()
            throws Exception {
        try (PostgresServer server = PostgresServer.own();
                Engine engine = open(StoreSettings.at(server.freshDatabase()).withLease(Duration.ofSeconds(3)))) {
            RunId run = engine.startRun(new NewRun(
                            PipelineName.of("patient"),
                            PartitionKey.WHOLE,
                            Map.of(),
                            UUID.randomUUID().toString(),
                            RunCause.person("test"),
                            Set.of(),
                            ""))
                    .join()
                    .run();
            STARTED.acquire();
            server.stop();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> engine.trouble().isPresent());
            MAY_END.release();
            assertThat(engine.ready()).isTrue();
            server.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> engine.history().run(run).orElseThrow().state() == RunState.SUCCEEDED);
            assertThat(engine.history().steps(run))
                    .allSatisfy(step -> assertThat(step.attempts()).hasSize(1));
            Awaitility.await().until(() -> engine.trouble().isEmpty());
        }
    }

    private Engine open(StoreSettings store) {
        Engine engine = Engine.open(
                EngineSettings.inHome(home).withStore(store),
                InstantSource.system(),
                EngineWorld.ThreadPerAttempt::new,
                (name, digest) -> Optional.empty());
        Catalog catalog = Catalog.compile(List.of(new Patient()));
        CodeDigest code = new CodeDigest(Digest.ofText("code"), "test classes");
        engine.deploy(
                catalog,
                catalog.pipelines().stream().map(p -> Deployment.of(p, code)).toList());
        engine.start();
        return engine;
    }
}
