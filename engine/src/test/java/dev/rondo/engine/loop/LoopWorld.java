package dev.rondo.engine.loop;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Artifact;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.LocalArtifactStore;
import dev.rondo.engine.artifact.TieredArtifactStore;
import dev.rondo.engine.artifact.Values;
import dev.rondo.engine.attempt.StepCall;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.engine.code.StepCode;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.deploy.Deployments;
import dev.rondo.engine.feed.Feed;
import dev.rondo.engine.history.RunHistory;
import dev.rondo.engine.history.StepView;
import dev.rondo.engine.invariant.Invariants;
import dev.rondo.engine.plan.Plan;
import dev.rondo.engine.plan.PlanRequest;
import dev.rondo.engine.registry.Registry;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.DatasetVersionTable;
import dev.rondo.engine.store.Durability;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.SmallArtifactTable;
import dev.rondo.engine.testkit.TestStores;
import dev.rondo.partition.PartitionKey;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The engine's loop with a real store and real artifacts; turns, attempts and time are moved by hand. */
final class LoopWorld implements AutoCloseable {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Database database;
    HandExecutor executor;
    EngineLoop loop;
    RunHistory history;
    final LocalArtifactStore artifacts;
    final Registry registry = new Registry();
    private final Path home;
    private final boolean small;
    private Deployments deployments;
    /** The code that this process has seen. */
    private final Map<String, Deployment> archive = new HashMap<>();

    private Feed feed;
    private List<Pipeline<?>> pipelines = List.of();
    private String code = "code 1";
    private Map<StepName, StepCode> steps = Map.of();

    LoopWorld(Path home, Pipeline<?>... pipelines) {
        this(home, false, pipelines);
    }

    /** @param small whether small artifacts are rows, as they are in a server, or files like the others */
    LoopWorld(Path home, boolean small, Pipeline<?>... pipelines) {
        this.home = home;
        this.small = small;
        this.artifacts = new LocalArtifactStore(home.resolve("artifacts"), () -> now);
        this.pipelines = List.of(pipelines);
        open();
    }

    /** A pipeline that a test defines in place. */
    static Pipeline<Pipeline.NoSettings> pipeline(String name, Consumer<PipelineBuilder<Pipeline.NoSettings>> define) {
        return new Pipeline<>() {
            @Override
            public void define(PipelineBuilder<NoSettings> p) {
                define.accept(p);
            }

            @Override
            public String name() {
                return name;
            }
        };
    }

    private void open() {
        database = Database.open(TestStores.inHome(home).withDurability(Durability.PROCESS_KILL), () -> now);
        ArtifactStore kept = small
                ? new TieredArtifactStore(artifacts, d -> database.read(tx -> SmallArtifactTable.find(tx, d)))
                : artifacts;
        executor = new HandExecutor(new StepCall(new Values(kept), () -> now));
        archive.clear();
        deployments = new Deployments((name, digest) -> Optional.ofNullable(archive.get(name + digest)));
        feed = Feed.open(database);
        RunFolders folders = new RunFolders(home);
        history = new RunHistory(database, folders);
        loop = new EngineLoop(
                database,
                () -> now,
                new LoopParts(deployments, executor, kept, registry, feed, folders, Runnable::run));
        deploy();
    }

    private void deploy() {
        Catalog catalog = Catalog.compile(pipelines);
        CodeDigest digest = new CodeDigest(Digest.ofText(code), code, steps);
        List<Deployment> deployed =
                catalog.pipelines().stream().map(p -> Deployment.of(p, digest)).toList();
        deployed.forEach(d -> archive.put(d.pipeline().name() + d.codeDigest(), d));
        deployments.replace(catalog, deployed);
    }

    Invariants invariants() {
        return invariants(() -> Duration.between(Instant.EPOCH, now).toNanos());
    }

    Invariants invariants(LongSupplier nanos) {
        return new Invariants(database, feed, deployments, nanos);
    }

    /** Puts the same pipelines there as other code. */
    void deployAs(String newCode) {
        code = newCode;
        deploy();
    }

    /** Puts other pipelines in the place of these, as other code. */
    void deployAs(String newCode, Pipeline<?>... others) {
        pipelines = List.of(others);
        deployAs(newCode);
    }

    /** Puts other pipelines there, of whose steps it is known which code they reach. */
    void deployAs(String newCode, Map<StepName, StepCode> reached, Pipeline<?>... others) {
        steps = Map.copyOf(reached);
        deployAs(newCode, others);
    }

