package dev.rondo.partition;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** A fixed list of partitions, such as countries; their order in the list is their order everywhere. */
public record FixedKeys(List<PartitionKey> keys) implements Partitioning {

    public FixedKeys {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("A fixed partitioning names at least one partition");
        }
        if (new HashSet<>(keys).size() != keys.size() || keys.contains(PartitionKey.WHOLE)) {
            throw new IllegalArgumentException("Fixed partitions have names, each named once; got " + keys);
        }
    }

    public static FixedKeys of(String... keys) {
        return new FixedKeys(java.util.Arrays.stream(keys).map(PartitionKey::of).toList());
    }

    @Override
    public boolean contains(PartitionKey key) {
        return keys.contains(key);
    }

    @Override
    public List<PartitionKey> keysAt(Instant now) {
        return keys;
    }

    @Override
    public Optional<PartitionKey> newestAt(Instant now) {
        return Optional.of(keys.get(keys.size() - 1));
    }

    @Override
    public Optional<PartitionKey> offset(PartitionKey key, int steps) {
        int index = keys.indexOf(key) + steps;
        return index < 0 || index >= keys.size() ? Optional.empty() : Optional.of(keys.get(index));
    }

    @Override
    public List<PartitionKey> range(PartitionKey from, PartitionKey to) {
        int first = keys.indexOf(from);
        int last = keys.indexOf(to);
        return first > last ? List.of() : keys.subList(first, last + 1);
    }

    @Override
    public int compare(PartitionKey a, PartitionKey b) {
        return Integer.compare(keys.indexOf(a), keys.indexOf(b));
    }

    @Override
    public String describe() {
        return "one of " + keys;
    }

    @Override
    public PartitionKey parse(String text) {
        PartitionKey key = PartitionKey.of(text);
        if (!contains(key)) {
            throw new IllegalArgumentException("\"" + text + "\" is not a partition; it is " + describe());
        }
        return key;
    }
}
