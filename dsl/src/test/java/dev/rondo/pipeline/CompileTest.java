package dev.rondo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.DefinitionException;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepName;
import dev.rondo.definition.TriggerDefinition;
import dev.rondo.graph.Node;
import dev.rondo.graph.PipelineGraph;
import dev.rondo.pipeline.Examples.BikeDemand;
import dev.rondo.pipeline.Examples.BikeReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompileTest {
    private static final DatasetName CLEAN = DatasetName.of("bike-clean");

    @Test
    void a_pipeline_compiles_to_a_definition_that_says_everything_its_author_said() {
        PipelineDefinition bike = Pipelines.compile(new BikeDemand()).definition();

        assertThat(bike.name()).isEqualTo(PipelineName.of("bike-demand"));
        assertThat(bike.owner()).isEqualTo("team-bikes");
        assertThat(bike.settings().type()).isEqualTo(BikeDemand.Settings.class);
        assertThat(bike.steps())
                .extracting(s -> s.name().value())
                .containsExactly("clean", "check", "train", "evaluate", "naive", "evaluate@champion", "better");
        assertThat(bike.step(StepName.of("train")).orElseThrow().after()).containsExactly(StepName.of("check"));
        assertThat(bike.triggers())
                .extracting(TriggerDefinition::id)
                .containsExactly("cron-1", "changed-bike-demand.rentals");
    }

    @Test
    void a_step_knows_whether_its_function_takes_the_context_and_which_loader_finds_its_code() {
        PipelineDefinition both = Pipelines.compile(new WithAndWithoutContext()).definition();

        assertThat(both.step(StepName.of("without")).orElseThrow().usesContext())
                .isFalse();
        assertThat(both.step(StepName.of("with")).orElseThrow().usesContext()).isTrue();
        assertThat(both.step(StepName.of("with"))
                        .orElseThrow()
                        .code()
                        .orElseThrow()
                        .loader())
                .isSameAs(WithAndWithoutContext.class.getClassLoader());
    }

    @Test
    void the_graph_orders_every_step_after_what_it_depends_on() {
        PipelineGraph graph = Pipelines.compile(new BikeDemand()).graph();

        assertThat(graph.order())
                .extracting(Node::name)
                .containsSubsequence("bike-demand/rentals", "bike-demand/clean", "bike-demand/check")
                .containsSubsequence("bike-demand/check", "bike-demand/train", "bike-demand/evaluate")
                .endsWith("bike-demand/better");
    }

    @Test
    void a_catalog_connects_pipelines_through_datasets() {
        Catalog catalog = Catalog.compile(List.of(new BikeReport(), new BikeDemand()));

        assertThat(catalog.pipelines()).extracting(p -> p.name().value()).containsExactly("bike-demand", "bike-report");
        assertThat(catalog.producerOf(CLEAN).orElseThrow().place()).isEqualTo("bike-demand/clean");
        assertThat(catalog.partitioningOf(CLEAN))
                .contains(catalog.pipelines().get(0).partitioning());
        assertThat(catalog.consumersOf(CLEAN))
                .extracting(r -> r.pipeline() + "/" + r.step())
                .containsExactly(
                        "bike-demand/check",
                        "bike-demand/train",
                        "bike-demand/evaluate",
                        "bike-demand/naive",
                        "bike-demand/evaluate@champion",
                        "bike-report/summary");
        assertThat(catalog.graph()
                        .impactOf(DatasetName.of("bike-demand.rentals"))
                        .pipelines())
                .containsExactly(PipelineName.of("bike-demand"), PipelineName.of("bike-report"));
    }

    @Test
    void alone_a_pipeline_may_read_what_others_write_but_a_catalog_must_have_it() {
        assertThat(Pipelines.compile(new BikeReport())
                        .graph()
                        .origin(CLEAN)
                        .orElseThrow()
                        .kind())
                .isEqualTo(Node.Kind.ELSEWHERE);

        assertThatThrownBy(() -> Catalog.compile(List.of(new BikeReport())))
                .isInstanceOfSatisfying(
                        DefinitionException.class,
                        e -> assertThat(e.problems())
                                .extracting(Problem::code, Problem::place)
                                .contains(
                                        org.assertj.core.groups.Tuple.tuple("unknown-dataset", "bike-report/summary")));
    }

    private static final class WithAndWithoutContext implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            Dataset<String> first = p.step("without").run(() -> "text");
            p.output(p.step("with").reads(first).run((context, text) -> text + context.partition()));
        }
    }
}
