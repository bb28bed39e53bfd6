package dev.rondo.engine.loop;

import static dev.rondo.pipeline.When.changed;
import static dev.rondo.pipeline.When.cron;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.definition.TriggerDefinition.CatchUp;
import dev.rondo.engine.artifact.Artifact;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.MemoryArtifacts;
import dev.rondo.engine.artifact.Values;
import dev.rondo.engine.attempt.AttemptListener;
import dev.rondo.engine.attempt.AttemptOutcome;
import dev.rondo.engine.attempt.AttemptTask;
import dev.rondo.engine.attempt.Executor;
import dev.rondo.engine.attempt.Failure;
import dev.rondo.engine.attempt.StepCall;
import dev.rondo.engine.attempt.StopReason;
import dev.rondo.engine.attempt.StopSignal;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.engine.clock.VirtualClock;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.deploy.Deployments;
import dev.rondo.engine.feed.Feed;
import dev.rondo.engine.invariant.Invariants;
import dev.rondo.engine.registry.Registry;
import dev.rondo.engine.run.AttemptToken;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.slot.SlotKeeper;
import dev.rondo.engine.store.AttemptTable;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.DatasetVersionTable;
import dev.rondo.engine.store.ItemTable;
import dev.rondo.engine.store.RowJson;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.RunFilter;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.StepTable;
import dev.rondo.engine.store.StepTable.StepRow;
import dev.rondo.engine.store.StoreException;
import dev.rondo.engine.trigger.TriggerDesk;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.Files;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.Source;
import dev.rondo.step.DataFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The engine's real loop, decisions, triggers and schedules over a store in memory, in one thread: time, executor, data,
 * people and faults are made up from a seed. What would be a process that dies is a loop that nobody asks any more.
 */
final class SimulatedEngine implements Executor {
    private static final int LONG_LIFE = 60;
    private static final int SHORT_LIFE = 12;
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
    private static final DatasetName RAW = DatasetName.of("counting.raw");
    private static final List<String> ASKED =
            List.of("sums", "stubborn", "fan", "chain", "each", "each", "either", "growing", "sharing", "sharing");
    private static final Set<String> MONTHLY = Set.of("either", "growing", "sharing");
    private static final List<String> MONTHS = List.of("2011-01", "2011-02", "2011-03");
    /** What steps must have come to wherever they succeeded, whatever happened on the way; by month, if that matters. */
    private static final Map<String, String> RESULTS = Map.of(
            "all", "55",
            "end 2011-01", "3",
            "end 2011-02", "2",
            "end 2011-03", "3",
            "grow 2011-01", "1",
            "grow 2011-02", "2",
            "grow 2011-03", "3",
            "total 2011-01", "14",
            "total 2011-02", "22",
            "total 2011-03", "10");

    /** What goes wrong before which action. */
    record Fault(int before, Kind kind) {
        enum Kind {
            /** The process dies between two turns. */
            KILL,
            /** It dies within a transaction. */
            KILL_IN_TURN,
            /** It dies after a commit, before any of its effects. */
            KILL_AFTER_COMMIT,
            /** It dies while it hands an attempt to the executor. */
            KILL_AT_DISPATCH,
            /** A statement fails once. */
            STORE_FAILS,
            /** Another transaction is in the way. */
            STORE_CONFLICTS,
            /** What an earlier process had started speaks up. */
            VOICE_FROM_THE_GRAVE,
            /** An outcome is reported twice. */
            DOUBLED,
            /** An artifact is deleted. */
            ARTIFACT_LOST,
            /** The clock of the machine is set on by an hour. */
            HOUR_LATER
        }
    }

