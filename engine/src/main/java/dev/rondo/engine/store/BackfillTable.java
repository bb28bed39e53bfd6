package dev.rondo.engine.store;

import dev.rondo.definition.PipelineName;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
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
            long eventSeq,
            Instant createdAt,
            Optional<Instant> endedAt) {}

    /**
     * A partition that a backfill runs.
     *
     * @param why it was chosen
     * @param refused why no run could be started for it; empty while it can
     */
    public record PartitionRow(int position, PartitionKey partition, String why, Optional<String> refused) {}

    private static final String COLUMNS = """
            select backfill_id, pipeline, mode, from_key, to_key, wish, max_parallel, requested_by, note, event_seq,
                   created_at, ended_at
              from backfill
            """;

    private static final String INSERT = """
            insert into backfill (pipeline, mode, from_key, to_key, wish, max_parallel, requested_by, note, event_seq,
                                  created_at, ended_at)
            values (?, ?, ?, ?, 'RUN', ?, ?, ?, ?, ?, null)
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
            select position, partition_key, why, refused from backfill_partition where backfill_id = ? order by position
            """;

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
            long eventSeq,
            Instant now) {
        return tx.insert(
                INSERT,
                "backfill_id",
                pipeline,
                mode,
                from,
                to,
                maxParallel,
                Clip.to(200, requestedBy),
                Clip.to(2000, note),
                eventSeq,
                now);
    }

    public static void insertPartitions(Tx tx, long backfill, List<PartitionRow> partitions) {
        tx.batch(
                INSERT_PARTITION,
                partitions.stream()
                        .map(p -> new Object[] {backfill, p.position(), p.partition(), Clip.to(1000, p.why())})
                        .toList());
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

    public static List<PartitionRow> partitions(Tx tx, long backfill) {
        return tx.query(
                PARTITIONS,
                row -> new PartitionRow(
                        row.integer("position"),
                        PartitionKey.of(row.text("partition_key")),
                        row.text("why"),
                        row.optionalText("refused")),
                backfill);
    }

    /** Notes what people want; false when it can no longer be changed. */
    public static boolean wish(Tx tx, long backfill, Wish wish) {
        return tx.updateOne(WISH, wish, backfill);
    }

    public static void end(Tx tx, long backfill, Instant now) {
        tx.updateOne(END, now, backfill);
    }

    public static void refuse(Tx tx, long backfill, PartitionKey partition, String why) {
        tx.updateOne(REFUSE, Clip.to(1000, why), backfill, partition);
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
                row.bigint("event_seq"),
                row.instant("created_at"),
                row.optionalInstant("ended_at"));
    }
}
