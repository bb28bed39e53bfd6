package dev.rondo.check;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.graph.Datasets;
import dev.rondo.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is checked together. */
public final class Scope {
    private final List<Subject> subjects;
    private final boolean alone;
    private final PipelineGraph graph;
    private final List<Read> reads;

    private Scope(List<Subject> subjects, boolean alone) {
        this.subjects = List.copyOf(subjects);
        this.alone = alone;
        this.graph = PipelineGraph.of(subjects.stream().map(Subject::definition).toList());
        this.reads = readsOf(graph);
    }

    /** One pipeline; what it reads from others is taken on trust. */
    public static Scope alone(Subject subject) {
        return new Scope(List.of(subject), true);
    }

    /** All pipelines there are. */
    public static Scope together(List<Subject> subjects) {
        return new Scope(subjects, false);
    }

    /** Whether datasets may be written by pipelines that are not here. */
    public boolean alone() {
        return alone;
    }

    public PipelineGraph graph() {
        return graph;
    }

    List<Subject> subjects() {
        return subjects;
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
    List<Read> reads() {
        return reads;
    }

    private static List<Read> readsOf(PipelineGraph graph) {
        List<Read> reads = new ArrayList<>();
        for (PipelineDefinition pipeline : graph.pipelines()) {
            for (StepDefinition step : pipeline.steps()) {
                for (InputDefinition input : step.inputs()) {
                    if (input instanceof InputDefinition.OfDataset data) {
                        reads.add(new Read(pipeline, step, data, graph.dataset(data.dataset())));
                    }
                }
            }
        }
        return List.copyOf(reads);
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
