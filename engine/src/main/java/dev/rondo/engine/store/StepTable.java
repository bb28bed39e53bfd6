package dev.rondo.engine.store;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepState;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The table {@code run_step}: one row per step of a run, with its outputs and metrics. */
public final class StepTable {
    private StepTable() {}

    /**
     * A row.
     *
     * @param cache {@code HIT}, {@code MISS} or {@code NONE}
     * @param cacheWhy why the cache had the result, or what differs from an earlier one; empty when it was not asked
     * @param outputs a JSON list of the artifacts, empty before success
     * @param metrics a JSON object of numbers
     * @param deadline when the step must have ended; empty without limit
     * @param items how many items the step has fanned out to; empty unless it has
     */
    public record StepRow(
            RunId run,
            StepName step,
            int ordinal,
            StepState state,
            int attempts,
            int recoveries,
            String cache,
            Optional<String> cacheKey,
            String cacheWhy,
            String why,
            Optional<Instant> retryAt,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            String outputs,
            String metrics,
            Optional<Instant> deadline,
            Optional<Integer> items) {}

    /** A step's metrics in one partition. */
    public record MetricRow(StepName step, PartitionKey partition, RunId run, String metrics) {}

    private static final String INSERT = """
            insert into run_step (run_id, step, ordinal, state, attempts, recoveries, cache, cache_key, cache_why, why,
                                  retry_at, started_at, finished_at, outputs, metrics, deadline_at, items)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String UPDATE = """
            update run_step
               set state = ?, attempts = ?, recoveries = ?, cache = ?, cache_key = ?, cache_why = ?, why = ?,
                   retry_at = ?, started_at = ?, finished_at = ?, outputs = ?, metrics = ?, deadline_at = ?, items = ?
             where run_id = ? and step = ?
            """;

    private static final String CANCEL_OPEN = """
            update run_step set state = 'CANCELLED', why = ?, retry_at = null, finished_at = ?
             where run_id = ? and state in ('WAITING', 'BLOCKED', 'READY', 'RUNNING', 'BACKING_OFF',
                                            'FANNED_OUT', 'AWAITING_APPROVAL', 'AWAITING_RUN')
            """;

    private static final String COLUMNS = """
            select run_id, step, ordinal, state, attempts, recoveries, cache, cache_key, cache_why, why, retry_at,
                   started_at, finished_at, outputs, metrics, deadline_at, items
              from run_step
            """;

    /** Of each partition the newest run that succeeded in the step counts. */
    private static final String METRICS = """
            select s.step, r.partition_key, s.run_id, s.metrics
              from run_step s join run r on r.run_id = s.run_id
             where r.pipeline = ? and s.state = 'SUCCEEDED' and s.metrics <> '{}'
             order by s.run_id
            """;

    public static void insert(Tx tx, List<StepRow> steps) {
        List<Object[]> rows = new ArrayList<>();
        for (StepRow s : steps) {
            rows.add(new Object[] {
                s.run().value(),
                s.step().value(),
                s.ordinal(),
                s.state(),
                s.attempts(),
                s.recoveries(),
                s.cache(),
                s.cacheKey(),
                Clip.to(2000, s.cacheWhy()),
                Clip.to(2000, s.why()),
                s.retryAt(),
                s.startedAt(),
                s.finishedAt(),
                s.outputs(),
                s.metrics(),
                s.deadline(),
                s.items()
            });
        }
        tx.laterAll(INSERT, rows);
    }

    /**
     * Writes what steps became, of runs that {@link RunTable#hold} holds.
     *
     * @param otherwise what is thrown if one of them is not there, now or later in the transaction
     */
    public static void update(Tx tx, List<StepRow> steps, Supplier<StoreException> otherwise) {
        List<Object[]> rows = new ArrayList<>();
        for (StepRow s : steps) {
            rows.add(new Object[] {
                s.state(),
                s.attempts(),
                s.recoveries(),
                s.cache(),
                s.cacheKey(),
                Clip.to(2000, s.cacheWhy()),
                Clip.to(2000, s.why()),
                s.retryAt(),
                s.startedAt(),
                s.finishedAt(),
                s.outputs(),
                s.metrics(),
                s.deadline(),
                s.items(),
                s.run().value(),
                s.step().value()
            });
        }
        tx.mustChangeEach(UPDATE, rows, otherwise);
    }

    /** Ends all steps of a run that have not ended. */
    public static void cancelOpen(Tx tx, RunId run, String why, Instant now) {
        tx.later(CANCEL_OPEN, Clip.to(2000, why), now, run.value());
    }

    public static List<StepRow> ofRun(Tx tx, RunId run) {
        return tx.query(COLUMNS + " where run_id = ? order by ordinal", StepTable::read, run.value());
    }

    /** The steps of these runs; of none that may lie between them. */
    public static List<StepRow> ofRuns(Tx tx, List<RunId> runs) {
        return InList.ask(
                runs.stream().map(RunId::value).toList(),
                (places, keys) -> tx.query(
                        COLUMNS + " where run_id in (" + places + ") order by run_id, ordinal", StepTable::read, keys));
    }

    public static List<MetricRow> metrics(Tx tx, PipelineName pipeline) {
        return tx.query(
                METRICS,
                row -> new MetricRow(
                        StepName.of(row.text("step")),
                        PartitionKey.of(row.text("partition_key")),
                        new RunId(row.bigint("run_id")),
                        row.text("metrics")),
                pipeline.value());
    }

    private static StepRow read(Row row) {
        return new StepRow(
                new RunId(row.bigint("run_id")),
                StepName.of(row.text("step")),
                row.integer("ordinal"),
                StepState.valueOf(row.text("state")),
                row.integer("attempts"),
                row.integer("recoveries"),
                row.text("cache"),
                row.optionalText("cache_key"),
                row.text("cache_why"),
                row.text("why"),
                row.optionalInstant("retry_at"),
                row.optionalInstant("started_at"),
                row.optionalInstant("finished_at"),
                row.text("outputs"),
                row.text("metrics"),
                row.optionalInstant("deadline_at"),
                row.optionalInteger("items"));
    }
}
