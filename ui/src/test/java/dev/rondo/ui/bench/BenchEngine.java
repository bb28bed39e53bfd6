package dev.rondo.ui.bench;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.feed.Subscription;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.loop.Turn;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.executor.local.LocalExecutor;
import dev.rondo.partition.PartitionKey;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.Pipeline;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An engine as a server has it, without HTTP. */
final class BenchEngine implements AutoCloseable {
    private static final int PATIENCE_MINUTES = 20;

    final Engine engine;

    BenchEngine(EngineSettings settings, int slots, Pipeline<?>... pipelines) {
        engine = Engine.open(
                settings,
                InstantSource.system(),
                call -> new LocalExecutor(slots, call),
                (name, digest) -> Optional.empty());
        Catalog catalog = Catalog.compile(List.of(pipelines));
        CodeDigest code = new CodeDigest(Digest.ofText("benchmark"), "benchmark");
        engine.deploy(
                catalog,
                catalog.pipelines().stream().map(p -> Deployment.of(p, code)).toList());
        engine.start();
    }

    static NewRun request(String pipeline, String key) {
        return new NewRun(
                PipelineName.of(pipeline),
                PartitionKey.WHOLE,
                Map.of(),
                key,
                RunCause.person("benchmark"),
                Set.of(),
                "");
    }

    /**
     * @param answered seconds until the start was answered, which is when all of its turn is durable
     * @param ended seconds until the feed told that the run has ended
     */
    record Took(double answered, double ended) {}

    /** Runs a pipeline to its end, as the feed tells it; answers the seconds that took. */
    double seconds(String pipeline) {
        return run(pipeline).ended();
    }

    /** Runs a pipeline to its end, as the feed tells it. */
    Took run(String pipeline) {
        CountDownLatch ended = new CountDownLatch(1);
        Subscription heard = engine.feed()
                .subscribe(entries -> entries.stream()
                        .filter(entry -> entry.change().kind() == Change.Kind.RUN
                                && RunState.SUCCEEDED
                                        .name()
                                        .equals(entry.change().body().get("state")))
                        .forEach(entry -> ended.countDown()));
        try {
            long begin = System.nanoTime();
            RunId run = engine.startRun(request(pipeline, UUID.randomUUID().toString()))
                    .join()
                    .run();
            double answered = (System.nanoTime() - begin) / 1e9;
            if (!ended.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(
                        "Run " + run + " has not ended: " + engine.history().run(run));
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            RunView view = engine.history().run(run).orElseThrow();
            if (view.state() != RunState.SUCCEEDED) {
                throw new IllegalStateException("Run " + run + " is " + view);
            }
            return new Took(answered, seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            heard.close();
        }
    }

    /** Starts that many runs, many in one commit, and waits until all are durable. */
    void startAll(String pipeline, int count) {
        List<CompletableFuture<Turn.Started>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(engine.startRun(request(pipeline, UUID.randomUUID().toString())));
        }
        all.forEach(CompletableFuture::join);
    }

    @Override
    public void close() {
        engine.close();
    }
}
