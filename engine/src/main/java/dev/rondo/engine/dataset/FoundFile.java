package dev.rondo.engine.dataset;

import dev.rondo.partition.PartitionKey;
import java.time.Instant;

/**
 * A file of a source, as a look at the folder found it.
 *
 * @param path below the data root, with {@code /} between its parts
 * @param modifiedAt cut to microseconds, as the store keeps it
 */
record FoundFile(PartitionKey partition, String path, long sizeBytes, Instant modifiedAt) {}
