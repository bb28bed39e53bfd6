package dev.rondo.partition;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Not partitioned: there is exactly one partition, {@link PartitionKey#WHOLE}, and it always exists. */
public record Whole() implements Partitioning {

    @Override
    public boolean contains(PartitionKey key) {
        return key.isWhole();
    }

    @Override
    public List<PartitionKey> keysAt(Instant now) {
        return List.of(PartitionKey.WHOLE);
    }

    @Override
    public Optional<PartitionKey> newestAt(Instant now) {
        return Optional.of(PartitionKey.WHOLE);
    }

    @Override
    public Optional<PartitionKey> offset(PartitionKey key, int steps) {
        return steps == 0 ? Optional.of(key) : Optional.empty();
    }

    @Override
    public List<PartitionKey> range(PartitionKey from, PartitionKey to) {
        return List.of(PartitionKey.WHOLE);
    }

    @Override
    public List<PartitionKey> before(PartitionKey key) {
        return List.of();
    }

    @Override
    public int compare(PartitionKey a, PartitionKey b) {
        return 0;
    }

    @Override
    public String describe() {
        return "not partitioned";
    }

    @Override
    public PartitionKey parse(String text) {
        if (!text.isEmpty()) {
            throw new IllegalArgumentException(
                    "The pipeline is not partitioned, so no partition can be named; got \"" + text + "\"");
        }
        return PartitionKey.WHOLE;
    }
}
