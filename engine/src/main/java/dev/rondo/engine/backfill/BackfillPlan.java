package dev.rondo.engine.backfill;

import dev.rondo.definition.DatasetName;
import dev.rondo.engine.run.RunState;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Partitioning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which partitions a backfill would run, in this order, and which of its range it would leave out, each with the reason.
 * Pure.
 *
 * @param partitions oldest first
 */
public record BackfillPlan(PartitionKey from, PartitionKey to, List<Entry> partitions, List<Entry> leftOut) {
    /** More partitions than this are asked for in several backfills. */
    public static final int MOST_PARTITIONS = 20_000;

    /** A partition, and why it is where it is. */
    public record Entry(PartitionKey partition, String why) {}

    public BackfillPlan {
        partitions = List.copyOf(partitions);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Plans.
     *
     * @param runs of the partitions that have had any
     * @param sources the partitions that there are of each source whose partition of the run itself is read; a
     *     partition that one of them lacks cannot run and is left out
     * @throws IllegalArgumentException when the range names partitions that the pipeline does not have, or too many
     */
    static BackfillPlan of(
            BackfillRequest request,
            Partitioning partitioning,
            Map<PartitionKey, PartitionRuns> runs,
            Map<DatasetName, Set<PartitionKey>> sources,
            Instant now) {
        PartitionKey newest = partitioning
                .newestAt(now)
                .orElseThrow(() -> new IllegalArgumentException("Pipeline " + request.pipeline()
                        + " has no partition to run yet: it is " + partitioning.describe()
                        + ", and its first has not ended. Wait for its end, or start a run for it by name."));
        PartitionKey first =
                request.from().orElseGet(() -> partitioning.keysAt(now).get(0));
        PartitionKey last = request.to().orElse(newest);
        partitioning.parse(first.value());
        partitioning.parse(last.value());
        List<Entry> leftOut = new ArrayList<>();
        List<PartitionKey> range = range(partitioning, first, last, newest, leftOut);
        if (range.isEmpty()) {
            throw new IllegalArgumentException(
                    "The range from " + first + " to " + last + " holds no partition; the newest"
                            + " that has ended is " + newest + ", and the begin of a range comes before its end.");
        }
        if (range.size() > MOST_PARTITIONS) {
            throw new IllegalArgumentException("The range from " + first + " to " + last + " holds "
                    + range.size() + " partitions; a backfill takes " + MOST_PARTITIONS
                    + " at most. Ask for it in several parts.");
        }
        List<Entry> chosen = new ArrayList<>();
        for (PartitionKey partition : range) {
            Optional<String> lacking = lacking(partition, sources);
            if (lacking.isPresent()) {
                leftOut.add(new Entry(partition, lacking.get()));
                continue;
            }
            Optional<PartitionRuns> had = Optional.ofNullable(runs.get(partition));
            Optional<String> reason = reason(request.mode(), had);
            reason.ifPresentOrElse(
                    why -> chosen.add(new Entry(partition, why)), () -> leftOut.add(new Entry(partition, whyNot(had))));
        }
        return new BackfillPlan(first, last, chosen, leftOut);
    }

    private static List<PartitionKey> range(
            Partitioning partitioning,
            PartitionKey first,
            PartitionKey last,
            PartitionKey newest,
            List<Entry> leftOut) {
        boolean future = partitioning.compare(last, newest) > 0;
        if (future) {
            leftOut.add(new Entry(last, "it and all others after " + newest + " have not ended yet"));
        }
        return partitioning.range(first, future ? newest : last);
    }

    private static Optional<String> lacking(PartitionKey partition, Map<DatasetName, Set<PartitionKey>> sources) {
        return sources.entrySet().stream()
                .filter(source -> !source.getValue().contains(partition))
                .map(source -> "source " + source.getKey() + " has no data for it")
                .findFirst();
    }

    private static Optional<String> reason(BackfillMode mode, Optional<PartitionRuns> had) {
        boolean underWay = had.filter(r -> !r.newestState().terminal()).isPresent();
        return switch (mode) {
            case ALL -> Optional.of("all partitions of the range were asked for");
            case FAILED ->
                had.filter(r -> r.newestState() == RunState.FAILED)
                        .map(r -> "its newest run, " + r.newest() + ", failed");
            case MISSING ->
                underWay || had.filter(PartitionRuns::succeeded).isPresent()
                        ? Optional.empty()
                        : Optional.of(had.map(r -> "no run of it has succeeded; the newest, " + r.newest() + ", is "
                                        + r.newestState())
                                .orElse("it has never run"));
        };
    }

    private static String whyNot(Optional<PartitionRuns> had) {
        return had.map(r -> r.newestState().terminal() && r.newestState() != RunState.SUCCEEDED && r.succeeded()
                        ? "an earlier run of it than " + r.newest() + " has succeeded"
                        : "its newest run, " + r.newest() + ", is " + r.newestState())
                .orElse("it has never run");
    }
}
