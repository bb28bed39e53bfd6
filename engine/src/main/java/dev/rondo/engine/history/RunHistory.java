package dev.rondo.engine.history;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.attempt.LogReader;
import dev.rondo.engine.history.MetricSeries.Point;
import dev.rondo.engine.history.StepView.AttemptView;
import dev.rondo.engine.history.StepView.ItemCounts;
import dev.rondo.engine.loop.ChildKey;
import dev.rondo.engine.loop.ExplainMiss;
import dev.rondo.engine.loop.RunFolders;
import dev.rondo.engine.run.Items;
import dev.rondo.engine.run.Repeat;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.run.Unit;
import dev.rondo.engine.store.ApprovalTable;
import dev.rondo.engine.store.ApprovalTable.ApprovalRow;
import dev.rondo.engine.store.AttemptTable;
import dev.rondo.engine.store.AttemptTable.AttemptRow;
import dev.rondo.engine.store.AttemptTable.InputRow;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.ItemTable;
import dev.rondo.engine.store.ItemTable.ItemAttemptRow;
import dev.rondo.engine.store.ItemTable.ItemRow;
import dev.rondo.engine.store.NondeterminismTable;
import dev.rondo.engine.store.RowJson;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.RunFilter;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.StepTable;
import dev.rondo.engine.store.StepTable.MetricRow;
import dev.rondo.engine.store.StepTable.StepRow;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Answers questions about runs from what the store holds.
 *
 * <p><b>Threads.</b> Safe for many threads; every call uses a read connection and may wait for the disk.
 */
public final class RunHistory {
    private final Database database;
    private final RunFolders folders;

    public RunHistory(Database database, RunFolders folders) {
        this.database = database;
        this.folders = folders;
    }

    /** Newest first; at most {@code limit}. */
    public List<RunView> list(RunFilter filter, int limit) {
        return database.read(tx -> views(tx, RunTable.list(tx, filter, limit)));
    }

    private static List<RunView> views(Tx tx, List<RunRow> rows) {
        Map<RunId, List<StepRow>> steps = new HashMap<>();
        StepTable.ofRuns(tx, rows.stream().map(RunRow::id).toList())
                .forEach(s ->
                        steps.computeIfAbsent(s.run(), id -> new ArrayList<>()).add(s));
        return rows.stream()
                .map(row -> view(row, steps.getOrDefault(row.id(), List.of())))
                .toList();
    }

    public Optional<RunView> run(RunId run) {
        return database.read(tx -> RunTable.byId(tx, run).map(row -> view(row, StepTable.ofRun(tx, run))));
    }

    /** Many runs at once; those that are unknown are left out. */
    public Map<RunId, RunView> runs(Collection<RunId> runs) {
        return database.read(
                tx -> views(tx, RunTable.byIds(tx, runs)).stream().collect(Collectors.toMap(RunView::id, run -> run)));
    }

    /** The run that was started with this key. */
    public Optional<RunView> startedWith(String startKey) {
        return database.read(tx ->
                RunTable.byStartKey(tx, startKey).map(row -> view(row, StepTable.ofRun(tx, row.id()))));
    }

    /** How many runs of each pipeline have not ended; pipelines without any are left out. */
    public Map<PipelineName, Integer> active() {
        return database.read(RunTable::active);
    }

    /** In the order of the pipeline; empty for an unknown run. */
    public List<StepView> steps(RunId run) {
        return database.read(tx -> {
            Map<StepName, List<AttemptRow>> attempts = new HashMap<>();
            AttemptTable.ofRun(tx, run)
                    .forEach(a -> attempts.computeIfAbsent(a.step(), s -> new ArrayList<>())
                            .add(a));
            Map<StepName, List<InputRow>> inputs = new HashMap<>();
            AttemptTable.inputsOfRun(tx, run)
                    .forEach(i -> inputs.computeIfAbsent(i.step(), s -> new ArrayList<>())
                            .add(i));
            List<StepRow> rows = StepTable.ofRun(tx, run);
            Extras extras = Extras.of(tx, run, rows);
            return rows.stream()
                    .map(row -> view(
                            row,
                            attempts.getOrDefault(row.step(), List.of()),
                            inputs.getOrDefault(row.step(), List.of()),
                            extras))
                    .toList();
        });
    }

