package dev.rondo.check;

import dev.rondo.partition.FixedKeys;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Partitioning;
import dev.rondo.partition.Selection;
import dev.rondo.partition.TimeWindows;
import dev.rondo.partition.Whole;
import java.util.List;
import java.util.Optional;

/**
 * Whether the partitions that a step runs for can be found among those that it reads.
 *
 * @param selection which partitions are read
 * @param own the partitions of the reading pipeline
 * @param upstream the partitions of the dataset
 */
record PartitionMapping(Selection selection, Partitioning own, Partitioning upstream) {

    /** A mapping that can never match, with the reason; empty when it can. */
    Optional<Mismatch> mismatch() {
        if (selection instanceof Selection.Range range) {
            return named(range);
        }
        if (selection instanceof Selection.Same && own == upstream) {
            return Optional.empty(); // most inputs: a dataset of the same pipeline
        }
        if (upstream instanceof Whole) {
            return selection instanceof Selection.Same
                    ? Optional.empty()
                    : no(
                            "the dataset is not partitioned, so it has no earlier partitions",
                            "Read it as it is, or partition the pipeline that writes it.");
        }
        if (own instanceof Whole) {
            return no(
                    "the dataset is " + upstream.describe() + ", but this pipeline is not partitioned",
                    "Partition this pipeline in the same way, or name the partitions with range(first, last).");
        }
        if (own instanceof TimeWindows a && upstream instanceof TimeWindows b && a.unit() != b.unit()) {
            return no(
                    "the dataset is " + upstream.describe() + ", but this pipeline is " + own.describe(),
                    "Let a step of a pipeline with the dataset's windows sum them up, or name partitions with "
                            + "range(first, last).");
        }
        return lists();
    }

    /** Calendars of two zones whose windows bear the same names but begin at different instants. */
    Optional<Mismatch> zones() {
        boolean differ = !(selection instanceof Selection.Range)
                && own instanceof TimeWindows a
                && upstream instanceof TimeWindows b
                && a.unit() == b.unit()
                && !a.zone().equals(b.zone());
        return differ
                ? no(
                        "the dataset is " + upstream.describe() + ", but this pipeline is " + own.describe()
                                + ": the windows have the same names and begin at different times",
                        "Use the same zone in both, unless this is meant.")
                : Optional.empty();
    }

    private Optional<Mismatch> named(Selection.Range range) {
        if (!upstream.contains(range.from()) || !upstream.contains(range.to())) {
            PartitionKey outside = upstream.contains(range.from()) ? range.to() : range.from();
            return no(
                    "the dataset has no partition " + outside + "; it is " + upstream.describe(),
                    "Name partitions that exist.");
        }
        return upstream.range(range.from(), range.to()).isEmpty()
                ? no("the range " + range.from() + " to " + range.to() + " is empty", "Name the older partition first.")
                : Optional.empty();
    }

    /** With a fixed list on either side there are few enough keys to try. */
    private Optional<Mismatch> lists() {
        List<PartitionKey> candidates = own instanceof FixedKeys fixed
                ? fixed.keys()
                : upstream instanceof FixedKeys fixed ? fixed.keys() : List.of();
        List<PartitionKey> keys = candidates.stream().filter(own::contains).toList();
        boolean matches = candidates.isEmpty()
                || keys.stream()
                        .anyMatch(key -> selection.resolve(own, key, upstream).complete());
        return matches
                ? Optional.empty()
                : no(
                        "the dataset is " + upstream.describe() + " and this pipeline is " + own.describe()
                                + ", so the partitions it reads never all exist",
                        "Read fewer partitions, or partition both in the same way.");
    }

    private static Optional<Mismatch> no(String reason, String remedy) {
        return Optional.of(new Mismatch(reason, remedy));
    }

    record Mismatch(String reason, String remedy) {}
}
