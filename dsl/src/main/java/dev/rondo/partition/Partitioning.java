package dev.rondo.partition;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a dataset or a pipeline is cut into partitions: not at all ({@link Whole}), into windows of time
 * ({@link TimeWindows}), or into a fixed list ({@link FixedKeys}). Immutable and without a clock: "now" is an argument.
 *
 * <p>Where a key must be one of the partitioning and is not, an {@link IllegalArgumentException} says how keys look.
 */
public sealed interface Partitioning permits Whole, TimeWindows, FixedKeys {

    /** Whether {@code key} names a partition of this partitioning, whatever the time. */
    boolean contains(PartitionKey key);

    /**
     * The partitions that exist at {@code now}, oldest first. A window of time exists once it has ended.
     */
    List<PartitionKey> keysAt(Instant now);

    /** The newest partition that exists at {@code now}; empty before the first has ended. */
    Optional<PartitionKey> newestAt(Instant now);

    /**
     * The partition {@code steps} places after {@code key} (before it, when negative); empty where there is none,
     * such as before the first window. {@code key} must be one of this partitioning.
     */
    Optional<PartitionKey> offset(PartitionKey key, int steps);

    /**
     * All partitions from {@code from} to {@code to}, both included, oldest first; empty when {@code to} is before
     * {@code from}. Both must be keys of this partitioning.
     */
    List<PartitionKey> range(PartitionKey from, PartitionKey to);

    /** All partitions before {@code key}, oldest first. {@code key} must be one of this partitioning. */
    List<PartitionKey> before(PartitionKey key);

    /** Compares two keys of this partitioning by their place in it: oldest first. */
    int compare(PartitionKey a, PartitionKey b);

    /** One line for people, such as {@code monthly from 2011-01 in America/New_York}. */
    String describe();

    /**
     * Checks that {@code text} names a partition of this partitioning.
     *
     * @throws IllegalArgumentException with the reason and an example of a valid key
     */
    PartitionKey parse(String text);
}
