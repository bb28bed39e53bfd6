package dev.rondo.check;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.graph.Datasets;
import dev.rondo.graph.PipelineGraph;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    Datasets datasets() {
        return graph.datasets();
    }

    Optional<DatasetDefinition> dataset(DatasetName name) {
        return graph.datasets().find(name);
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
