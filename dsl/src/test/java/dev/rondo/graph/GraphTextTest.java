package dev.rondo.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.DatasetRef;
import dev.rondo.pipeline.Files;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.pipeline.Pipelines;
import dev.rondo.pipeline.Source;
import dev.rondo.step.DataFile;
import dev.rondo.table.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTextTest {
    private static final PipelineGraph GRAPH = Pipelines.compile(new Bikes()).graph();

    static final class Bikes implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<Pipeline.NoSettings> p) {
            p.partitionedBy(TimeWindows.monthly("2011-01"));
            Source<DataFile> raw = p.source("raw", Files.matching("{partition}.csv"));
            Dataset<Table> weather = p.dataset(DatasetRef.of("weather", Table.class));
            Dataset<Integer> check = p.step("check").reads(raw).run(Bikes::rows);
            Dataset<Integer> train = p.step("train")
                    .reads(check.previous(6), weather.columns("say \"temp\"", "a\\b"))
                    .after(check)
                    .run(Bikes::train);
            p.output(train);
        }

        static Integer rows(DataFile file) {
            return 1;
        }

        static Integer train(List<Integer> months, Table weather) {
            return 1;
        }
    }

    @Test
    void json_says_nodes_and_edges_and_escapes_what_people_wrote() {
        assertThat(GraphText.json(GRAPH)).isEqualTo("""
                        {
                          "nodes": [
                            {"name": "bikes/raw", "kind": "source", "pipeline": "bikes", "dataset": "bikes.raw"},
                            {"name": "bikes/check", "kind": "step", "pipeline": "bikes"},
                            {"name": "bikes/train", "kind": "step", "pipeline": "bikes"},
                            {"name": "weather", "kind": "elsewhere", "dataset": "weather"}
                          ],
                          "edges": [
                            {"from": "bikes/raw", "to": "bikes/check", "kind": "data", "dataset": "bikes.raw", "partitions": "same", "earlier": false},
                            {"from": "bikes/check", "to": "bikes/train", "kind": "data", "dataset": "bikes.check", "partitions": "previous 6", "earlier": true},
                            {"from": "weather", "to": "bikes/train", "kind": "data", "dataset": "weather", "partitions": "same", "earlier": false, "columns": ["say \\"temp\\"", "a\\\\b"]},
                            {"from": "bikes/check", "to": "bikes/train", "kind": "order"}
                          ]
                        }
                        """);
    }

    @Test
    void dot_draws_pipelines_as_clusters_and_order_as_dashes() {
        assertThat(GraphText.dot(GRAPH))
                .startsWith("digraph rondo {")
                .contains("subgraph cluster_0 {\n    label=\"bikes\";")
                .contains("n0 [label=\"raw\", shape=cylinder];")
                .contains("n3 [label=\"weather\", shape=cylinder, style=dashed];")
                .contains("n1 -> n2 [label=\"previous 6\", style=dashed];")
                .endsWith("}\n");
    }

    @Test
    void mermaid_draws_the_same() {
        assertThat(GraphText.mermaid(GRAPH)).isEqualTo("""
                        flowchart LR
                          subgraph p0["bikes"]
                            n0[("raw")]
                            n1["check"]
                            n2["train"]
                          end
                            n3[("weather")]
                          n0 --> n1
                          n1 -.->|"previous 6"| n2
                          n3 --> n2
                          n1 -.-> n2
                        """);
    }

    @Test
    void no_text_breaks_out_of_its_quotes() {
        assertThat(GraphText.quoted("\"\\\n\u2028\ud800")).isEqualTo("\"\\\"\\\\\\u000a\\u2028\\ud800\"");
        assertThat(GraphText.entities("a\"]; click <b>")).isEqualTo("a#34;#93;#59; click #60;b#62;");
    }
}
