package dev.rondo.engine.dataset;

import dev.rondo.definition.DatasetName;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a source stands after the last look at it.
 *
 * @param lookedAt when that was; empty before the first
 * @param partitions how many have a known version
 * @param unsettled files that may still be written to and are looked at again at once
 * @param vanished partitions whose file is gone; their last version stays in use
 * @param problems what people have to put right, in words; empty when all is well
 */
public record SourceStatus(
        DatasetName dataset,
        Optional<Instant> lookedAt,
        int partitions,
        List<String> unsettled,
        List<PartitionKey> vanished,
        List<String> problems) {
    public SourceStatus {
        unsettled = List.copyOf(unsettled);
        vanished = List.copyOf(vanished);
        problems = List.copyOf(problems);
    }
}
