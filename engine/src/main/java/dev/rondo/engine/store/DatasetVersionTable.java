package dev.rondo.engine.store;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.TriggerEventTable.Kind;
import dev.rondo.engine.store.TriggerEventTable.NewEvent;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The table {@code dataset_version}: one row whenever a partition of a dataset got other content than it had. The newest
 * row of a partition is its current version. A row that concerns a trigger comes with an event in the trigger log.
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

    private static final String CURRENT_AMONG = COLUMNS + """
             where version_id in (select max(version_id) from dataset_version
                                   where partition_key = ? and dataset in (%s) group by dataset)
            """;

    private static final String INSERT = """
            insert into dataset_version
                   (version_id, dataset, partition_key, digest, size_bytes, run_id, step, created_at, detail)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** What a step of a run wrote for a dataset, in the run's own partition. */
    public record Written(StepName step, DatasetName dataset, String digest, long sizeBytes) {}

    /** The content of the current versions of these datasets in a partition; nothing of those that have none. */
    public static Map<DatasetName, String> currentDigests(
            Tx tx, PartitionKey partition, Collection<DatasetName> datasets) {
        Map<DatasetName, String> current = new HashMap<>();
        InList.ask(
                        datasets.stream().map(DatasetName::value).toList(),
                        (places, keys) -> tx.query(
                                CURRENT_AMONG.formatted(places), DatasetVersionTable::read, after(partition, keys)))
                .forEach(row -> current.put(row.dataset(), row.digest()));
        return current;
    }

    /**
     * Adds versions that steps of a run wrote, each for another dataset, whose content differs from the current version.
     *
     * @param watched whether some trigger may ever look for an event of this dataset; of the others none is written
     */
    public static void insertAll(
            Tx tx,
            RunId run,
            PartitionKey partition,
            List<Written> fresh,
            Instant now,
            Predicate<DatasetName> watched) {
        if (fresh.isEmpty()) {
            return;
        }
        long first = tx.numbers("dataset_version", "version_id", fresh.size());
        List<Object[]> rows = new ArrayList<>(fresh.size());
        List<NewEvent> events = new ArrayList<>();
        for (Written w : fresh) {
            long id = first + rows.size();
            rows.add(new Object[] {
                id,
                w.dataset(),
                partition,
                w.digest(),
                w.sizeBytes(),
                run,
                w.step(),
                now,
                detail(w.dataset(), partition)
            });
            if (watched.test(w.dataset())) {
                events.add(event(id, w.dataset(), partition, w.digest(), now, "written by run " + run));
            }
        }
        tx.laterAll(INSERT, rows);
        if (!events.isEmpty()) {
            TriggerEventTable.appendAll(tx, events);
        }
    }

    private static Object[] after(PartitionKey partition, Object[] keys) {
        Object[] args = new Object[keys.length + 1];
        args[0] = partition;
        System.arraycopy(keys, 0, args, 1, keys.length);
        return args;
    }

    private static String detail(DatasetName dataset, PartitionKey partition) {
        return Clip.to(1000, partition.isWhole() ? dataset.value() : dataset + " " + partition);
    }

    /** The number of a version is new, so its event cannot be in the log yet. */
    private static NewEvent event(
            long version, DatasetName dataset, PartitionKey partition, String digest, Instant now, String detail) {
        return new NewEvent(
                Kind.DATA,
                Optional.empty(),
                Optional.of(dataset),
                partition,
                Optional.of(version),
                Optional.of(digest),
                now,
                detail,
                "data:" + version);
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
        if (current(tx, dataset, partition)
                .filter(row -> row.digest().equals(digest))
                .isPresent()) {
            return Optional.empty();
        }
        Optional<Long> none = Optional.empty();
        long id = tx.numbers("dataset_version", "version_id", 1);
        tx.later(INSERT, id, dataset, partition, digest, sizeBytes, none, none, now, Clip.to(1000, detail));
        TriggerEventTable.appendAll(tx, List.of(event(id, dataset, partition, digest, now, detail)));
        return Optional.of(id);
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
