package dev.rondo.fact;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineName;
import dev.rondo.graph.Node;
import dev.rondo.graph.PipelineGraph;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds what a fact names: by its full name, by its name in the home pipeline, or, without a home, by its name in the
 * only pipeline that has it.
 */
record Names(PipelineGraph graph, Optional<PipelineName> home) {

    /** The step, or a reason why the name says none. */
    Found<Node> step(String name) {
        return unique(
                "step", name, nodes(name).filter(n -> n.step().isPresent()).toList());
    }

    /** The dataset of this name, or the only one of the step or source of this name. */
    Found<DatasetName> dataset(String name) {
        if (DatasetName.valid(name) && graph.origin(DatasetName.of(name)).isPresent()) {
            return new Found<>(Optional.of(DatasetName.of(name)), "");
        }
        List<DatasetName> written = nodes(name).flatMap(this::writtenBy).toList();
        return unique("dataset", name, written);
    }

    private Stream<DatasetName> writtenBy(Node node) {
        return node.dataset().isPresent()
                ? node.dataset().stream()
                : graph.datasets().all().stream()
                        .filter(d -> Optional.of(d.pipeline()).equals(node.pipeline())
                                && d.step().equals(node.step()))
                        .map(d -> d.name());
    }

    private Stream<Node> nodes(String name) {
        if (name.contains("/")) {
            return graph.node(name).stream();
        }
        List<PipelineName> pipelines = home.map(List::of)
                .orElse(graph.pipelines().stream().map(p -> p.name()).toList());
        return pipelines.stream().flatMap(p -> graph.node(p + "/" + name).stream());
    }

    private <T> Found<T> unique(String what, String name, List<T> found) {
        if (found.size() == 1) {
            return new Found<>(Optional.of(found.get(0)), "");
        }
        String in = home.map(p -> " in pipeline " + p).orElse("");
        return new Found<>(
                Optional.empty(),
                found.isEmpty()
                        ? "There is no " + what + " \"" + name + "\"" + in + "."
                        : "The name \"" + name + "\" may mean " + found + ".");
    }

    /**
     * What a name stands for.
     *
     * @param problem why it stands for nothing; empty when it does
     */
    record Found<T>(Optional<T> thing, String problem) {}
}
