package dev.rondo.graph;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.partition.Selection;
import dev.rondo.partition.Whole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nodes and edges of a graph with their names, as definitions give them. */
record GraphParts(
        List<Node> nodes,
        List<Edge> edges,
        List<Optional<StepDefinition>> definitions,
        Map<String, Node> byName,
        Map<DatasetName, Node> origins,
        List<List<Edge>> into,
        List<List<Edge>> outOf) {

    static GraphParts of(List<PipelineDefinition> pipelines) {
        Builder builder = new Builder();
        pipelines.forEach(builder::addNodes);
        pipelines.forEach(builder::addEdges);
        return builder.build();
    }

    /** The edges along a way through neighbouring nodes; of several between two nodes, one that carries data. */
    List<Edge> along(int[] way) {
        List<Edge> path = new ArrayList<>();
        for (int i = 0; i + 1 < way.length; i++) {
            int next = way[i + 1];
            List<Edge> between =
                    outOf.get(way[i]).stream().filter(e -> e.to().id() == next).toList();
            path.add(between.stream()
                    .filter(Edge.Data.class::isInstance)
                    .findFirst()
                    .orElse(between.get(0)));
        }
        return path;
    }

    private static final class Builder {
        private final List<Node> nodes = new ArrayList<>();
        private final List<Edge> edges = new ArrayList<>();
        private final List<Optional<StepDefinition>> definitions = new ArrayList<>();
        private final Map<String, Node> byName = new HashMap<>();
        private final Map<DatasetName, Node> origins = new HashMap<>();

        void addNodes(PipelineDefinition pipeline) {
            Optional<PipelineName> in = Optional.of(pipeline.name());
            for (SourceDefinition source : pipeline.sources()) {
                DatasetName dataset = source.dataset();
                Node node = addDataset(Node.Kind.SOURCE, sourceName(pipeline, dataset), in, dataset);
                origins.putIfAbsent(dataset, node);
            }
            for (StepDefinition step : pipeline.steps()) {
                Node.Kind kind = step.isGate() ? Node.Kind.GATE : Node.Kind.STEP;
                String name = stepName(pipeline, step.name());
                Node node = new Node(nodes.size(), kind, name, in, Optional.of(step.name()), Optional.empty());
                add(node, Optional.of(step));
                step.outputs().forEach(out -> origins.putIfAbsent(out.dataset(), node));
            }
        }

        void addEdges(PipelineDefinition pipeline) {
            for (StepDefinition step : pipeline.steps()) {
                Node reader = named(stepName(pipeline, step.name()));
                for (InputDefinition input : step.inputs()) {
                    if (input instanceof InputDefinition.OfDataset data) {
                        edges.add(edge(pipeline, data, reader));
                    }
                }
                for (StepName before : step.after()) {
                    Node first = byName.get(stepName(pipeline, before));
                    if (first != null) {
                        edges.add(new Edge.Order(first, reader));
                    }
                }
            }
        }

        private Edge edge(PipelineDefinition pipeline, InputDefinition.OfDataset input, Node reader) {
            return new Edge.Data(
                    originOf(input.dataset()),
                    reader,
                    input.name(),
                    input.dataset(),
                    input.selection(),
                    input.columns(),
                    onlyEarlier(input.selection()) && !(pipeline.partitioning() instanceof Whole));
        }

        private static boolean onlyEarlier(Selection selection) {
            return selection instanceof Selection.Previous || selection instanceof Selection.AllPrevious;
        }

        private Node originOf(DatasetName dataset) {
            Node known = origins.get(dataset);
            if (known != null) {
                return known;
            }
            Node elsewhere = addDataset(Node.Kind.ELSEWHERE, dataset.value(), Optional.empty(), dataset);
            origins.put(dataset, elsewhere);
            return elsewhere;
        }

        private Node named(String name) {
            Node node = byName.get(name);
            if (node == null) {
                throw new IllegalStateException("No node " + name);
            }
            return node;
        }

        private static String stepName(PipelineDefinition pipeline, StepName step) {
            return pipeline.name() + "/" + step;
        }

        /** A source's dataset is named {@code pipeline.source}; its node {@code pipeline/source}. */
        private static String sourceName(PipelineDefinition pipeline, DatasetName dataset) {
            String prefix = pipeline.name() + ".";
            String name = dataset.value();
            return pipeline.name() + "/" + (name.startsWith(prefix) ? name.substring(prefix.length()) : name);
        }

        private Node addDataset(Node.Kind kind, String name, Optional<PipelineName> pipeline, DatasetName dataset) {
            var node = new Node(nodes.size(), kind, name, pipeline, Optional.empty(), Optional.of(dataset));
            return add(node, Optional.empty());
        }

        private Node add(Node node, Optional<StepDefinition> definition) {
            nodes.add(node);
            definitions.add(definition);
            byName.putIfAbsent(node.name(), node);
            return node;
        }

        GraphParts build() {
            List<List<Edge>> into = lists();
            List<List<Edge>> outOf = lists();
            for (Edge edge : edges) {
                into.get(edge.to().id()).add(edge);
                outOf.get(edge.from().id()).add(edge);
            }
            return new GraphParts(
                    List.copyOf(nodes),
                    List.copyOf(edges),
                    List.copyOf(definitions),
                    Map.copyOf(byName),
                    Map.copyOf(origins),
                    sealed(into),
                    sealed(outOf));
        }

        private List<List<Edge>> lists() {
            List<List<Edge>> lists = new ArrayList<>(nodes.size());
            for (int i = 0; i < nodes.size(); i++) {
                lists.add(new ArrayList<>(2));
            }
            return lists;
        }

        private static List<List<Edge>> sealed(List<List<Edge>> lists) {
            return Collections.unmodifiableList(lists.stream().map(List::copyOf).toList());
        }
    }
}