    /** What runs would do, each partition after the one before it. */
    Plan plan(String pipeline, List<String> partitions, String... refresh) {
        return planOf(deployments.pipeline(PipelineName.of(pipeline)).orElseThrow(), partitions, refresh);
    }

    Plan planOf(Deployment deployment, List<String> partitions, String... refresh) {
        var request = new PlanRequest(
                partitions.stream().map(PartitionKey::of).toList(),
                Map.of(),
                Set.copyOf(Arrays.stream(refresh).map(StepName::of).toList()),
                false);
        return new LookAhead(database, deployments, registry, artifacts).plan(deployment, request, now);
    }

    /** The process goes away without a word, and another one starts. */
    void restart() {
        feed.close();
        database.close();
        open();
        loop.recover();
    }

    /** The next process finds other pipelines, and nothing of the old ones. */
    void restartWith(Pipeline<?>... others) {
        pipelines = List.of(others);
        restart();
    }

    /** What is deployed of a pipeline. */
    Deployment deployment(String pipeline) {
        return deployments.pipeline(PipelineName.of(pipeline)).orElseThrow();
    }

    NewRun request(String pipeline, String partition, String... refresh) {
        return new NewRun(
                PipelineName.of(pipeline),
                partition.isEmpty() ? PartitionKey.WHOLE : PartitionKey.of(partition),
                Map.of(),
                UUID.randomUUID().toString(),
                RunCause.person("ada"),
                Set.copyOf(Arrays.stream(refresh).map(StepName::of).toList()),
                "");
    }

    CompletableFuture<RunId> ask(NewRun request) {
        return loop.call(turn -> turn.startRun(request));
    }

    RunId start(String pipeline) {
        return start(pipeline, "");
    }

    RunId start(String pipeline, String partition, String... refresh) {
        CompletableFuture<RunId> answer = ask(request(pipeline, partition, refresh));
        loop.runDue();
        return answer.join();
    }

    void cancel(RunId run) {
        loop.call(turn -> {
            turn.cancel(run, "ada", "enough");
            return run;
        });
        loop.runDue();
    }

    /** The step's function runs, and the loop hears of it. */
    void finish(String step) {
        executor.finish(step);
        loop.runDue();
    }

    void fail(String step) {
        executor.fail(step);
        loop.runDue();
    }

    void giveIn(String step) {
        executor.giveIn(step);
        loop.runDue();
    }

    /** Lets attempts run until none is left. */
    void finishAll() {
        while (executor.finishAll()) {
            loop.runDue();
        }
    }

    void advance(Duration by) {
        now = now.plus(by);
        loop.runDue();
    }

    /** New content of a source's partition. */
    void arrive(String dataset, String partition, String content) {
        try {
            Artifact kept = artifacts.put(out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
            loop.call(turn -> {
                PartitionKey key = PartitionKey.of(partition);
                DatasetName name = DatasetName.of(dataset);
                String file = partition + ".txt";
                if (DatasetVersionTable.insertIfNew(
                                turn.tx(), name, key, kept.digest().hex(), kept.sizeBytes(), turn.now(), file)
                        .isPresent()) {
                    turn.datasetChanged(name, key);
                }
                return true;
            });
            loop.runDue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RunState state(RunId run) {
        return database.read(tx -> RunTable.byId(tx, run)).orElseThrow().state();
    }

    StepView step(RunId run, String step) {
        return history.steps(run).stream()
                .filter(s -> s.step().value().equals(step))
                .findFirst()
                .orElseThrow();
    }

    /** Each step with its state, in the order of the pipeline. */
    List<String> steps(RunId run) {
        return history.steps(run).stream().map(s -> s.step() + " " + s.state()).toList();
    }

    /** Each attempt's state, in their order. */
    List<String> attempts(RunId run, String step) {
        return step(run, step).attempts().stream().map(a -> a.state().name()).toList();
    }

    int versions(String dataset, String partition) {
        PartitionKey key = partition.isEmpty() ? PartitionKey.WHOLE : PartitionKey.of(partition);
        return database.read(tx -> DatasetVersionTable.list(tx, DatasetName.of(dataset), key, Long.MAX_VALUE, 100))
                .size();
    }

    @Override
    public void close() {
        feed.close();
        database.close();
    }
}
