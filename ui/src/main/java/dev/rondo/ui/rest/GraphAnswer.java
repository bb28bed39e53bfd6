package dev.rondo.ui.rest;

import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.graph.Edge;
import dev.rondo.graph.GraphText;
import dev.rondo.graph.Node;
import dev.rondo.graph.PipelineGraph;
import dev.rondo.ui.draw.Diagram;
import dev.rondo.ui.draw.Diagram.Direction;
import dev.rondo.ui.draw.Diagram.EdgeKind;
import dev.rondo.ui.draw.Diagram.Look;
import dev.rondo.ui.draw.Diagram.NodeKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A pipeline's graph in the form that was asked for. */
final class GraphAnswer {
    /** What is asked for by {@code format}. */
    private enum Format {
        JSON,
        SVG,
        MERMAID,
        DOT
    }

    private GraphAnswer() {}

    static Answer of(PipelineDefinition pipeline, Call call) {
        Format format = choice(call, "format", Format.values(), Format.JSON);
        Direction direction = choice(call, "direction", Direction.values(), Direction.RIGHT);
        Look look = choice(call, "look", Look.values(), Look.STANDALONE);
        return switch (format) {
            case JSON -> Answer.ok(json(pipeline));
            case SVG -> svg(diagram(pipeline, direction), look);
            case MERMAID -> Answer.text("text/plain; charset=utf-8", GraphText.mermaid(graph(pipeline)));
            case DOT -> Answer.text("text/vnd.graphviz; charset=utf-8", GraphText.dot(graph(pipeline)));
        };
    }

    /** The picture of a pipeline: its sources, steps and gates, what it reads from others, and its models. */
    static Diagram diagram(PipelineDefinition pipeline, Direction direction) {
        Map<String, Diagram.Node> nodes = new LinkedHashMap<>();
        List<Diagram.Edge> edges = new ArrayList<>();
        PipelineGraph graph = graph(pipeline);
        for (Node node : graph.nodes()) {
            nodes.put(id(pipeline, node), Diagram.Node.of(id(pipeline, node), kind(node.kind())));
        }
        for (Edge edge : graph.edges()) {
            edges.add(edge(pipeline, edge));
        }
        for (StepDefinition step : pipeline.steps()) {
            String id = step.name().value();
            step.gate().ifPresent(gate -> edges.add(Diagram.Edge.of(id, model(nodes, gate.model()))));
            for (InputDefinition input : step.inputs()) {
                if (input instanceof InputDefinition.OfChampion champion) {
                    edges.add(new Diagram.Edge(model(nodes, champion.model()), id, "champion", EdgeKind.FEEDBACK));
                }
            }
        }
        return new Diagram(pipeline.name().value(), direction, List.copyOf(nodes.values()), edges);
    }

    private static JsonObject json(PipelineDefinition pipeline) {
        Diagram diagram = diagram(pipeline, Direction.RIGHT);
        JsonArray nodes = new JsonArray();
        diagram.nodes()
                .forEach(node -> nodes.add(new JsonObject()
                        .put("id", node.id())
                        .put("kind", node.kind().name())
                        .put("detail", node.detail())));
        JsonArray edges = new JsonArray();
        diagram.edges()
                .forEach(edge -> edges.add(new JsonObject()
                        .put("from", edge.from())
                        .put("to", edge.to())
                        .put("kind", edge.kind().name())
                        .put("label", edge.label())));
        return new JsonObject()
                .put("pipeline", pipeline.name().value())
                .put("nodes", nodes)
                .put("edges", edges);
    }

    /** A picture that stands alone brings its style along, which the page's policy would not allow. */
    private static Answer svg(Diagram diagram, Look look) {
        Answer answer = Answer.text("image/svg+xml", diagram.svg(look));
        return look == Look.EMBEDDED
                ? answer
                : new Answer(
                        answer.status(),
                        Map.of(
                                "Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
                        answer.type(),
                        answer.body());
    }

    private static PipelineGraph graph(PipelineDefinition pipeline) {
        return PipelineGraph.of(List.of(pipeline));
    }

    private static Diagram.Edge edge(PipelineDefinition pipeline, Edge edge) {
        String label = edge instanceof Edge.Data data ? GraphText.text(data.selection()) : "";
        EdgeKind kind =
                edge instanceof Edge.Order ? EdgeKind.ORDER : edge.earlier() ? EdgeKind.FEEDBACK : EdgeKind.DATA;
        return new Diagram.Edge(id(pipeline, edge.from()), id(pipeline, edge.to()), label, kind);
    }

    /** A step has its own name; a source that is called like a step is told apart. */
    private static String id(PipelineDefinition pipeline, Node node) {
        Optional<String> step = node.step().map(s -> s.value());
        if (step.isPresent()) {
            return step.get();
        }
        String name = node.dataset()
                .map(dataset -> DefinitionJson.shortName(pipeline, dataset))
                .orElse(node.name());
        return taken(pipeline, name) ? "source: " + name : name;
    }

    private static String model(Map<String, Diagram.Node> nodes, ModelName model) {
        String id = "model: " + model;
        nodes.computeIfAbsent(id, key -> Diagram.Node.of(key, NodeKind.MODEL).labelled(model.value()));
        return id;
    }

    private static boolean taken(PipelineDefinition pipeline, String name) {
        return pipeline.steps().stream().anyMatch(step -> step.name().value().equals(name));
    }

    private static NodeKind kind(Node.Kind kind) {
        return switch (kind) {
            case SOURCE -> NodeKind.SOURCE;
            case STEP -> NodeKind.STEP;
            case GATE -> NodeKind.GATE;
            case ELSEWHERE -> NodeKind.DATASET;
        };
    }

    private static <T extends Enum<T>> T choice(Call call, String name, T[] all, T standard) {
        return call.query(name)
                .map(text -> RunRoutes.choice(name, text, all, one -> one.name().toLowerCase(Locale.ROOT)))
                .orElse(standard);
    }
}
