package dev.rondo.pipeline;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.DefinitionException;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepName;
import dev.rondo.graph.DataFlow;
import dev.rondo.graph.PipelineGraph;
import dev.rondo.partition.Partitioning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pipelines that were compiled together, so that one may read what another writes.
 *
 * <p><b>Threads.</b> Immutable, safe for many threads.
 */
public final class Catalog implements DataFlow {
    private final List<PipelineDefinition> pipelines;
    private final PipelineGraph graph;
    private final List<Problem> warnings;

    Catalog(Collection<PipelineDefinition> pipelines, PipelineGraph graph, List<Problem> warnings) {
        this.pipelines = pipelines.stream()
                .sorted(Comparator.comparing(PipelineDefinition::name))
                .toList();
        this.graph = graph;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Compiles pipelines together.
     *
     * @throws DefinitionException with every mistake of every pipeline
     */
    public static Catalog compile(Collection<? extends Pipeline<?>> pipelines) {
        Outcome outcome = tryCompile(pipelines);
        List<Problem> errors = new ArrayList<>();
        outcome.broken().values().forEach(errors::addAll);
        errors.removeIf(p -> p.code().equals(CompileCatalog.UPSTREAM_BROKEN)); // a consequence, not a mistake
        if (!errors.isEmpty()) {
            throw new DefinitionException(errors.stream().distinct().toList());
        }
        return outcome.catalog();
    }

    /** Compiles pipelines together; those with mistakes, and those that read from them, are left out and explained. */
    public static Outcome tryCompile(Collection<? extends Pipeline<?>> pipelines) {
        return CompileCatalog.of(pipelines);
    }

    /** Sorted by name. */
    public List<PipelineDefinition> pipelines() {
        return pipelines;
    }

    public Optional<PipelineDefinition> pipeline(PipelineName name) {
        return pipelines.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /** The graph over all pipelines. */
    @Override
    public PipelineGraph graph() {
        return graph;
    }

    /** What is allowed but probably not meant. */
    public List<Problem> warnings() {
        return warnings;
    }

    /** The same catalog, with what was found out about the pipelines' code beside what compiling them found. */
    public Catalog withWarnings(List<Problem> more) {
        List<Problem> all = new ArrayList<>(warnings);
        all.addAll(more);
        return new Catalog(pipelines, graph, all);
    }

    /** Every dataset, sorted by name. */
    public List<DatasetDefinition> datasets() {
        return graph.datasets().all().stream()
                .sorted(Comparator.comparing(DatasetDefinition::name))
                .toList();
    }

    /** How a dataset is cut: as the pipeline that writes it. Empty when there is no such dataset. */
    public Optional<Partitioning> partitioningOf(DatasetName dataset) {
        return producerOf(dataset).map(DatasetDefinition::partitioning);
    }

    /** The dataset with the pipeline and the step that write it, or the source it is. Empty when there is none. */
    public Optional<DatasetDefinition> producerOf(DatasetName dataset) {
        return graph.datasets().find(dataset);
    }

    /** Who reads a dataset. */
    public List<Reader> consumersOf(DatasetName dataset) {
        List<Reader> readers = new ArrayList<>();
        for (PipelineDefinition pipeline : pipelines) {
            pipeline.steps()
                    .forEach(step -> step.inputs().stream()
                            .filter(InputDefinition.OfDataset.class::isInstance)
                            .map(InputDefinition.OfDataset.class::cast)
                            .filter(input -> input.dataset().equals(dataset))
                            .forEach(input -> readers.add(new Reader(pipeline.name(), step.name(), input))));
        }
        return readers;
    }

    /** A step that reads a dataset, and the input through which it does. */
    public record Reader(PipelineName pipeline, StepName step, InputDefinition.OfDataset input) {}

    /**
     * What became of an attempt to compile many pipelines.
     *
     * @param catalog those that can be used
     * @param broken the problems of each of the others, by its name as written
     */
    public record Outcome(Catalog catalog, Map<String, List<Problem>> broken) {}
}
