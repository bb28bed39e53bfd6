package dev.rondo.engine.store;

import dev.rondo.definition.DatasetName;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.util.List;

/** The table {@code run_pin}: the versions of outside data that a run uses. */
public final class PinTable {
    private PinTable() {}

    /** A row; {@code detail} is the name under which people know the data, such as a file's path. */
    public record PinRow(
            RunId run, DatasetName dataset, PartitionKey partition, String digest, long sizeBytes, String detail) {}

    public static void insert(Tx tx, PinRow pin) {
        tx.later(
                "insert into run_pin (run_id, dataset, partition_key, digest, size_bytes, detail) values (?, ?, ?, ?, ?, ?)",
                pin.run().value(),
                pin.dataset().value(),
                pin.partition().value(),
                pin.digest(),
                pin.sizeBytes(),
                Clip.to(1000, pin.detail()));
    }

    public static List<PinRow> ofRun(Tx tx, RunId run) {
        return tx.query(
                "select run_id, dataset, partition_key, digest, size_bytes, detail from run_pin where run_id = ?",
                row -> new PinRow(
                        new RunId(row.bigint("run_id")),
                        DatasetName.of(row.text("dataset")),
                        PartitionKey.of(row.text("partition_key")),
                        row.text("digest"),
                        row.bigint("size_bytes"),
                        row.text("detail")),
                run.value());
    }
}
