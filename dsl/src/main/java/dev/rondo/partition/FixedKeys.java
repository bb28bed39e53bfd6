package dev.rondo.partition;

import java.time.Instant;
import java.util.Arrays;
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
        return new FixedKeys(Arrays.stream(keys).map(PartitionKey::of).toList());
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
        long index = (long) indexOf(key) + steps;
        return index < 0 || index >= keys.size() ? Optional.empty() : Optional.of(keys.get((int) index));
    }

    @Override
    public List<PartitionKey> range(PartitionKey from, PartitionKey to) {
        int first = indexOf(from);
        int last = indexOf(to);
        return first > last ? List.of() : keys.subList(first, last + 1);
    }

    @Override
    public List<PartitionKey> before(PartitionKey key) {
        return keys.subList(0, indexOf(key));
    }

    @Override
    public int compare(PartitionKey a, PartitionKey b) {
        return Integer.compare(indexOf(a), indexOf(b));
    }

    @Override
    public String describe() {
        return "one of " + keys;
    }

    @Override
    public PartitionKey parse(String text) {
        PartitionKey key = PartitionKey.of(text);
        indexOf(key);
        return key;
    }

    private int indexOf(PartitionKey key) {
        int index = keys.indexOf(key);
        if (index < 0) {
            throw new IllegalArgumentException("\"" + key.value() + "\" is not a partition; it is " + describe());
        }
        return index;
    }
}
