package dev.rondo.partition;

import dev.rondo.partition.Selection.Resolution;
import java.util.List;
import java.util.Optional;

/** What a {@link Selection} comes to for one run. */
final class SelectionRules {
    private SelectionRules() {}

    static Resolution resolve(Selection selection, Partitioning own, PartitionKey key, Partitioning upstream) {
        if (selection instanceof Selection.Range range) {
            return named(range, upstream);
        }
        if (upstream instanceof Whole) {
            return selection instanceof Selection.Same
                    ? Resolution.of(List.of(PartitionKey.WHOLE))
                    : Resolution.missing("the dataset is not partitioned, so it has no earlier partitions");
        }
        if (!upstream.contains(key)) {
            return Resolution.missing(
                    own instanceof Whole
                            ? "the pipeline is not partitioned, so it names no partition of the dataset, which is "
                                    + upstream.describe() + "; select a range of it"
                            : "the dataset has no partition " + key + "; it is " + upstream.describe());
        }
        if (selection instanceof Selection.Previous previous) {
            return window(upstream, key, previous.count(), -1);
        }
        if (selection instanceof Selection.Last last) {
            return window(upstream, key, last.count(), 0);
        }
        if (selection instanceof Selection.AllPrevious) {
            List<PartitionKey> keys = upstream.before(key);
            return keys.isEmpty() ? Resolution.missing("there is no partition before " + key) : Resolution.of(keys);
        }
        return Resolution.of(List.of(key));
    }

    private static Resolution named(Selection.Range range, Partitioning upstream) {
        if (!upstream.contains(range.from()) || !upstream.contains(range.to())) {
            return Resolution.missing("the dataset has no partitions " + range.from() + " to " + range.to() + "; it is "
                    + upstream.describe());
        }
        List<PartitionKey> keys = upstream.range(range.from(), range.to());
        return keys.isEmpty()
                ? Resolution.missing("the range " + range.from() + " to " + range.to() + " is empty")
                : Resolution.of(keys);
    }

    private static Resolution window(Partitioning upstream, PartitionKey key, int count, int end) {
        Optional<PartitionKey> first = upstream.offset(key, end - count + 1);
        Optional<PartitionKey> last = upstream.offset(key, end);
        if (first.isEmpty() || last.isEmpty()) {
            return Resolution.missing("it needs " + count + " partitions "
                    + (end == 0 ? "up to and including " : "before ") + key + ", but the dataset is "
                    + upstream.describe());
        }
        return Resolution.of(upstream.range(first.get(), last.get()));
    }
}
