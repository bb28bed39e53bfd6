package dev.rondo.check;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.graph.Datasets;
import dev.rondo.graph.PipelineGraph;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is checked together.
 *
 * @param alone whether datasets may be written by pipelines that are not here
 */
public record Scope(List<Subject> subjects, boolean alone, PipelineGraph graph) {

    /** One pipeline; what it reads from others is taken on trust. */
    public static Scope alone(Subject subject) {
        return new Scope(List.of(subject), true, PipelineGraph.of(List.of(subject.definition())));
    }

    /** All pipelines there are. */
    public static Scope together(List<Subject> subjects) {
        return new Scope(
                List.copyOf(subjects),
                false,
                PipelineGraph.of(subjects.stream().map(Subject::definition).toList()));
    }

    Stream<PipelineDefinition> pipelines() {
        return subjects.stream().map(Subject::definition);
    }

    Datasets datasets() {
        return graph.datasets();
    }

    Optional<DatasetDefinition> dataset(DatasetName name) {
        return graph.datasets().find(name);
    }

    /** Every input of every step that is a dataset. */
    Stream<Read> reads() {
        return pipelines()
                .flatMap(pipeline -> pipeline.steps().stream()
                        .flatMap(step -> step.inputs().stream()
                                .filter(InputDefinition.OfDataset.class::isInstance)
                                .map(InputDefinition.OfDataset.class::cast)
                                .map(input -> new Read(pipeline, step, input, dataset(input.dataset())))));
    }

    /**
     * One pipeline.
     *
     * @param outputs datasets that people use
     */
    public record Subject(PipelineDefinition definition, Set<DatasetName> outputs) {
        public Subject {
            outputs = Set.copyOf(outputs);
        }
    }
}