    /** The process is gone. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** A promise that was broken. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1L;

        Broken(String what) {
            super(what);
        }
    }

    private record Live(AttemptTask task, AttemptListener listener) {}

    private final Database database;
    private final Feed feed;
    private final Path home;
    private final Random random;
    private final int actions;
    private final List<Fault> faults;
    private final MemoryArtifacts artifacts;
    private final StepCall call;
    private final Deployments deployments = new Deployments((name, digest) -> Optional.empty());
    private final List<PipelineDefinition> pipelines;
    private final List<String> history = new ArrayList<>();
    private final Map<String, RunId> acknowledged = new LinkedHashMap<>();
    private final Map<String, NewRun> asked = new LinkedHashMap<>();
    private final Set<String> dispatched = new HashSet<>();
    private final Map<AttemptToken, Live> live = new LinkedHashMap<>();
    private final List<Live> dead = new ArrayList<>();
    private final Map<AttemptToken, StopReason> stopping = new HashMap<>();
    private final VirtualClock clock = new VirtualClock(BEGINNING);
    private boolean killAtDispatch;
    private int keys;
    private int contents;
    private EngineLoop loop;

    /** @param actions how many things it does before it is left in peace */
    SimulatedEngine(Database database, Feed feed, Path home, long seed, List<Fault> faults, int actions) {
        this.database = database;
        this.feed = feed;
        this.home = home;
        this.random = new Random(seed);
        this.actions = actions;
        this.faults = faults;
        this.artifacts = new MemoryArtifacts(home);
        this.call = new StepCall(new Values(artifacts), clock);
        Catalog catalog = CatalogOf.ALL;
        deployments.replace(catalog, CatalogOf.DEPLOYED);
        this.pipelines = deployments.all().stream().map(Deployment::pipeline).toList();
        this.loop = open();
    }

    /** Faults from a seed of their own, so that leaving one out changes nothing else. */
    static List<Fault> faults(long seed) {
        Random random = new Random(seed * 31 + 7);
        List<Fault> faults = new ArrayList<>();
        Fault.Kind[] kinds = Fault.Kind.values();
        int actions = actions(seed);
        for (int i = random.nextInt(actions == LONG_LIFE ? 9 : 4); i > 0; i--) {
            faults.add(new Fault(random.nextInt(actions), kinds[random.nextInt(kinds.length)]));
        }
        return faults;
    }

    /** Most lives are short, so that there can be many. */
    static int actions(long seed) {
        return seed % 20 == 11 ? LONG_LIFE : SHORT_LIFE;
    }

    List<String> history() {
        return history;
    }

    int runs() {
        return database.read(tx -> RunTable.list(tx, RunFilter.all(), 1000)).size();
    }

    /** Lives through all actions and faults, is left in peace, and must have kept every promise. */
    void live() {
        alive(() -> {});
        for (int i = 0; i < actions; i++) {
            for (Fault fault : faults) {
                if (fault.before() == i) {
                    note("fault " + fault.kind());
                    happen(fault.kind());
                }
            }
            alive(this::act);
        }
        killAtDispatch = false;
        for (Map.Entry<String, NewRun> open : asked.entrySet()) {
            alive(() -> ask(open.getKey(), open.getValue()));
        }
        // Who goes on from the month before waits until it has succeeded.
        if (asked.values().stream().anyMatch(run -> run.pipeline().value().equals("growing"))) {
            MONTHS.forEach(month -> alive(() -> start("growing", month, false)));
        }
        peace();
        check();
    }

    private EngineLoop open() {
        EngineLoop next = new EngineLoop(
                database,
                clock,
                new LoopParts(deployments, this, artifacts, new Registry(), feed, new RunFolders(home), Runnable::run),
                pause -> {});
        TriggerDesk desk = new TriggerDesk(next);
        SlotKeeper slots = new SlotKeeper(next, clock, desk);
        next.listen(desk);
        next.recover();
        next.post("deploying", turn -> {
            desk.deploy(turn, pipelines);
            slots.deploy(turn, pipelines);
        });
        next.runDue();
        return next;
    }

    /** Does something that the process may not survive; if not, another one starts. */
    private void alive(Runnable something) {
        try {
            something.run();
            loop.runDue();
        } catch (Killed e) {
            restart();
        }
    }

    private void restart() {
        note("restart");
        killAtDispatch = false;
        clock.close();
        dead.addAll(live.values());
        live.clear();
        stopping.clear();
        loop = open();
    }

    private void act() {
        int chance = random.nextInt(100);
        if (chance < 22) {
            start();
        } else if (chance < 30) {
            again();
        } else if (chance < 38) {
            arrive();
        } else if (chance < 75) {
            finish(false);
        } else if (chance < 80) {
            cancel();
        } else {
            Duration by = Duration.ofSeconds(random.nextInt(900));
            note("time " + by);
            clock.leap(by);
        }
    }