    /** What only few steps have: items, a person's answer, a run of their own. */
    private record Extras(
            Map<StepName, Map<StepState, Integer>> items,
            Map<StepName, ApprovalRow> answers,
            Map<StepName, RunId> children,
            Map<StepName, String> cacheWhys,
            Map<StepName, String> nondeterminism) {

        static Extras of(Tx tx, RunId run, List<StepRow> steps) {
            boolean fansOut = steps.stream().anyMatch(step -> step.items().isPresent());
            Map<StepName, RunId> children = new HashMap<>();
            List<String> keys = steps.stream()
                    .filter(Extras::mayHaveStartedRun)
                    .map(step -> ChildKey.of(run, step.step()).text())
                    .toList();
            RunTable.byStartKeys(tx, keys)
                    .forEach(child ->
                            ChildKey.parse(child.startKey()).ifPresent(key -> children.put(key.step(), child.id())));
            return new Extras(
                    fansOut ? ItemTable.counts(tx, run) : Map.of(),
                    answers(tx, run, steps),
                    children,
                    ExplainMiss.putOff(tx, run, steps),
                    nondeterminism(tx, run));
        }

        /** Those of this run; of a step that was taken over, that of the run in which a person gave it. */
        private static Map<StepName, ApprovalRow> answers(Tx tx, RunId run, List<StepRow> steps) {
            Map<StepName, ApprovalRow> answers = new HashMap<>();
            ApprovalTable.ofRun(tx, run).forEach(row -> answers.put(row.step(), row));
            Set<StepName> done = steps.stream()
                    .filter(step -> step.state() == StepState.SUCCEEDED)
                    .map(StepRow::step)
                    .collect(Collectors.toSet());
            for (Optional<RunId> from = repeated(tx, run); from.isPresent(); from = repeated(tx, from.get())) {
                ApprovalTable.ofRun(tx, from.get()).stream()
                        .filter(row -> done.contains(row.step()))
                        .forEach(row -> answers.putIfAbsent(row.step(), row));
            }
            return answers;
        }

        /** The run whose results it has taken over. */
        private static Optional<RunId> repeated(Tx tx, RunId run) {
            return RunTable.byId(tx, run)
                    .flatMap(RunRow::repeats)
                    .filter(repeat -> repeat.code() == Repeat.Code.PINNED)
                    .map(Repeat::run);
        }

        /** The newest finding of each step. */
        private static Map<StepName, String> nondeterminism(Tx tx, RunId run) {
            Map<StepName, String> words = new HashMap<>();
            RunTable.byId(tx, run)
                    .ifPresent(row -> NondeterminismTable.of(tx, row.pipeline())
                            .forEach(found -> words.put(found.step(), found.words())));
            return words;
        }

        /** Few can have, and looking for all would cost as much as the page itself. */
        private static boolean mayHaveStartedRun(StepRow step) {
            return step.startedAt().isPresent()
                    && step.attempts() + step.recoveries() == 0
                    && step.items().isEmpty();
        }
    }

    /**
     * Items of a fanned-out step that have begun, by their number.
     *
     * @param states only those in one of these; empty for all
     * @param after only those with a higher number
     */
    public List<ItemView> items(RunId run, StepName step, List<StepState> states, int after, int limit) {
        return database.read(tx -> {
            List<ItemRow> rows = ItemTable.page(tx, run, step, states, after, limit);
            if (rows.isEmpty()) {
                return List.of();
            }
            Map<Integer, List<ItemAttemptRow>> failures =
                    ItemTable.attempts(
                                    tx,
                                    run,
                                    step,
                                    rows.get(0).item(),
                                    rows.get(rows.size() - 1).item())
                            .stream()
                            .collect(Collectors.groupingBy(ItemAttemptRow::item));
            return rows.stream()
                    .map(row -> new ItemView(row, failures.getOrDefault(row.item(), List.of())))
                    .toList();
        });
    }

    /**
     * A piece of an attempt's log, from a byte offset; a negative one counts from the end. An attempt that has written
     * nothing has an empty log.
     */
    public LogReader.Chunk log(RunId run, StepName step, int attempt, long offset, int maxBytes) {
        return log(run, Unit.of(step), attempt, offset, maxBytes);
    }

