package dev.rondo.graph;

import dev.rondo.partition.Selection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A graph as text that other programs read or draw. Whatever a name contains, it stays text. */
public final class GraphText {
    private GraphText() {}

    /**
     * An object with {@code nodes} ({@code name}, {@code kind}, {@code pipeline}) and {@code edges} ({@code from},
     * {@code to}, {@code kind}; for data also {@code dataset}, {@code partitions}, {@code earlier} and {@code columns}).
     * What does not apply is left out.
     */
    public static String json(PipelineGraph graph) {
        return graph.nodes().stream()
                        .map(GraphText::json)
                        .collect(Collectors.joining(",\n    ", "{\n  \"nodes\": [\n    ", "\n  ],\n"))
                + graph.edges().stream()
                        .map(GraphText::json)
                        .collect(Collectors.joining(",\n    ", "  \"edges\": [\n    ", "\n  ]\n}\n"));
    }

    /** For Graphviz. */
    public static String dot(PipelineGraph graph) {
        StringBuilder dot = new StringBuilder("digraph rondo {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n");
        int cluster = 0;
        for (Map.Entry<String, List<Node>> pipeline : byPipeline(graph).entrySet()) {
            boolean named = !pipeline.getKey().isEmpty();
            if (named) {
                dot.append("  subgraph cluster_").append(cluster++).append(" {\n    label=");
                dot.append(quoted(pipeline.getKey())).append(";\n");
            }
            for (Node node : pipeline.getValue()) {
                dot.append("    n").append(node.id()).append(" [label=").append(quoted(label(node)));
                dot.append(dotShape(node.kind())).append("];\n");
            }
            dot.append(named ? "  }\n" : "");
        }
        for (Edge edge : graph.edges()) {
            dot.append("  n")
                    .append(edge.from().id())
                    .append(" -> n")
                    .append(edge.to().id());
            dot.append(" [label=").append(quoted(label(edge)));
            dot.append(edge instanceof Edge.Order || edge.earlier() ? ", style=dashed" : "")
                    .append("];\n");
        }
        return dot.append("}\n").toString();
    }

    /** For Mermaid, as in Markdown pages. */
    public static String mermaid(PipelineGraph graph) {
        StringBuilder text = new StringBuilder("flowchart LR\n");
        int group = 0;
        for (Map.Entry<String, List<Node>> pipeline : byPipeline(graph).entrySet()) {
            boolean named = !pipeline.getKey().isEmpty();
            if (named) {
                text.append("  subgraph p").append(group++).append("[\"").append(entities(pipeline.getKey()));
                text.append("\"]\n");
            }
            for (Node node : pipeline.getValue()) {
                text.append("    n")
                        .append(node.id())
                        .append(mermaidShape(node))
                        .append('\n');
            }
            text.append(named ? "  end\n" : "");
        }
        for (Edge edge : graph.edges()) {
            String label = entities(label(edge));
            text.append("  n").append(edge.from().id());
            text.append(edge instanceof Edge.Order || edge.earlier() ? " -.->" : " -->");
            text.append(label.isEmpty() ? " " : "|\"" + label + "\"| ")
                    .append('n')
                    .append(edge.to().id())
                    .append('\n');
        }
        return text.toString();
    }

    /** Which partitions, in the words of the DSL; empty for the run's own. */
    public static String text(Selection selection) {
        if (selection instanceof Selection.Previous previous) {
            return "previous " + previous.count();
        }
        if (selection instanceof Selection.Last last) {
            return "last " + last.count();
        }
        if (selection instanceof Selection.AllPrevious) {
            return "all previous";
        }
        if (selection instanceof Selection.Range range) {
            return range.from() + " to " + range.to();
        }
        return "";
    }

    private static String json(Node node) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", quoted(node.name()));
        fields.put("kind", quoted(node.kind().text()));
        node.pipeline().ifPresent(p -> fields.put("pipeline", quoted(p.value())));
        node.dataset().ifPresent(d -> fields.put("dataset", quoted(d.value())));
        return object(fields);
    }

    private static String json(Edge edge) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("from", quoted(edge.from().name()));
        fields.put("to", quoted(edge.to().name()));
        fields.put("kind", quoted(edge instanceof Edge.Data ? "data" : "order"));
        if (edge instanceof Edge.Data data) {
            fields.put("dataset", quoted(data.dataset().value()));
            String partitions = text(data.selection());
            fields.put("partitions", quoted(partitions.isEmpty() ? "same" : partitions));
            fields.put("earlier", Boolean.toString(data.earlier()));
            data.columns()
                    .ifPresent(c -> fields.put(
                            c.keep() ? "columns" : "withoutColumns",
                            c.names().stream().map(GraphText::quoted).collect(Collectors.joining(", ", "[", "]"))));
        }
        return object(fields);
    }

    private static String object(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> quoted(field.getKey()) + ": " + field.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static Map<String, List<Node>> byPipeline(PipelineGraph graph) {
        Map<String, List<Node>> groups = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            String pipeline = node.pipeline().map(p -> p.value()).orElse("");
            groups.computeIfAbsent(pipeline, p -> new ArrayList<>()).add(node);
        }
        return groups;
    }

    private static String label(Node node) {
        return node.pipeline()
                .map(p -> node.name().substring(p.value().length() + 1))
                .orElse(node.name());
    }

    private static String label(Edge edge) {
        return edge instanceof Edge.Data data ? text(data.selection()) : "";
    }

    private static String dotShape(Node.Kind kind) {
        return switch (kind) {
            case SOURCE -> ", shape=cylinder";
            case GATE -> ", shape=diamond";
            case ELSEWHERE -> ", shape=cylinder, style=dashed";
            case STEP -> "";
        };
    }

    private static String mermaidShape(Node node) {
        String label = "\"" + entities(label(node)) + "\"";
        return switch (node.kind()) {
            case SOURCE, ELSEWHERE -> "[(" + label + ")]";
            case GATE -> "{" + label + "}";
            case STEP -> "[" + label + "]";
        };
    }

    /** A string of JSON; DOT reads the same escapes of quotes and backslashes. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** Mermaid knows no backslash, but numbered entities; letters and digits alone are safe from its grammar. */
    static String entities(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c) || " -_.,()+/@:".indexOf(c) >= 0) {
                safe.appendCodePoint(c);
            } else {
                safe.append('#').append(c).append(';');
            }
        });
        return safe.toString();
    }
}
