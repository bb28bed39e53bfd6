package dev.rondo.engine;

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
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.StoreSettings;
import dev.rondo.partition.PartitionKey;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/** A whole engine on real threads, with the simplest executor. */
final class EngineWorld {
    private EngineWorld() {}

    static void arrive(Path home, String month, int lines) throws IOException {
        Path data = java.nio.file.Files.createDirectories(home.resolve("data"));
        Path part = data.resolve(".m-" + month + ".tmp");
        java.nio.file.Files.writeString(part, "x\n".repeat(lines));
        java.nio.file.Files.move(part, data.resolve("m-" + month + ".txt"));
    }

    /** The run once it has ended. */
    static RunView ended(Engine engine, RunId run) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> engine.history().run(run).orElseThrow(),
                        r -> r.state().terminal());
    }

    static RunView ended(Engine engine, String month) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> engine.history().list(RunTable.RunFilter.all(), 100).stream()
                                .filter(r -> r.partition().value().equals(month))
                                .findFirst(),
                        r -> r.isPresent() && r.get().state().terminal())
                .orElseThrow();
    }

    static List<String> steps(Engine engine, RunId run) {
        return engine.history().steps(run).stream()
                .map(s -> s.step() + " " + s.state() + " " + s.cache() + " "
                        + s.attempts().size())
                .toList();
    }

    static RunView run(Engine engine, String pipeline) {
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

    static Engine open(Path home, StoreSettings store, Pipeline<?>... pipelines) {
        Engine engine = Engine.open(
                EngineSettings.inHome(home).withStore(store),
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
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

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
            Thread thread = new Thread(() -> {
                listener.finished(task.token(), call.call(task, new StopSignal()));
                threads.remove(Thread.currentThread());
            });
            threads.add(thread);
            thread.start();
        }

        @Override
        public void stop(AttemptToken token, StopReason reason) {}

        /** Nothing is written into the home any more when the engine has closed. */
        @Override
        public void close() {
            Awaitility.await().until(() -> threads.stream().noneMatch(Thread::isAlive));
        }
    }
}
