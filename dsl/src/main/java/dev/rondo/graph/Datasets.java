package dev.rondo.graph;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.definition.StepDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every dataset that some pipelines write or declare as a source. Where two write the same one, which is a mistake, the
 * first counts.
 *
 * <p><b>Threads.</b> Immutable, safe for many threads.
 */
public final class Datasets {
    private final Map<DatasetName, DatasetDefinition> byName = new LinkedHashMap<>();

    /** All writers of the datasets that have several. */
    private final Map<DatasetName, List<DatasetDefinition>> contested = new HashMap<>();

    private Datasets(Collection<PipelineDefinition> pipelines) {
        for (PipelineDefinition pipeline : pipelines) {
            pipeline.sources().forEach(source -> add(ofSource(pipeline, source)));
            for (StepDefinition step : pipeline.steps()) {
                step.outputs().forEach(output -> add(ofOutput(pipeline, step, output)));
            }
        }
    }

    public static Datasets of(Collection<PipelineDefinition> pipelines) {
        return new Datasets(pipelines);
    }

    /** The dataset of this name; empty when nobody writes it. */
    public Optional<DatasetDefinition> find(DatasetName name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All datasets, in the order of their declaration. */
    public List<DatasetDefinition> all() {
        return List.copyOf(byName.values());
    }

    /** Everybody who writes a dataset, in the order of declaration; empty when nobody does. */
    public List<DatasetDefinition> writers(DatasetName name) {
        List<DatasetDefinition> all = contested.get(name);
        return all == null ? find(name).stream().toList() : List.copyOf(all);
    }

    private void add(DatasetDefinition dataset) {
        DatasetDefinition first = byName.putIfAbsent(dataset.name(), dataset);
        if (first != null) {
            contested
                    .computeIfAbsent(dataset.name(), n -> new ArrayList<>(List.of(first)))
                    .add(dataset);
        }
    }

    private static DatasetDefinition ofSource(PipelineDefinition pipeline, SourceDefinition source) {
        return new DatasetDefinition(
                source.dataset(),
                pipeline.name(),
                Optional.empty(),
                source.type(),
                source.schema(),
                source.partitioning(pipeline.partitioning()),
                false);
    }

    private static DatasetDefinition ofOutput(
            PipelineDefinition pipeline, StepDefinition step, OutputDefinition output) {
        return new DatasetDefinition(
                output.dataset(),
                pipeline.name(),
                Optional.of(step.name()),
                output.type(),
                output.schema(),
                pipeline.partitioning(),
                output.published());
    }
}
