package dev.rondo.engine.plan;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What runs of a pipeline would do if they began now, one after the other, the oldest partition first, while nothing else
 * changes.
 *
 * @param codeDigest of the code that it is a plan for
 * @param codeText the same for people
 * @param partitions in the order of the plan
 */
public record Plan(
        PipelineName pipeline, String codeDigest, String codeText, List<OfPartition> partitions, Touched touched) {
    /** More partitions than this are planned in several parts. */
    public static final int MOST_PARTITIONS = 1000;

    public Plan {
        partitions = List.copyOf(partitions);
    }

    /**
     * The steps of one run, in the order of the pipeline.
     *
     * @param underWay runs of the pipeline for this partition that have not ended, the oldest first: what they compute by
     *     then counts too, and is waited for
     */
    public record OfPartition(PartitionKey partition, List<Step> steps, List<RunId> underWay) {
        public OfPartition {
            underWay = List.copyOf(underWay);
            steps = List.copyOf(steps);
        }
    }

    /**
     * One step.
     *
     * @param expected how long it took in earlier runs; empty when it does not run, or never has
     */
    public record Step(StepName step, Verdict verdict, String why, Optional<Expected> expected) {}

    /** How many steps there are of each verdict; those without any are left out. */
    public Map<Verdict, Integer> counts() {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        steps().forEach(step -> counts.merge(step.verdict(), 1, Integer::sum));
        return counts;
    }

    /** Whether no step's code may be called. */
    public boolean nothingRuns() {
        return steps().noneMatch(step -> step.verdict().mayRun());
    }

    /** The sum of the medians of the steps that run for sure; steps that never ran count nothing. */
    public Duration expectedAtLeast() {
        return sum(Verdict.RUN);
    }

    /** The same with those that run if their input changes. */
    public Duration expectedAtMost() {
        return sum(Verdict.RUN).plus(sum(Verdict.DEPENDS));
    }

    private Duration sum(Verdict verdict) {
        return steps().filter(step -> step.verdict() == verdict)
                .flatMap(step -> step.expected().stream())
                .map(Expected::median)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private Stream<Step> steps() {
        return partitions.stream().flatMap(partition -> partition.steps().stream());
    }
}
