package dev.rondo.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineName;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.DatasetRef;
import dev.rondo.pipeline.Files;
import dev.rondo.pipeline.Outputs;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.Pipeline.NoSettings;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.step.DataFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineGraphTest {
    private static final DatasetRef<Integer> COUNT = DatasetRef.of("count", Integer.class);
    private static final PipelineGraph GRAPH =
            Catalog.compile(List.of(new Writer(), new Reader())).graph();

    static final class Writer implements Pipeline<NoSettings> {
        record Split(Integer left, Integer right) {}

        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            Dataset<DataFile> raw = p.source("raw", Files.matching("a.csv"));
            Outputs<Split> split = p.step("split").reads(raw).runMany(Writer::split);
            p.step("count").reads(split.get(Split::left)).writes(COUNT).run(Writer::same);
            p.output(p.step("other").reads(split.get(Split::right)).run(Writer::same));
        }

        static Split split(DataFile file) {
            return new Split(1, 2);
        }

        static Integer same(Integer value) {
            return value;
        }
    }

    static final class Reader implements Pipeline<NoSettings> {
        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            Dataset<Integer> first = p.step("first").run(() -> 1);
            p.output(p.step("second").reads(p.dataset(COUNT)).after(first).run(Writer::same));
        }
    }

    @Test
    void upstream_and_downstream_cross_pipelines() {
        assertThat(GRAPH.upstream(node("reader/second")))
                .extracting(Node::name)
                .containsExactly("reader/first", "writer/raw", "writer/split", "writer/count");
        assertThat(GRAPH.downstream(node("writer/count")))
                .extracting(Node::name)
                .containsExactly("reader/second");
        assertThat(GRAPH.reaches(node("writer/raw"), node("reader/second"))).isTrue();
        assertThat(GRAPH.reaches(node("writer/other"), node("reader/second"))).isFalse();
    }

    @Test
    void the_impact_of_one_of_a_steps_datasets_leaves_out_the_readers_of_the_others() {
        PipelineGraph.Impact left = GRAPH.impactOf(DatasetName.of("writer.split.left"));

        assertThat(left.nodes()).extracting(Node::name).containsExactlyInAnyOrder("writer/count", "reader/second");
        assertThat(left.pipelines()).containsExactly(PipelineName.of("reader"), PipelineName.of("writer"));
        assertThat(GRAPH.impactOf(node("writer/split")).nodes())
                .extracting(Node::name)
                .containsExactlyInAnyOrder("writer/count", "writer/other", "reader/second");
    }

    @Test
    void a_path_names_each_edge_and_is_empty_when_there_is_none() {
        assertThat(GRAPH.pathBetween(node("writer/raw"), node("reader/second")).orElseThrow())
                .extracting(edge -> edge.from() + " -> " + edge.to())
                .containsExactly(
                        "writer/raw -> writer/split", "writer/split -> writer/count", "writer/count -> reader/second");
        assertThat(GRAPH.pathBetween(node("writer/other"), node("reader/second")))
                .isEmpty();
        assertThat(GRAPH.pathBetween(node("writer/other"), node("writer/other")).orElseThrow())
                .isEmpty();
    }

    @Test
    void consumers_are_the_edges_on_which_the_dataset_flows() {
        assertThat(GRAPH.consumersOf(DatasetName.of("count")))
                .extracting(edge -> edge.to().name())
                .containsExactly("reader/second");
        assertThat(GRAPH.consumersOf(DatasetName.of("nothing"))).isEmpty();
    }

    private static Node node(String name) {
        return GRAPH.node(name).orElseThrow();
    }
}
