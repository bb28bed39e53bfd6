package dev.rondo.ui.rest;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.engine.Engine;
import dev.rondo.engine.dataset.Datasets;
import dev.rondo.engine.deploy.Deployments.Origin;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Partitioning;
import dev.rondo.partition.Whole;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which partitions of a pipeline are worth running: those whose data is there. */
final class PartitionsWithData {
    private static final int MOST = 60;

    private final Engine engine;

    PartitionsWithData(Engine engine) {
        this.engine = engine;
    }

    /** The newest partitions for which everything from outside the pipeline is there, newest first. */
    List<PartitionKey> newest(PipelineDefinition pipeline, Instant now) {
        Partitioning partitioning = pipeline.partitioning();
        Set<DatasetName> needed = needed(pipeline);
        if (needed.isEmpty()) {
            return ended(partitioning, now);
        }
        Set<PartitionKey> there = engine.ask(tx -> {
            Optional<Set<PartitionKey>> common = Optional.empty();
            for (DatasetName dataset : needed) {
                Set<PartitionKey> keys = new HashSet<>();
                Datasets.current(tx, dataset).forEach(version -> keys.add(version.partition()));
                common.ifPresent(keys::retainAll);
                common = Optional.of(keys);
            }
            return common.orElseGet(Set::of);
        });
        return there.stream()
                .filter(partitioning::contains)
                .sorted((a, b) -> partitioning.compare(b, a))
                .limit(MOST)
                .toList();
    }

    private static List<PartitionKey> ended(Partitioning partitioning, Instant now) {
        List<PartitionKey> keys = new ArrayList<>();
        Optional<PartitionKey> key = partitioning.newestAt(now);
        while (key.isPresent() && keys.size() < MOST) {
            keys.add(key.get());
            key = partitioning.offset(key.get(), -1);
        }
        return keys;
    }

    /** The partitioned datasets made elsewhere whose partition of the run itself is read. */
    private Set<DatasetName> needed(PipelineDefinition pipeline) {
        Set<DatasetName> own = new HashSet<>();
        pipeline.steps()
                .forEach(step ->
                        step.outputs().stream().map(OutputDefinition::dataset).forEach(own::add));
        Set<DatasetName> needed = new LinkedHashSet<>();
        pipeline.steps()
                .forEach(step -> step.inputs().stream()
                        .filter(InputDefinition.OfDataset.class::isInstance)
                        .map(InputDefinition.OfDataset.class::cast)
                        .filter(InputDefinition.OfDataset::readsOwnPartition)
                        .map(InputDefinition.OfDataset::dataset)
                        .filter(dataset -> !own.contains(dataset) && cutLike(pipeline.partitioning(), dataset))
                        .forEach(needed::add));
        return needed;
    }

    private boolean cutLike(Partitioning partitioning, DatasetName dataset) {
        return engine.deployments()
                .origin(dataset)
                .map(Origin::partitioning)
                .filter(theirs ->
                        !(theirs instanceof Whole) && theirs.getClass().equals(partitioning.getClass()))
                .isPresent();
    }
}
