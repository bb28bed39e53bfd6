package dev.rondo.engine.dataset;

import dev.rondo.partition.PartitionKey;
import java.time.Instant;

/**
 * A file of a source whose content has been seen.
 *
 * @param hashedAt when reading its content began; a later change of the file is not in {@code digest}
 */
record KnownFile(
        PartitionKey partition, String path, long sizeBytes, Instant modifiedAt, String digest, Instant hashedAt) {}