    private void start() {
        String pipeline = ASKED.get(random.nextInt(ASKED.size()));
        String month = MONTHS.get(random.nextInt(MONTHS.size()));
        start(pipeline, MONTHLY.contains(pipeline) ? month : "", random.nextInt(3) > 0);
    }

    private void start(String pipeline, String partition, boolean refresh) {
        String key = "key-" + keys++;
        PipelineName name = PipelineName.of(pipeline);
        Set<StepName> again = refresh
                ? deployments.pipeline(name).orElseThrow().pipeline().steps().stream()
                        .map(StepDefinition::name)
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
        NewRun request = new NewRun(name, PartitionKey.of(partition), Map.of(), key, RunCause.person("ada"), again, "");
        asked.put(key, request);
        ask(key, request);
    }

    /** An idempotency key of before, answered or not. */
    private void again() {
        if (!asked.isEmpty()) {
            List<String> all = new ArrayList<>(asked.keySet());
            String key = all.get(random.nextInt(all.size()));
            ask(key, asked.get(key));
        }
    }

    private void ask(String key, NewRun request) {
        note("ask " + key + " " + request.pipeline());
        loop.call(turn -> turn.startRun(request)).thenAccept(run -> {
            RunId before = acknowledged.putIfAbsent(key, run);
            if (before != null && !before.equals(run)) {
                throw new Broken("I7: " + key + " is run " + before + " and run " + run);
            }
        });
    }

