package dev.rondo.engine.store;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.Repeat;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The table {@code run}: one row per run, written by the node whose epoch it carries. */
public final class RunTable {
    private RunTable() {}

    /**
     * A row.
     *
     * @param settings all values of the settings record as a JSON object
     * @param refresh names of the steps whose cache is passed over, as a JSON list
     * @param priority the higher goes first
     * @param cancelled who or what asked for its end, or why it never began
     * @param begunAt empty while it waits for other runs of its pipeline
     * @param noCache whether it takes nothing from the cache and adds nothing to it
     */
    public record RunRow(
            RunId id,
            PipelineName pipeline,
            String codeDigest,
            PartitionKey partition,
            RunState state,
            String startKey,
            RunCause cause,
            String settings,
            String refresh,
            String note,
            int priority,
            Optional<String> cancelled,
            Instant createdAt,
            Optional<Instant> begunAt,
            Optional<Instant> finishedAt,
            Optional<Repeat> repeats,
            boolean noCache) {}

    /**
     * What a list of runs is narrowed to; absent and empty parts do not narrow.
     *
     * @param backfill only the runs that this backfill started
     */
    public record RunFilter(
            Optional<PipelineName> pipeline,
            Set<RunState> states,
            Optional<PartitionKey> partition,
            Optional<RunCause.Kind> cause,
            Optional<Long> backfill,
            Optional<RunId> before) {
        public RunFilter {
            states = Set.copyOf(states);
        }

        public static RunFilter all() {
            return new RunFilter(
                    Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }

        public static RunFilter of(PipelineName pipeline) {
            return of(Optional.of(pipeline), Optional.empty());
        }

        public static RunFilter of(Optional<PipelineName> pipeline, Optional<PartitionKey> partition) {
            return new RunFilter(pipeline, Set.of(), partition, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    private static final String INSERT = """
            insert into run (run_id, pipeline, code_digest, partition_key, state, start_key, cause_kind, cause_detail,
                             trigger_event, settings, refresh, note, priority, node_epoch, created_at, begun_at,
                             repeats, repeats_from, repeats_code, no_cache)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** 1 row: ours. 0 rows: another node has taken the run over, and this one may change nothing any more. */
    private static final String UPDATE = """
            update run set state = ?, cancelled = ?, begun_at = ?, finished_at = ?
             where run_id = ? and node_epoch = ?
            """;

    private static final String HOLD = "update run set node_epoch = ? where run_id = ? and node_epoch = ?";

    /** The states in which a run is in memory. */
    static final String UNFINISHED = "state in ('QUEUED', 'RUNNING', 'CANCELLING', 'STOPPING')";

    private static final String TAKE_OVER =
            "update run set node_epoch = ? where " + UNFINISHED + " and node_epoch <> ?";

    private static final String COLUMNS = """
            select run_id, pipeline, code_digest, partition_key, state, start_key, cause_kind, cause_detail,
                   trigger_event, settings, refresh, note, priority, cancelled, created_at, begun_at, finished_at,
                   repeats, repeats_from, repeats_code, no_cache
              from run
            """;

    public static RunId nextId(Tx tx) {
        return new RunId(tx.numbers("run", "run_id", 1));
    }

    public static void insert(Tx tx, RunRow run, long epoch) {
        tx.later(
                INSERT,
                run.id().value(),
                run.pipeline().value(),
                run.codeDigest(),
                run.partition().value(),
                run.state(),
                run.startKey(),
                run.cause().kind(),
                Clip.to(1000, run.cause().detail()),
                run.cause().triggerEvent(),
                run.settings(),
                run.refresh(),
                Clip.to(2000, run.note()),
                run.priority(),
                epoch,
                run.createdAt(),
                run.begunAt(),
                run.repeats().map(repeat -> repeat.run().value()),
                run.repeats().flatMap(Repeat::from).map(StepName::value),
                run.repeats().map(repeat -> repeat.code().name()),
                run.noCache());
    }

    /** What a run became. */
    public record Moved(
            RunId run,
            RunState state,
            Optional<String> cancelled,
            Optional<Instant> begunAt,
            Optional<Instant> finishedAt) {}

    /**
     * Writes what runs became.
     *
     * @param otherwise what is thrown if one of them does not belong to this epoch any more, now or later in the
     *     transaction
     */
    public static void update(Tx tx, List<Moved> runs, long epoch, Supplier<StoreException> otherwise) {
        List<Object[]> rows = runs.stream()
                .map(m -> new Object[] {
                    m.state(),
                    m.cancelled().map(c -> Clip.to(2000, c)),
                    m.begunAt(),
                    m.finishedAt(),
                    m.run().value(),
                    epoch
                })
                .toList();
        tx.mustChangeEach(UPDATE, rows, otherwise);
    }

    /**
     * Makes sure that nobody takes these runs over before the transaction ends, whose steps and items it writes.
     *
     * @param otherwise what is thrown if one of them does not belong to this epoch any more, now or later in the
     *     transaction
     */
    public static void hold(Tx tx, Collection<RunId> runs, long epoch, Supplier<StoreException> otherwise) {
        List<Object[]> rows = runs.stream()
                .map(run -> new Object[] {epoch, run.value(), epoch})
                .toList();
        tx.mustChangeEach(HOLD, rows, otherwise);
    }

    /** Makes every unfinished run this epoch's own; for the start of a node. */
    public static int takeOver(Tx tx, long epoch) {
        return tx.update(TAKE_OVER, epoch, epoch);
    }

    public static Optional<RunRow> byId(Tx tx, RunId run) {
        return tx.one(COLUMNS + " where run_id = ?", RunTable::read, run.value());
    }

    public static List<RunRow> byIds(Tx tx, Collection<RunId> runs) {
        return InList.ask(
                runs.stream().map(RunId::value).toList(),
                (places, keys) -> tx.query(COLUMNS + " where run_id in (" + places + ")", RunTable::read, keys));
    }

    public static Optional<RunRow> byStartKey(Tx tx, String startKey) {
        return tx.one(COLUMNS + " where start_key = ?", RunTable::read, startKey);
    }

    /** The runs that were started with any of these keys. */
    public static List<RunRow> byStartKeys(Tx tx, Collection<String> startKeys) {
        return InList.ask(
                startKeys,
                (places, keys) -> tx.query(COLUMNS + " where start_key in (" + places + ")", RunTable::read, keys));
    }

    /** Runs whose start key begins with {@code prefix}, oldest first. */
    public static List<RunRow> byStartKeyPrefix(Tx tx, String prefix) {
        return tx.query(
                COLUMNS + " where start_key >= ? and start_key < ? order by run_id",
                RunTable::read,
                prefix,
                prefix + Character.MAX_VALUE);
    }

    /** Unfinished runs of this epoch, oldest first. */
    public static List<RunRow> unfinished(Tx tx, long epoch) {
        return tx.query(
                COLUMNS + " where " + UNFINISHED + " and node_epoch = ? order by run_id", RunTable::read, epoch);
    }

    /** Unfinished runs of a pipeline, oldest first. */
    public static List<RunRow> unfinished(Tx tx, PipelineName pipeline) {
        return tx.query(
                COLUMNS + " where " + UNFINISHED + " and pipeline = ? order by run_id",
                RunTable::read,
                pipeline.value());
    }

    /** Newest first. */
    public static List<RunRow> list(Tx tx, RunFilter filter, int limit) {
        StringBuilder sql = new StringBuilder(COLUMNS).append(" where 1 = 1");
        List<Object> args = new ArrayList<>();
        filter.pipeline().ifPresent(p -> and(sql, args, "pipeline = ?", p.value()));
        if (!filter.states().isEmpty()) {
            sql.append(" and state in (")
                    .append(String.join(
                            ", ", Collections.nCopies(filter.states().size(), "?")))
                    .append(')');
            filter.states().forEach(state -> args.add(state.name()));
        }
        filter.partition().ifPresent(k -> and(sql, args, "partition_key = ?", k.value()));
        filter.cause().ifPresent(kind -> and(sql, args, "cause_kind = ?", kind.name()));
        filter.backfill().ifPresent(id -> {
            String prefix = BackfillTable.startKey(id, PartitionKey.WHOLE);
            and(sql, args, "start_key >= ?", prefix);
            and(sql, args, "start_key < ?", prefix + Character.MAX_VALUE);
        });
        filter.before().ifPresent(id -> and(sql, args, "run_id < ?", id.value()));
        sql.append(" order by run_id desc limit ").append(limit);
        return tx.query(sql.toString(), RunTable::read, args.toArray());
    }

    /** The newest run of each partition of a pipeline. */
    public static List<RunRow> newestPerPartition(Tx tx, PipelineName pipeline) {
        return tx.query(COLUMNS + """
                         where run_id in (select max(run_id) from run where pipeline = ? and state <> 'SKIPPED' group by partition_key)
                         order by run_id
                        """, RunTable::read, pipeline.value());
    }

    /** How many runs are in each state; states without any are left out. */
    public static Map<RunState, Long> counts(Tx tx) {
        Map<RunState, Long> counts = new EnumMap<>(RunState.class);
        tx.query(
                        "select state, count(*) as runs from run group by state",
                        row -> Map.entry(row.constant("state", RunState.class), row.bigint("runs")))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    /** How many runs of each pipeline have not ended; pipelines without any are left out. */
    public static Map<PipelineName, Integer> active(Tx tx) {
        Map<PipelineName, Integer> active = new HashMap<>();
        tx.query(
                        "select pipeline, count(*) as runs from run where " + UNFINISHED + " group by pipeline",
                        row -> Map.entry(PipelineName.of(row.text("pipeline")), row.integer("runs")))
                .forEach(entry -> active.put(entry.getKey(), entry.getValue()));
        return active;
    }

    private static void and(StringBuilder sql, List<Object> args, String condition, Object value) {
        sql.append(" and ").append(condition);
        args.add(value);
    }

    private static Repeat repeat(Row row, RunId other) {
        return new Repeat(
                other,
                row.optionalText("repeats_from").map(StepName::of),
                Repeat.Code.valueOf(row.text("repeats_code")));
    }

    private static RunRow read(Row row) {
        return new RunRow(
                new RunId(row.bigint("run_id")),
                PipelineName.of(row.text("pipeline")),
                row.text("code_digest"),
                PartitionKey.of(row.text("partition_key")),
                RunState.valueOf(row.text("state")),
                row.text("start_key"),
                new RunCause(
                        RunCause.Kind.valueOf(row.text("cause_kind")),
                        row.text("cause_detail"),
                        row.optionalBigint("trigger_event")),
                row.text("settings"),
                row.text("refresh"),
                row.text("note"),
                row.integer("priority"),
                row.optionalText("cancelled"),
                row.instant("created_at"),
                row.optionalInstant("begun_at"),
                row.optionalInstant("finished_at"),
                row.optionalBigint("repeats").map(other -> repeat(row, new RunId(other))),
                row.bool("no_cache"));
    }
}
