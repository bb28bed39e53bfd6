package dev.rondo.partition;

import java.util.List;

/**
 * Which partitions of a dataset a step reads, seen from the partition it runs for: the same one, the ones before it, or
 * named ones. Resolving a selection is a pure function of two partitionings and a key.
 */
public sealed interface Selection {

    /** The partition of the run itself; the whole dataset when it is not partitioned. */
    record Same() implements Selection {}

    /** The {@code count} partitions before the run's own, oldest first; the run's own is not among them. */
    record Previous(int count) implements Selection {
        public Previous {
            requireAtLeastOne("previous", count);
        }
    }

    /** The last {@code count} partitions up to and including the run's own, oldest first. */
    record Last(int count) implements Selection {
        public Last {
            requireAtLeastOne("last", count);
        }
    }

    /** Every partition before the run's own, oldest first; at least one must exist. */
    record AllPrevious() implements Selection {}

    /** Named partitions from {@code from} to {@code to}, both included, whatever partition the run is for. */
    record Range(PartitionKey from, PartitionKey to) implements Selection {}

    /** Whether a step receives one value ({@code false}) or a list of values in partition order ({@code true}). */
    default boolean many() {
        return !(this instanceof Same);
    }

    /**
     * The partitions of {@code upstream} that a run for {@code key} of {@code own} reads.
     *
     * @return the keys, oldest first, or the reason why there are none for this run (a window that reaches before the
     *     first partition, for example)
     */
    default Resolution resolve(Partitioning own, PartitionKey key, Partitioning upstream) {
        return SelectionRules.resolve(this, own, key, upstream);
    }

    /** What a selection comes to for one run: either keys, or a reason and no keys. */
    record Resolution(List<PartitionKey> keys, String missing) {
        public Resolution {
            keys = List.copyOf(keys);
        }

        static Resolution of(List<PartitionKey> keys) {
            return new Resolution(keys, "");
        }

        static Resolution missing(String reason) {
            return new Resolution(List.of(), reason);
        }

        /** Whether the window is complete, so that the step can run for this partition. */
        public boolean complete() {
            return missing.isEmpty();
        }
    }

    private static void requireAtLeastOne(String what, int count) {
        if (count < 1) {
            throw new IllegalArgumentException(what + "(n) counts partitions, so n is at least 1; got " + count);
        }
    }
}