    private void arrive() {
        String month = "2011-0" + (1 + random.nextInt(4));
        String content = "x".repeat(1 + contents++ % 17);
        note("data " + month);
        try {
            Artifact kept = artifacts.put(out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
            loop.post("data", turn -> {
                boolean isNew = DatasetVersionTable.insertIfNew(
                                turn.tx(),
                                RAW,
                                PartitionKey.of(month),
                                kept.digest().hex(),
                                kept.sizeBytes(),
                                turn.now(),
                                "m-" + month + ".txt")
                        .isPresent();
                if (isNew) {
                    turn.datasetChanged(RAW, PartitionKey.of(month));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of the attempts ends, well or not. */
    private void finish(boolean well) {
        if (live.isEmpty()) {
            return;
        }
        List<Live> all = new ArrayList<>(live.values());
        Live one = all.get(random.nextInt(all.size()));
        live.remove(one.task().token());
        dead.add(one);
        Optional<StopReason> stop =
                Optional.ofNullable(stopping.remove(one.task().token()));
        boolean fails = !well && random.nextInt(4) == 0;
        AttemptOutcome outcome;
        if (stop.isPresent()) {
            StopSignal signal = new StopSignal();
            signal.request(stop.get());
            outcome = StepCall.stopped(one.task(), signal).orElseThrow();
        } else if (fails) {
            outcome = new AttemptOutcome.Failed(new Failure(
                    Failure.Kind.USER_CODE, "no luck", List.of("java.io.IOException", "java.lang.Exception"), "here"));
        } else {
            outcome = call.call(one.task(), new StopSignal());
        }
        note("end " + one.task().label() + " " + outcome.getClass().getSimpleName());
        one.listener().finished(one.task().token(), outcome);
    }

    private void cancel() {
        if (!acknowledged.isEmpty()) {
            List<RunId> all = new ArrayList<>(acknowledged.values());
            RunId run = all.get(random.nextInt(all.size()));
            note("cancel " + run);
            loop.post("cancel", turn -> turn.cancel(run, "bob", "wrong"));
        }
    }

    private void happen(Fault.Kind kind) {
        switch (kind) {
            case KILL -> restart();
            case KILL_IN_TURN ->
                loop.post("killed", turn -> {
                    throw new Killed();
                });
            case KILL_AFTER_COMMIT ->
                loop.post(
                        "killed",
                        turn -> turn.afterCommit(() -> {
                            throw new Killed();
                        }));
            case KILL_AT_DISPATCH -> killAtDispatch = true;
            case STORE_FAILS -> failOnce(StoreException.Kind.FAILED);
            case STORE_CONFLICTS -> failOnce(StoreException.Kind.CONFLICT);
            case VOICE_FROM_THE_GRAVE, DOUBLED -> {
                if (!dead.isEmpty()) {
                    Live one = dead.get(random.nextInt(dead.size()));
                    // An executor of a dead process would speak to nobody; the worst is that it reaches this one.
                    one.listener().finished(one.task().token(), call.call(one.task(), new StopSignal()));
                    reported(one, call.call(one.task(), new StopSignal()));
                }
            }
            case ARTIFACT_LOST -> artifacts.lose(random);
            case HOUR_LATER -> alive(() -> clock.leap(Duration.ofHours(1)));
        }
    }

    private void reported(Live one, AttemptOutcome outcome) {
        live.values().stream()
                .findFirst()
                .ifPresent(any -> any.listener().finished(one.task().token(), outcome));
    }

    private void failOnce(StoreException.Kind kind) {
        boolean[] failed = new boolean[1];
        loop.post("failing", turn -> {
            if (!failed[0]) {
                failed[0] = true;
                throw new StoreException(kind, "made up");
            }
        });
    }

    /** A refresh waits for nobody. */
    private boolean refreshes(AttemptTask task) {
        return database.read(tx -> RunTable.byId(tx, task.run()))
                .orElseThrow()
                .refresh()
                .contains("\"" + task.step().name() + "\"");
    }

    private static boolean sameResult(AttemptTask one, AttemptTask other) {
        return !one.run().equals(other.run())
                && one.pipeline().equals(other.pipeline())
                && one.step().name().equals(other.step().name())
                && one.partition().equals(other.partition())
                && one.inputs().equals(other.inputs());
    }

    @Override
    public void start(AttemptTask task, AttemptListener listener) {
        if (killAtDispatch) {
            throw new Killed();
        }
        String item = task.item().isPresent() ? "@" + task.item().getAsInt() : "";
        String name = task.run() + "/" + task.step().name() + item + "/" + task.attempt();
        note("begin " + name);
        if (!dispatched.add(name)) {
            throw new Broken("attempt " + name + " began twice");
        }
        live.values().stream()
                .filter(other -> sameResult(other.task(), task) && !refreshes(other.task()) && !refreshes(task))
                .forEach(other -> {
                    throw new Broken("attempt " + name + " computes what "
                            + other.task().label() + " of run " + other.task().run() + " computes at this moment");
                });
        if (!running(task)) {
            throw new Broken("attempt " + name + " began, and no row says that it runs");
        }
        live.put(task.token(), new Live(task, listener));
    }

    /** Whether the store knows that this attempt runs. */
    private boolean running(AttemptTask task) {
        StepName step = task.step().name();
        if (task.item().isEmpty()) {
            return database.read(tx -> AttemptTable.ofStep(tx, task.run(), step)).stream()
                    .anyMatch(row ->
                            row.token().equals(task.token()) && !row.state().terminal());
        }
        int item = task.item().getAsInt();
        return database.read(tx -> ItemTable.page(tx, task.run(), step, List.of(), item - 1, 1)).stream()
                .anyMatch(row -> row.item() == item
                        && row.token().equals(Optional.of(task.token()))
                        && row.state() == StepState.RUNNING);
    }

    @Override
    public void stop(AttemptToken token, StopReason reason) {
        stopping.put(token, reason);
    }

    /** Everything that is asked is answered, until nothing moves any more. */
    private void peace() {
        for (int i = 0; i < 2_000; i++) {
            if (live.isEmpty() && unfinished().isEmpty()) {
                return;
            }
            alive(() -> {
                if (live.isEmpty()) {
                    clock.advance(Duration.ofMinutes(1));
                } else {
                    finish(true);
                }
            });
        }
        throw new Broken("I10: " + unfinished().stream().map(RunRow::id).toList() + " do not end");
    }

    private List<RunRow> unfinished() {
        return database.read(tx -> RunTable.list(tx, RunFilter.all(), 1000)).stream()
                .filter(run -> !run.state().terminal())
                .toList();
    }

    private void check() {
        try (Invariants invariants = new Invariants(database, feed, deployments, System::nanoTime)) {
            Invariants.Report report = invariants.checkAll();
            if (!report.violations().isEmpty()) {
                throw new Broken(report.violations().toString());
            }
        }
        List<RunRow> rows = database.read(tx -> RunTable.list(tx, RunFilter.all(), 1000));
        asked.keySet().forEach(key -> {
            RunId run = acknowledged.get(key);
            long there = rows.stream().filter(row -> row.startKey().equals(key)).count();
            if (run == null || there != 1) {
                throw new Broken("I1: " + key + " is run " + run + ", and " + there + " runs have it");
            }
        });
        slots(rows);
        Map<String, List<String>> versions = versions();
        rows.forEach(run -> results(run, versions));
    }

    /** The contents that each partition of a dataset had, each of them other than the one before. */
    private Map<String, List<String>> versions() {
        Map<String, List<String>> versions = new HashMap<>();
        database.read(tx -> tx.query(
                        "select dataset, partition_key, digest from dataset_version order by version_id",
                        row -> List.of(row.text("dataset") + " " + row.text("partition_key"), row.text("digest"))))
                .forEach(row -> {
                    List<String> known = versions.computeIfAbsent(row.get(0), place -> new ArrayList<>());
                    if (!known.isEmpty() && known.get(known.size() - 1).equals(row.get(1))) {
                        throw new Broken("two versions of " + row.get(0) + " in a row have the content " + row.get(1));
                    }
                    known.add(row.get(1));
                });
        return versions;
    }

    /** A step that succeeded came to what it must come to. */
    private void results(RunRow run, Map<String, List<String>> versions) {
        for (StepRow step : database.read(tx -> StepTable.ofRun(tx, run.id()))) {
            String month = run.partition().value().isEmpty()
                    ? ""
                    : " " + run.partition().value();
            String truth = RESULTS.get(step.step() + month);
            if (step.state() == StepState.SUCCEEDED) {
                RowJson.outputs(step.outputs()).forEach(output -> {
                    String place = output.dataset() + " " + run.partition().value();
                    if (!versions.getOrDefault(place, List.of())
                            .contains(output.digest().hex())) {
                        throw new Broken("what step " + step.step() + " of run " + run.id() + " wrote is no version of "
                                + place);
                    }
                });
            }
            if (truth != null && step.state() == StepState.SUCCEEDED) {
                String digest = Digest.ofText(truth).hex();
                if (!step.outputs().contains(digest)) {
                    throw new Broken("step " + step.step() + " of run " + run.id() + " came to " + step.outputs()
                            + ", and must come to " + truth + ", which is " + digest);
                }
            }
        }
    }

    /** Each hour that has passed has its run, and one only. */
    private void slots(List<RunRow> rows) {
        long hours = Duration.between(BEGINNING, clock.instant()).toHours();
        long runs = rows.stream()
                .filter(row -> row.pipeline().value().equals("hourly") && row.state() != RunState.CANCELLED)
                .count();
        if (runs != hours) {
            throw new Broken("I7: " + hours + " hours have passed, and " + runs + " runs of them there are");
        }
    }

    private void note(String what) {
        history.add(clock.instant() + " " + what);
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public int slots() {
        return 3;
    }

    @Override
    public void close() {}

    /** Compiled once. */
    private static final class CatalogOf {
        private static final Catalog ALL = Catalog.compile(List.of(
                LoopPipelines.sums(),
                LoopPipelines.stubborn(),
                LoopPipelines.fan("fan", 4),
                LoopPipelines.chain("chain", 4),
                LoopPipelines.each(),
                LoopPipelines.either(),
                LoopPipelines.growing(),
                LoopPipelines.sharing(),
                counting(),
                hourly()));
        private static final List<Deployment> DEPLOYED = ALL.pipelines().stream()
                .map(p -> Deployment.of(p, new CodeDigest(Digest.ofText("code"), "code")))
                .toList();

        private static Pipeline<Pipeline.NoSettings> counting() {
            return LoopWorld.pipeline("counting", p -> {
                p.partitionedBy(TimeWindows.monthly("2011-01"));
                Source<DataFile> raw = p.source("raw", Files.matching("m-{partition}.txt"));
                p.output(p.step("count").reads(raw).run(LoopPipelines::letters));
                p.when(changed(raw));
            });
        }

        private static Pipeline<Pipeline.NoSettings> hourly() {
            return LoopWorld.pipeline("hourly", p -> {
                p.output(p.step("two").run(LoopPipelines::two));
                p.when(cron("0 * * * *").catchUp(CatchUp.ALL));
            });
        }
    }
}
