package dev.rondo.engine.store;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tables {@code backfill} and {@code backfill_partition}: what was asked for. How far it is stands in the runs, whose
 * start keys are {@code backfill:id:partition}.
 */
public final class BackfillTable {
    private BackfillTable() {}

    /** What people want of a backfill. */
    public enum Wish {
        /** Go on until every partition has ended. */
        RUN,
        /** Start nothing more for now; what runs goes on. */
        PAUSE,
        /** Start nothing more, and stop what runs. */
        CANCEL
    }

    /** A row. */
    public record BackfillRow(
            long id,
            PipelineName pipeline,
            String mode,
            PartitionKey from,
            PartitionKey to,
            Wish wish,
            int maxParallel,
            String requestedBy,
            String note,
            Instant createdAt,
            Optional<Instant> endedAt) {}

    /**
     * A partition that a backfill runs.
     *
     * @param why it was chosen
     * @param refused why no run could be started for it; empty while it can
     * @param run its run; empty while it has none
     */
    public record PartitionRow(
            PartitionKey partition,
            String why,
            Optional<String> refused,
            Optional<RunId> run,
            Optional<RunState> state) {}

    /** A partition that waits for its run. */
    public record Pending(int position, PartitionKey partition) {}

    /** The newest run of a partition, and whether any has succeeded. */
    public record HadRow(PartitionKey partition, RunId newest, RunState newestState, boolean succeeded) {}

    private static final String COLUMNS = """
            select backfill_id, pipeline, mode, from_key, to_key, wish, max_parallel, requested_by, note,
                   created_at, ended_at
              from backfill
            """;

    private static final String INSERT = """
            insert into backfill (backfill_id, pipeline, mode, from_key, to_key, wish, max_parallel, requested_by, note,
                                  created_at, ended_at)
            values (?, ?, ?, ?, ?, 'RUN', ?, ?, ?, ?, null)
            """;

    private static final String INSERT_PARTITION = """
            insert into backfill_partition (backfill_id, position, partition_key, why, refused)
            values (?, ?, ?, ?, null)
            """;

    /** A cancelled backfill stays cancelled, an ended one ended. */
    private static final String WISH = """
            update backfill set wish = ? where backfill_id = ? and wish <> 'CANCEL' and ended_at is null
            """;

    private static final String END = "update backfill set ended_at = ? where backfill_id = ? and ended_at is null";

    private static final String REFUSE = """
            update backfill_partition set refused = ? where backfill_id = ? and partition_key = ?
            """;

    private static final String PARTITIONS = """
            select p.partition_key, p.why, p.refused, r.run_id, r.state
              from backfill_partition p
              left join run r on r.start_key = cast(? as varchar(300)) || p.partition_key
             where p.backfill_id = ?
             order by p.position
            """;

    private static final String PENDING = """
            select p.position, p.partition_key
              from backfill_partition p
             where p.backfill_id = ? and p.position >= ? and p.refused is null
               and not exists (select 1 from run r where r.start_key = cast(? as varchar(300)) || p.partition_key)
             order by p.position
             fetch first 1 row only
            """;

    private static final String UNFINISHED = """
            select run_id from run
             where state in ('QUEUED', 'RUNNING', 'CANCELLING', 'STOPPING') and start_key >= ? and start_key < ?
             order by run_id
            """;

    private static final String PARTITION_RUNS = """
            select r.partition_key, r.run_id, r.state,
                   (select count(*) from run s
                     where s.pipeline = r.pipeline and s.partition_key = r.partition_key
                       and s.state = 'SUCCEEDED') as succeeded
              from run r
             where r.run_id in (select max(run_id) from run where pipeline = ? and state <> 'SKIPPED' group by partition_key)
            """;

    /** The start key of the run for a partition; the same for ever, so that it has one run. */
    public static String startKey(long backfill, PartitionKey partition) {
        return prefix(backfill) + partition.value();
    }

