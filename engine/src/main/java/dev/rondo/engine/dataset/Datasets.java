package dev.rondo.engine.dataset;

import dev.rondo.definition.DatasetName;
import dev.rondo.engine.store.DatasetVersionTable;
import dev.rondo.engine.store.DatasetVersionTable.VersionRow;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which versions of a dataset there are.
 *
 * <p><b>Threads.</b> Keeps nothing; as safe as the transaction it is given.
 */
public final class Datasets {
    private Datasets() {}

    /**
     * The versions that a reader of several partitions gets.
     *
     * @param versions in the order that was asked for
     * @param missing partitions that have no version
     */
    public record Pinned(List<VersionRow> versions, List<PartitionKey> missing) {
        public Pinned {
            versions = List.copyOf(versions);
            missing = List.copyOf(missing);
        }
    }

    /** The newest version of a partition; empty when there is none yet. */
    public static Optional<VersionRow> current(Tx tx, DatasetName dataset, PartitionKey partition) {
        return DatasetVersionTable.current(tx, dataset, partition);
    }

    /** The newest version of every partition, in no particular order. */
    public static List<VersionRow> current(Tx tx, DatasetName dataset) {
        return DatasetVersionTable.current(tx, dataset);
    }

    /** All versions, newest first, from the one before version {@code before} on. */
    public static List<VersionRow> versions(Tx tx, DatasetName dataset, long before, int limit) {
        return DatasetVersionTable.list(tx, dataset, before, limit);
    }

    /** All versions of one partition, newest first, from the one before version {@code before} on. */
    public static List<VersionRow> versions(
            Tx tx, DatasetName dataset, PartitionKey partition, long before, int limit) {
        return DatasetVersionTable.list(tx, dataset, partition, before, limit);
    }

    /** The newest versions of these partitions at this moment. */
    public static Pinned pin(Tx tx, DatasetName dataset, List<PartitionKey> partitions) {
        Map<PartitionKey, VersionRow> current =
                current(tx, dataset).stream().collect(Collectors.toMap(VersionRow::partition, Function.identity()));
        return new Pinned(
                partitions.stream()
                        .flatMap(key -> Optional.ofNullable(current.get(key)).stream())
                        .toList(),
                partitions.stream().filter(key -> !current.containsKey(key)).toList());
    }
}
