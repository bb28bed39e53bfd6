package dev.rondo.engine.store;

import dev.rondo.definition.DatasetName;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.List;

/** The table {@code source_file}: the file behind the newest known version of a source's partition. */
public final class SourceFileTable {
    private SourceFileTable() {}

    /**
     * A row.
     *
     * @param path below the data root
     * @param hashedAt when reading its content began
     */
    public record FileRow(
            DatasetName dataset,
            PartitionKey partition,
            String path,
            long sizeBytes,
            Instant modifiedAt,
            String digest,
            Instant hashedAt) {}

    private static final String COLUMNS = """
            select dataset, partition_key, path, size_bytes, modified_at, digest, hashed_at from source_file
            """;

    private static final String UPDATE = """
            update source_file set path = ?, size_bytes = ?, modified_at = ?, digest = ?, hashed_at = ?
             where dataset = ? and partition_key = ?
            """;

    private static final String INSERT = """
            insert into source_file (path, size_bytes, modified_at, digest, hashed_at, dataset, partition_key)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    public static void put(Tx tx, FileRow file) {
        Object[] args = {
            file.path(),
            file.sizeBytes(),
            file.modifiedAt(),
            file.digest(),
            file.hashedAt(),
            file.dataset(),
            file.partition()
        };
        if (!tx.updateOne(UPDATE, args)) {
            tx.update(INSERT, args);
        }
    }

    public static List<FileRow> of(Tx tx, DatasetName dataset) {
        return tx.query(COLUMNS + " where dataset = ? order by path", SourceFileTable::read, dataset);
    }

    private static FileRow read(Row row) {
        return new FileRow(
                DatasetName.of(row.text("dataset")),
                PartitionKey.of(row.text("partition_key")),
                row.text("path"),
                row.bigint("size_bytes"),
                row.instant("modified_at"),
                row.text("digest"),
                row.instant("hashed_at"));
    }
}