    /** Adds a backfill and says which number it was given. */
    public static long insert(
            Tx tx,
            PipelineName pipeline,
            String mode,
            PartitionKey from,
            PartitionKey to,
            int maxParallel,
            String requestedBy,
            String note,
            Instant now) {
        long id = tx.numbers("backfill", "backfill_id", 1);
        tx.later(
                INSERT, id, pipeline, mode, from, to, maxParallel, Clip.to(200, requestedBy), Clip.to(2000, note), now);
        return id;
    }

    /** Adds the partitions that a backfill runs, in this order, each with why it was chosen. */
    public static void insertPartitions(Tx tx, long backfill, List<PartitionKey> partitions, List<String> whys) {
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) {
            rows.add(new Object[] {backfill, i, partitions.get(i), Clip.to(1000, whys.get(i))});
        }
        tx.laterAll(INSERT_PARTITION, rows);
    }

    public static Optional<BackfillRow> find(Tx tx, long backfill) {
        return tx.one(COLUMNS + " where backfill_id = ?", BackfillTable::read, backfill);
    }

    /** Newest first, from the one before {@code before} on. */
    public static List<BackfillRow> list(Tx tx, long before, int limit) {
        return tx.query(
                COLUMNS + " where backfill_id < ? order by backfill_id desc fetch first " + limit + " rows only",
                BackfillTable::read,
                before);
    }

    /** Those that have not ended, oldest first. */
    public static List<BackfillRow> open(Tx tx) {
        return tx.query(COLUMNS + " where ended_at is null order by backfill_id", BackfillTable::read);
    }

    /** All partitions of a backfill with their runs, in its order. */
    public static List<PartitionRow> partitions(Tx tx, long backfill) {
        return tx.query(
                PARTITIONS,
                row -> new PartitionRow(
                        PartitionKey.of(row.text("partition_key")),
                        row.text("why"),
                        row.optionalText("refused"),
                        row.optionalBigint("run_id").map(RunId::new),
                        row.optionalText("state").map(RunState::valueOf)),
                prefix(backfill),
                backfill);
    }

    /** The first partition at or after {@code position} that has no run and can have one. */
    public static Optional<Pending> pending(Tx tx, long backfill, int position) {
        return tx.one(
                PENDING,
                row -> new Pending(row.integer("position"), PartitionKey.of(row.text("partition_key"))),
                backfill,
                position,
                prefix(backfill));
    }

    /** The runs of a backfill that have not ended, oldest first. */
    public static List<RunId> unfinished(Tx tx, long backfill) {
        return tx.query(
                UNFINISHED,
                row -> new RunId(row.bigint("run_id")),
                prefix(backfill),
                "backfill:" + backfill + ";"); // ';' follows ':', so this ends the range of the prefix
    }

    /** What runs the partitions of a pipeline have had, whoever asked for them. */
    public static List<HadRow> had(Tx tx, PipelineName pipeline) {
        return tx.query(
                PARTITION_RUNS,
                row -> new HadRow(
                        PartitionKey.of(row.text("partition_key")),
                        new RunId(row.bigint("run_id")),
                        row.constant("state", RunState.class),
                        row.bigint("succeeded") > 0),
                pipeline);
    }

    /** Notes what people want; false when it can no longer be changed. */
    public static boolean wish(Tx tx, long backfill, Wish wish) {
        return tx.updateOne(WISH, wish, backfill);
    }

    public static void end(Tx tx, long backfill, Instant now) {
        tx.later(END, now, backfill);
    }

    public static void refuse(Tx tx, long backfill, PartitionKey partition, String why) {
        tx.later(REFUSE, Clip.to(1000, why), backfill, partition);
    }

    private static String prefix(long backfill) {
        return "backfill:" + backfill + ":";
    }

    private static BackfillRow read(Row row) {
        return new BackfillRow(
                row.bigint("backfill_id"),
                PipelineName.of(row.text("pipeline")),
                row.text("mode"),
                PartitionKey.of(row.text("from_key")),
                PartitionKey.of(row.text("to_key")),
                row.constant("wish", Wish.class),
                row.integer("max_parallel"),
                row.text("requested_by"),
                row.text("note"),
                row.instant("created_at"),
                row.optionalInstant("ended_at"));
    }
}
