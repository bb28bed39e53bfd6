package dev.rondo.engine;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.PoolName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.artifact.DamagePatrol;
import dev.rondo.engine.artifact.HeldArtifacts;
import dev.rondo.engine.artifact.LocalArtifactStore;
import dev.rondo.engine.artifact.TieredArtifactStore;
import dev.rondo.engine.artifact.Values;
import dev.rondo.engine.attempt.Executor;
import dev.rondo.engine.attempt.StepCall;
import dev.rondo.engine.backfill.Backfills;
import dev.rondo.engine.backup.HomeBackup;
import dev.rondo.engine.clock.EngineClock;
import dev.rondo.engine.clock.QuartzClock;
import dev.rondo.engine.dataset.Sources;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.deploy.Deployments;
import dev.rondo.engine.export.WriteExport;
import dev.rondo.engine.feed.Feed;
import dev.rondo.engine.garbage.Garbage;
import dev.rondo.engine.history.RunHistory;
import dev.rondo.engine.invariant.Invariants;
import dev.rondo.engine.loop.AdoptionWish;
import dev.rondo.engine.loop.ApprovalAnswer;
import dev.rondo.engine.loop.EngineLoop;
import dev.rondo.engine.loop.LookAhead;
import dev.rondo.engine.loop.LoopParts;
import dev.rondo.engine.loop.LoopStats;
import dev.rondo.engine.loop.NotAwaitingApprovalException;
import dev.rondo.engine.loop.PoolUser;
import dev.rondo.engine.loop.Reason;
import dev.rondo.engine.loop.Repeats;
import dev.rondo.engine.loop.RunFolders;
import dev.rondo.engine.loop.Turn;
import dev.rondo.engine.loop.Turn.Started;
import dev.rondo.engine.plan.Plan;
import dev.rondo.engine.plan.PlanRequest;
import dev.rondo.engine.pool.PoolStatus;
import dev.rondo.engine.registry.Registry;
import dev.rondo.engine.retention.Retention;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.Repeat;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.slot.SlotKeeper;
import dev.rondo.engine.store.AdoptionTable.AdoptionRow;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.StoredSmallArtifacts;
import dev.rondo.engine.store.Tx;
import dev.rondo.engine.trigger.RunRequests;
import dev.rondo.engine.trigger.TriggerDesk;
import dev.rondo.pipeline.Catalog;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: opens a home, takes pipelines, runs them, and answers questions about them.
 *
 * <p>Open, {@link #deploy}, {@link #start}, use, close; in this order. What a former process left unfinished is taken up
 * by {@link #start}, which is why code is deployed before it.
 *
 * <p><b>Threads.</b> Safe for many threads once started. Requests complete when they are durable.
 */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final int FILE_THREADS = 2;
    /** How often work is looked for that a lost wake-up has left lying. */
    private static final Duration LOOK_AT_ALL = Duration.ofMinutes(1);
    /** How often the next part of the rows is checked. */
    private static final Duration CHECK = Duration.ofSeconds(10);
    /** When old runs are forgotten first, so that it does not burden the start, and then how often. */
    private static final Duration FORGET_FIRST = Duration.ofMinutes(5);

    private static final Duration FORGET = Duration.ofHours(1);

    private static final Duration REMOVE_GARBAGE_FIRST = Duration.ofHours(1);

    private static final Duration REMOVE_GARBAGE = Duration.ofDays(1);
    /** So often that all parts of the store are looked at within a day. */
    private static final Duration LOOK_FOR_DAMAGE = Duration.ofMinutes(5);

    private final Path home;
    private final InstantSource clock;
    private final Database database;
    private final StoredSmallArtifacts smallArtifacts;
    private final LocalArtifactStore files;
    private final ArtifactStore artifacts;
    private final Executor executor;
    private final Deployments deployments;
    private final Registry registry;
    private final Feed feed;
    private final RunHistory history;
    private final EngineLoop loop;
    private final EngineClock alarms;
    private final ExecutorService fileThreads;
    private final Sources sources;
    private final TriggerDesk triggers;
    private final RunRequests requests;
    private final SlotKeeper slots;
    private final Backfills backfills;
    private final Invariants invariants;
    private final Retention retention;
    private final Garbage garbage;
    private final DamagePatrol patrol;
    private final boolean forgets;
    private final Map<PoolName, Integer> pools;
    private final Optional<Duration> probeEvery;
    private volatile boolean ready;

    private Engine(
            EngineSettings settings,
            InstantSource clock,
            Function<InstantSource, EngineClock> alarms,
            Function<StepCall, Executor> executors,
            BiFunction<PipelineName, String, Optional<Deployment>> archive) {
        this.home = settings.home();
        this.clock = clock;
        this.database = Database.open(settings.store(), clock);
        this.smallArtifacts = new StoredSmallArtifacts(database);
        this.files = new LocalArtifactStore(settings.home().resolve("artifacts"), clock);
        this.artifacts = new TieredArtifactStore(files, smallArtifacts);
        this.executor = executors.apply(new StepCall(new Values(artifacts), clock));
        this.pools = settings.pools();
        this.probeEvery = settings.probeEvery();
        this.deployments = new Deployments(archive);
        this.registry = new Registry();
        this.feed = Feed.open(database);
        RunFolders folders = new RunFolders(settings.home());
        this.history = new RunHistory(database, folders);
        this.fileThreads = Executors.newFixedThreadPool(FILE_THREADS, task -> {
            Thread thread = new Thread(task, "rondo-files");
            thread.setDaemon(true);
            return thread;
        });
        this.loop = new EngineLoop(
                database, clock, new LoopParts(deployments, executor, artifacts, registry, feed, folders, fileThreads));
        this.alarms = alarms.apply(clock);
        this.sources = new Sources(settings.dataRoot(), artifacts, loop, this.alarms, clock, fileThreads);
        files.whenDamaged(sources::takeAgain);
        this.patrol = new DamagePatrol(files, new Random(clock.millis()));
        this.triggers = new TriggerDesk(loop);
        this.slots = new SlotKeeper(loop, this.alarms, triggers);
        this.backfills = new Backfills(loop, name -> deployments.pipeline(name).map(Deployment::pipeline));
        this.invariants = new Invariants(database, feed, deployments, System::nanoTime);
        this.retention = new Retention(loop, folders, fileThreads, settings.retention(), triggers::names);
        this.garbage = new Garbage(database, loop, files, clock);
        this.forgets = settings.retention().keep().isPresent();
        this.requests = new RunRequests(loop, run -> startRun(run).thenApply(Started::run));
        loop.listen(triggers);
        loop.listen(backfills);
    }

    /**
     * Opens a home.
     *
     * @param executors makes the executor from what it needs to call a step
     * @param archive finds code that was deployed earlier, by pipeline and digest; for runs that are under way
     */
    public static Engine open(
            EngineSettings settings,
            InstantSource clock,
            Function<StepCall, Executor> executors,
            BiFunction<PipelineName, String, Optional<Deployment>> archive) {
        return open(settings, clock, QuartzClock::new, executors, archive);
    }

    /**
     * Opens a home whose time somebody else tells and keeps: where months are to pass within minutes.
     *
     * @param alarms makes what calls at the times of {@code clock}; closed with the engine
     */
    public static Engine open(
            EngineSettings settings,
            InstantSource clock,
            Function<InstantSource, EngineClock> alarms,
            Function<StepCall, Executor> executors,
            BiFunction<PipelineName, String, Optional<Deployment>> archive) {
        return new Engine(settings, clock, alarms, executors, archive);
    }

    /** Puts these pipelines in the place of those deployed before; runs under way keep the code they began with. */
    public void deploy(Catalog catalog, Collection<Deployment> pipelines) {
        deployments.replace(catalog, pipelines);
        if (ready) {
            loop.post("deploying pipelines", this::deployed);
        }
    }

    /** Takes up unfinished runs and backfills, looks at sources and due times, and begins to work. */
    public void start() {
        limitPools();
        loop.recover();
        loop.post("taking up triggers and backfills", turn -> {
            deployed(turn);
            backfills.lookAtAll(turn);
        });
        loop.runDue();
        loop.start();
        alarms.every("backfills: look at all", LOOK_AT_ALL, () -> loop.post("backfills go on", backfills::lookAtAll));
        alarms.every("invariants: look", CHECK, invariants::lookSoon);
        alarms.at("retention: first pass", clock.instant().plus(FORGET_FIRST), retention::pass);
        alarms.every("retention: pass", FORGET, retention::pass);
        alarms.every("artifacts: look for damage", LOOK_FOR_DAMAGE, () -> fileThreads.execute(patrol::look));
        if (forgets) {
            alarms.at("garbage: first pass", clock.instant().plus(REMOVE_GARBAGE_FIRST), garbage::pass);
            alarms.every("garbage: pass", REMOVE_GARBAGE, garbage::pass);
        }
        probeEvery.ifPresent(
                interval -> alarms.every("probe: look", interval, () -> loop.post("probing", Turn::probe)));
        database.whenAsked(requests::look);
        ready = true;
    }

    private void limitPools() {
        pools.forEach((pool, units) -> loop.post("setting the limit of pool " + pool, t -> t.limitPool(pool, units)));
        loop.runDue();
    }

    private void deployed(Turn turn) {
        List<PipelineDefinition> pipelines =
                deployments.all().stream().map(Deployment::pipeline).toList();
        triggers.deploy(turn, pipelines);
        slots.deploy(turn, pipelines);
        sources.deploy(turn, pipelines);
        turn.obstaclesOfPools(pipelines).forEach(problem -> LOG.warn("{}", problem));
    }

    /** Why the database server cannot be reached at the moment; empty when all is well, and always without a server. */
    public Optional<String> trouble() {
        return database.trouble();
    }

    /** Completes with the reason when the engine can do nothing any more although nobody has closed it. */
    public CompletableFuture<RuntimeException> ended() {
        return loop.ended();
    }

    /** Whether the engine works: started, and not closed. */
    public boolean ready() {
        return ready && loop.works();
    }

    /**
     * Starts a run, or finds the one with the same start key. The pipeline's sources are looked at first, so that the run
     * sees the files that are there now.
     *
     * @return completes when the run is durable; with {@link IllegalArgumentException} when the request is wrong
     */
    public CompletableFuture<Started> startRun(NewRun request) {
        return lookAtSources(request.pipeline()).thenCompose(seen -> loop.start(request));
    }

    /** Looks at a pipeline's sources now instead of at their next turn; completes when what has changed is durable. */
    public CompletableFuture<Void> lookAtSources(PipelineName pipeline) {
        List<CompletableFuture<?>> looks = new ArrayList<>();
        deployments.pipeline(pipeline).stream()
                .flatMap(d -> d.pipeline().sources().stream())
                .forEach(source -> sources.lookNow(source.dataset()).ifPresent(looks::add));
        return CompletableFuture.allOf(looks.toArray(CompletableFuture<?>[]::new));
    }

    /**
     * Starts a run that repeats one that has ended, or finds the one with the same start key.
     *
     * @param by who asks for it
     * @return completes when the run is durable; with {@link dev.rondo.engine.loop.CannotRepeatException} when it cannot
     *     be done
     */
    public CompletableFuture<Started> repeat(Repeat repeat, String startKey, String by, String note) {
        return loop.call(turn -> turn.start(Repeats.request(turn.tx(), repeat, startKey, by, note)));
    }

    /** Asks a run to end; does nothing when it has ended. Completes when the wish is durable. */
    public CompletableFuture<Void> cancel(RunId run, String by, String reason) {
        return loop.call(turn -> {
                    turn.cancel(run, by, reason);
                    return run;
                })
                .thenAccept(done -> {});
    }

    /** How many transactions the engine has committed; under load one carries what many runs did. */
    public long commits() {
        return database.commits();
    }

    /**
     * Answers a step that waits for a person's approval. Completes when the answer is durable; with a {@link
     * NotAwaitingApprovalException} when the step does not wait for it.
     */
    public CompletableFuture<Void> answer(RunId run, StepName step, ApprovalAnswer answer) {
        return loop.call(turn -> {
                    turn.answer(run, step, answer);
                    return run;
                })
                .thenAccept(done -> {});
    }

    /**
     * Declares the deployed code of a step equivalent to older code, whose results count from then on. Completes when that
     * is durable; with {@link dev.rondo.engine.loop.CannotAdoptException} when there is nothing to adopt.
     */
    public CompletableFuture<AdoptionRow> adopt(Deployment deployment, AdoptionWish wish) {
        return loop.call(turn -> turn.adopt(deployment, wish));
    }

    /**
     * A person says that other results of a step, which a probe has found, are as good. Completes with how many findings
     * that concerns when it is durable.
     */
    public CompletableFuture<Integer> acceptNondeterminism(
            PipelineName pipeline, StepName step, String by, String reason) {
        return loop.call(turn -> turn.acceptNondeterminism(pipeline, step, by, reason));
    }

    public Deployments deployments() {
        return deployments;
    }

    public RunHistory history() {
        return history;
    }

    public Registry registry() {
        return registry;
    }

    public Feed feed() {
        return feed;
    }

    /** What the triggers of the deployed pipelines decided, and why. */
    public TriggerDesk triggers() {
        return triggers;
    }

    /** The files and other outside data that are watched. */
    public Sources sources() {
        return sources;
    }

    public Backfills backfills() {
        return backfills;
    }

    /** What the engine's thread has done and holds. */
    public LoopStats work() {
        return loop.stats();
    }

    /** How many commits were forced to the disk. */
    public long syncs() {
        return database.syncs();
    }

    /** What forgets old runs. */
    public Retention retention() {
        return retention;
    }

    /** What removes artifacts and code that nobody needs. */
    public Garbage garbage() {
        return garbage;
    }

    /** Artifacts that were found damaged, newest first. */
    public List<HeldArtifacts.Quarantined> quarantined() {
        return files.quarantined();
    }

    /** Whether the recorded rows keep the promises of the engine. */
    public Invariants invariants() {
        return invariants;
    }

    /**
     * Says what runs of a pipeline would do if they began now; nothing is started. Its sources are looked at first. For a
     * thread that may wait.
     *
     * @throws IllegalArgumentException when the request names something that does not exist, or a wrong setting
     */
    public Plan plan(Deployment deployment, PlanRequest request) {
        lookAtSources(deployment.pipeline().name()).join();
        return new LookAhead(database, deployments, registry, artifacts).plan(deployment, request, clock.instant());
    }

    /**
     * Why a run has not ended, with what it waits for; nothing for one that has. While the engine does not work, what the
     * rows say.
     */
    public List<Reason> why(RunId run) {
        if (ready()) {
            return loop.call(turn -> turn.why(run)).join();
        }
        return history.steps(run).stream()
                .flatMap(step ->
                        Reason.Kind.of(step.state()).stream().map(kind -> Reason.ofStep(kind, step.step(), step.why())))
                .toList();
    }

    /** Every pool that exists or is asked for, with who holds it and who waits. */
    public CompletableFuture<List<PoolStatus<PoolUser>>> pools() {
        return loop.call(Turn::pools);
    }

    /** Sets how much there is of a pool, at once and for good; makes it when it is new. */
    public CompletableFuture<List<PoolStatus<PoolUser>>> limitPool(PoolName pool, int units) {
        return loop.call(turn -> {
            turn.limitPool(pool, units);
            return turn.pools();
        });
    }

    /** Does something in the engine's own transaction, for the doors that take a {@link Turn}. */
    public <T> CompletableFuture<T> inTurn(Function<Turn, T> work) {
        return loop.call(work);
    }

    /** Asks the store, for the doors that take a {@link Tx}; nothing is changed. */
    public <T> T ask(Function<Tx, T> question) {
        return database.read(question);
    }

    /**
     * Writes a copy of the home while the engine works; see {@link HomeBackup}.
     *
     * @throws dev.rondo.engine.backup.BackupException when the database is on a server, or the disk fails
     */
    public void backup(OutputStream out, boolean withArtifacts) {
        garbage.whileNothingGoes(() -> new HomeBackup(database, home).write(out, withArtifacts, clock.instant()));
    }

    /** Writes what a run was made of into a file that another home can run again. */
    public WriteExport exports() {
        return new WriteExport(database, deployments, artifacts, home);
    }

    public ArtifactStore artifacts() {
        return artifacts;
    }

    /** Ends in order: no new work, running attempts stopped, what is decided written, the database closed. */
    @Override
    public void close() {
        ready = false;
        alarms.close();
        fileThreads.shutdown();
        garbage.close();
        loop.close();
        executor.close();
        invariants.close();
        feed.close();
        smallArtifacts.close();
        database.close();
    }
}
