package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rondo graph}: what depends on what. */
@Command(name = "graph", mixinStandardHelpOptions = true, description = "Shows a pipeline's graph.")
final class GraphCommand implements Callable<Integer> {
    /** How it is written. */
    enum Format {
        TEXT,
        MERMAID,
        DOT,
        JSON,
        SVG
    }

    @Mixin
    private Reach reach = new Reach();

    @Parameters(paramLabel = "PIPELINE", description = "The pipeline's name.")
    private String pipeline = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text (default), mermaid, dot, json or svg, on standard output.")
    private Format format = Format.TEXT;

    GraphCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Format wanted = reach.json() ? Format.JSON : format;
        try (Reach.Connection connection = reach.open(Work.QUESTIONS)) {
            Api api = connection.api();
            switch (wanted) {
                case TEXT -> print(api.get(path("json")));
                case JSON -> reach.print(api.get(path("json")));
                case MERMAID -> reach.out().println(api.text(path("mermaid")).strip());
                case DOT -> reach.out().println(api.text(path("dot")).strip());
                case SVG -> reach.out().println(api.text(path("svg")).strip());
            }
            return ExitCode.DONE;
        }
    }

    private String path(String how) {
        return Api.path("pipelines", pipeline, "graph") + Api.query(Map.of("format", how));
    }

    private void print(JsonNode graph) {
        Columns table = new Columns("NODE", "KIND", "FROM");
        for (JsonNode node : graph.path("nodes")) {
            List<String> from = new ArrayList<>();
            for (JsonNode edge : graph.path("edges")) {
                if (edge.path("to").equals(node.path("id"))) {
                    String label = RunText.text(edge, "label");
                    from.add(RunText.text(edge, "from") + (label.isEmpty() ? "" : " (" + label + ")"));
                }
            }
            table.row(RunText.text(node, "id"), RunText.text(node, "kind"), String.join(", ", from));
        }
        table.print(reach.out());
    }
}
