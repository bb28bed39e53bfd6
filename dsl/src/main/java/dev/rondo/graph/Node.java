package dev.rondo.graph;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import java.util.Optional;

/**
 * One node of the graph over all pipelines.
 *
 * @param id its number in this graph, from 0
 * @param name unique in the graph and shown to people: {@code pipeline/step}, {@code pipeline/source}, or for a dataset
 *     from elsewhere its own name
 * @param pipeline where it belongs; empty for a dataset from elsewhere
 * @param step its step; empty unless it is a step or a gate
 * @param dataset its dataset; empty unless it is a source or a dataset from elsewhere
 */
public record Node(
        int id,
        Kind kind,
        String name,
        Optional<PipelineName> pipeline,
        Optional<StepName> step,
        Optional<DatasetName> dataset) {

    /** What a node stands for; the text is what exports write. */
    public enum Kind {
        /** A dataset that comes from outside. */
        SOURCE("source"),
        /** A step with code. */
        STEP("step"),
        /** A step that decides whether a challenger becomes champion. */
        GATE("gate"),
        /** A dataset that no pipeline of this graph writes. */
        ELSEWHERE("elsewhere");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
