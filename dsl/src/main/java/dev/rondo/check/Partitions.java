package dev.rondo.check;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.definition.TriggerDefinition;
import dev.rondo.graph.Node;
import dev.rondo.partition.Selection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Partitions that are read or waited for and can never exist, and the steps that can therefore never run. */
final class Partitions implements Check {

    @Override
    public void look(Scope scope, List<Problem> problems) {
        Set<Node> never = new LinkedHashSet<>();
        scope.reads()
                .forEach(read -> read.dataset().ifPresent(dataset -> {
                    var mapping = new PartitionMapping(
                            read.input().selection(), read.pipeline().partitioning(), dataset.partitioning());
                    mapping.mismatch().ifPresent(mismatch -> {
                        problems.add(reads(read, mismatch));
                        scope.graph()
                                .step(read.pipeline().name(), read.step().name())
                                .ifPresent(never::add);
                    });
                    mapping.zones()
                            .filter(m -> read.acrossPipelines())
                            .ifPresent(mismatch -> problems.add(zone(read, mismatch)));
                }));
        never.forEach(node -> branch(scope, node, problems));
        scope.pipelines().forEach(pipeline -> triggers(scope, pipeline, problems));
    }

    private static Problem reads(Read read, PartitionMapping.Mismatch mismatch) {
        return Problem.error(
                "partition-mismatch",
                read.place(),
                "It reads partitions of " + read.input().dataset() + " that cannot exist: " + mismatch.reason() + ".",
                mismatch.remedy());
    }

    private static Problem zone(Read read, PartitionMapping.Mismatch mismatch) {
        return Problem.warning(
                "partition-zone-differs",
                read.place(),
                "It reads " + read.input().dataset() + " by another calendar: " + mismatch.reason() + ".",
                mismatch.remedy());
    }

    private static void branch(Scope scope, Node node, List<Problem> problems) {
        List<Node> after = scope.graph().downstream(node);
        if (!after.isEmpty()) {
            problems.add(Problem.error(
                    "unreachable-branch",
                    node.name(),
                    "It can never run, and so neither can what comes after it: "
                            + after.stream().map(Node::name).collect(Collectors.joining(", ")) + ".",
                    "Correct the partitions that it reads."));
        }
    }

    private static void triggers(Scope scope, PipelineDefinition pipeline, List<Problem> problems) {
        for (TriggerDefinition trigger : pipeline.triggers()) {
            if (trigger instanceof TriggerDefinition.OnData data) {
                Optional<DatasetDefinition> dataset = scope.dataset(data.dataset());
                dataset.filter(d -> !sameKeys(pipeline, d))
                        .ifPresent(d -> problems.add(Problem.error(
                                "trigger-partition-mismatch",
                                pipeline.name() + "/" + data.id(),
                                "A new partition of " + d.name() + " is to start a run for that partition, but "
                                        + "the dataset is " + d.partitioning().describe() + " and this pipeline is "
                                        + pipeline.partitioning().describe() + ".",
                                "Partition both in the same way, or start this pipeline by cron.")));
            }
        }
    }

    /** Whether runs for the dataset's partitions exist: seen from the event, the pipeline is what is looked up. */
    private static boolean sameKeys(PipelineDefinition pipeline, DatasetDefinition dataset) {
        var there = new PartitionMapping(new Selection.Same(), pipeline.partitioning(), dataset.partitioning());
        var back = new PartitionMapping(new Selection.Same(), dataset.partitioning(), pipeline.partitioning());
        return there.mismatch().isEmpty() && back.mismatch().isEmpty();
    }
}
