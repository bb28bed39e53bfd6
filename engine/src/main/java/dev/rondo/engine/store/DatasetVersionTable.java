package dev.rondo.engine.store;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.TriggerEventTable.Kind;
import dev.rondo.engine.store.TriggerEventTable.NewEvent;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The table {@code dataset_version}: one row whenever a partition of a dataset got other content than it had. The newest
 * row of a partition is its current version. Every row comes with an event in the trigger log.
 */
public final class DatasetVersionTable {
    private DatasetVersionTable() {}

    /**
     * A row.
     *
     * @param run the run that wrote it; empty for a source
     * @param detail what people know it by, such as the path of a file
     */
    public record VersionRow(
            long id,
            DatasetName dataset,
            PartitionKey partition,
            String digest,
            long sizeBytes,
            Optional<RunId> run,
            Optional<StepName> step,
            Instant createdAt,
            String detail) {}

    private static final String COLUMNS = """
            select version_id, dataset, partition_key, digest, size_bytes, run_id, step, created_at, detail
              from dataset_version
            """;

    private static final String INSERT = """
            insert into dataset_version
                   (dataset, partition_key, digest, size_bytes, run_id, step, created_at, detail)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /**
     * A version that a step wrote.
     *
     * @return whether its content differs from the current version; if not, nothing was written
     */
    public static boolean insertIfNew(
            Tx tx,
            DatasetName dataset,
            PartitionKey partition,
            String digest,
            long sizeBytes,
            RunId run,
            StepName step,
            Instant now) {
        String detail = partition.isWhole() ? dataset.value() : dataset + " " + partition;
        return insertIfNew(tx, dataset, partition, digest, sizeBytes, Optional.of(run), Optional.of(step), now, detail)
                .isPresent();
    }

    /**
     * A version that came from outside.
     *
     * @return its number; empty, and nothing was written, when its content is that of the current version
     */
    public static Optional<Long> insertIfNew(
            Tx tx,
            DatasetName dataset,
            PartitionKey partition,
            String digest,
            long sizeBytes,
            Instant now,
            String detail) {
        return insertIfNew(tx, dataset, partition, digest, sizeBytes, Optional.empty(), Optional.empty(), now, detail);
    }

    public static Optional<VersionRow> current(Tx tx, DatasetName dataset, PartitionKey partition) {
        return tx.one(
                COLUMNS + " where dataset = ? and partition_key = ? order by version_id desc fetch first 1 row only",
                DatasetVersionTable::read,
                dataset,
                partition);
    }

    /** The current version of every partition. */
    public static List<VersionRow> current(Tx tx, DatasetName dataset) {
        return tx.query(COLUMNS + """
                         where version_id in (select max(version_id) from dataset_version
                                               where dataset = ? group by partition_key)
                        """, DatasetVersionTable::read, dataset);
    }

    public static Optional<VersionRow> byId(Tx tx, long id) {
        return tx.one(COLUMNS + " where version_id = ?", DatasetVersionTable::read, id);
    }

    /** Newest first, from the one before {@code before} on. */
    public static List<VersionRow> list(Tx tx, DatasetName dataset, long before, int limit) {
        return tx.query(
                COLUMNS + " where dataset = ? and version_id < ? order by version_id desc fetch first " + limit
                        + " rows only",
                DatasetVersionTable::read,
                dataset,
                before);
    }

    /** Newest first, from the one before {@code before} on. */
    public static List<VersionRow> list(Tx tx, DatasetName dataset, PartitionKey partition, long before, int limit) {
        return tx.query(
                COLUMNS + " where dataset = ? and partition_key = ? and version_id < ? order by version_id desc fetch"
                        + " first " + limit + " rows only",
                DatasetVersionTable::read,
                dataset,
                partition,
                before);
    }

    private static Optional<Long> insertIfNew(
            Tx tx,
            DatasetName dataset,
            PartitionKey partition,
            String digest,
            long sizeBytes,
            Optional<RunId> run,
            Optional<StepName> step,
            Instant now,
            String detail) {
        if (current(tx, dataset, partition)
                .filter(row -> row.digest().equals(digest))
                .isPresent()) {
            return Optional.empty();
        }
        long id = tx.insert(
                INSERT, "version_id", dataset, partition, digest, sizeBytes, run, step, now, Clip.to(1000, detail));
        TriggerEventTable.append(
                tx,
                new NewEvent(
                        Kind.DATA,
                        Optional.empty(),
                        Optional.of(dataset),
                        partition,
                        Optional.of(id),
                        Optional.of(digest),
                        now,
                        run.map(r -> "written by run " + r).orElse(detail),
                        "data:" + id));
        return Optional.of(id);
    }

    private static VersionRow read(Row row) {
        return new VersionRow(
                row.bigint("version_id"),
                DatasetName.of(row.text("dataset")),
                PartitionKey.of(row.text("partition_key")),
                row.text("digest"),
                row.bigint("size_bytes"),
                row.optionalBigint("run_id").map(RunId::new),
                row.optionalText("step").map(StepName::of),
                row.instant("created_at"),
                row.text("detail"));
    }
}