    /** As the other, of a step or of one of its items. */
    public LogReader.Chunk log(RunId run, Unit unit, int attempt, long offset, int maxBytes) {
        Path log = folders.log(run, unit, attempt);
        try {
            return LogReader.read(log, offset, maxBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The log of run " + run + ", step " + unit + ", attempt " + attempt + " cannot be read: " + log, e);
        }
    }

    /** The newest run of each partition, as state; for matrices and backfills. */
    public Map<PartitionKey, RunState> newestStates(PipelineName pipeline) {
        return database.read(tx -> newestStates(tx, pipeline));
    }

    /** Every metric that a step of this pipeline recorded, over partitions in the given order. */
    public List<MetricSeries> metrics(PipelineName pipeline, Comparator<PartitionKey> order) {
        List<MetricRow> rows = database.read(tx -> StepTable.metrics(tx, pipeline));
        Map<String, Map<PartitionKey, Point>> series = new TreeMap<>();
        Map<String, StepName> steps = new HashMap<>();
        for (MetricRow row : rows) {
            RowJson.metrics(row.metrics()).forEach((metric, value) -> {
                String key = row.step() + "/" + metric;
                steps.put(key, row.step());
                series.computeIfAbsent(key, k -> new TreeMap<>(order))
                        .put(row.partition(), new Point(row.partition(), value, row.run()));
            });
        }
        List<MetricSeries> result = new ArrayList<>();
        series.forEach((key, points) -> {
            StepName step = java.util.Objects.requireNonNull(steps.get(key));
            result.add(new MetricSeries(step, key.substring(step.value().length() + 1), List.copyOf(points.values())));
        });
        return result;
    }

    private static Map<PartitionKey, RunState> newestStates(Tx tx, PipelineName pipeline) {
        Map<PartitionKey, RunState> states = new LinkedHashMap<>();
        RunTable.newestPerPartition(tx, pipeline).forEach(row -> states.put(row.partition(), row.state()));
        return states;
    }

    private static RunView view(RunRow row, List<StepRow> steps) {
        Map<StepState, Integer> counts = new EnumMap<>(StepState.class);
        steps.forEach(s -> counts.merge(s.state(), 1, Integer::sum));
        int hits = (int) steps.stream().filter(s -> s.cache().equals("HIT")).count();
        return new RunView(
                row.id(),
                row.pipeline(),
                row.partition(),
                row.state(),
                row.cause(),
                row.codeDigest(),
                RowJson.object(row.settings()),
                RowJson.names(row.refresh()).stream().map(StepName::of).toList(),
                row.noCache(),
                row.note(),
                row.priority(),
                row.repeats(),
                row.createdAt(),
                begunAt(row),
                row.finishedAt(),
                counts,
                hits,
                failure(row, steps),
                why(row, steps));
    }

    /** Rows of earlier versions know only when they were made. */
    private static Optional<Instant> begunAt(RunRow row) {
        boolean never = row.state() == RunState.QUEUED || row.state() == RunState.SKIPPED;
        return never ? Optional.empty() : row.begunAt().or(() -> Optional.of(row.createdAt()));
    }

    /** Of a failed run the first failure, of one under way what it waits for, of a cancelled one who stopped it. */
    private static String why(RunRow row, List<StepRow> steps) {
        return switch (row.state()) {
            case FAILED -> first(steps, StepState.FAILED).or(row::cancelled).orElse("");
            case RUNNING ->
                first(steps, StepState.BLOCKED)
                        .or(() -> first(steps, StepState.AWAITING_APPROVAL))
                        .or(() -> first(steps, StepState.AWAITING_RUN))
                        .or(() -> first(steps, StepState.BACKING_OFF))
                        .or(() -> first(steps, StepState.FANNED_OUT))
                        .or(() -> first(steps, StepState.RUNNING))
                        .or(() -> first(steps, StepState.READY))
                        .orElse("");
            case QUEUED -> "waits for other runs of its pipeline";
            case CANCELLING, CANCELLED, STOPPING, SKIPPED -> row.cancelled().orElse("");
            case SUCCEEDED -> "";
        };
    }

    private static Optional<RunView.FailedStep> failure(RunRow row, List<StepRow> steps) {
        return row.state() == RunState.SUCCEEDED
                ? Optional.empty()
                : steps.stream()
                        .filter(s -> s.state() == StepState.FAILED)
                        .findFirst()
                        .map(s -> new RunView.FailedStep(s.step(), s.why()));
    }

    private static Optional<String> first(List<StepRow> steps, StepState state) {
        return steps.stream()
                .filter(s -> s.state() == state)
                .findFirst()
                .map(s -> "step " + s.step() + ": " + (state == StepState.FANNED_OUT ? items(s) : s.why()));
    }

    /** What a step that fans out is about; its own words say why it is not taken from the cache. */
    private static String items(StepRow step) {
        return step.items().map(count -> "works on its " + Items.words(count)).orElse("takes its list apart");
    }

    private static StepView view(StepRow row, List<AttemptRow> attempts, List<InputRow> inputs, Extras extras) {
        List<AttemptView> tries = attempts.stream()
                .map(a -> new AttemptView(
                        a.number(),
                        a.state(),
                        a.executor(),
                        a.startedAt(),
                        a.finishedAt(),
                        a.failureKind(),
                        a.failure(),
                        a.stackTrace(),
                        RowJson.object(a.params()),
                        inputs.stream().filter(i -> i.number() == a.number()).toList()))
                .toList();
        return new StepView(
                row.step(),
                row.state(),
                row.why(),
                row.cache(),
                row.cacheKey(),
                extras.cacheWhys().getOrDefault(row.step(), row.cacheWhy()),
                row.retryAt(),
                row.deadline(),
                row.startedAt(),
                row.finishedAt(),
                RowJson.outputs(row.outputs()),
                RowJson.metrics(row.metrics()),
                tries,
                row.items().map(total -> new ItemCounts(total, extras.items().getOrDefault(row.step(), Map.of()))),
                Optional.ofNullable(extras.answers().get(row.step())),
                Optional.ofNullable(extras.children().get(row.step())),
                Optional.ofNullable(extras.nondeterminism().get(row.step())));
    }
}
