package dev.rondo.example.bike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.definition.DefinitionException;
import dev.rondo.definition.Problem;
import dev.rondo.fact.Facts;
import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Files;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.pipeline.Pipelines;
import dev.rondo.step.Metrics;
import dev.rondo.table.Table;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class PipelinesTest {

    @Test
    void the_three_pipelines_compile_together_without_a_warning() {
        Catalog catalog = Catalog.compile(List.of(new BikeDemand(), new BikeDemandLightGbm(), new BikeComparison()));
        assertThat(catalog.warnings()).isEmpty();
        assertThat(catalog.pipelines())
                .extracting(p -> p.name().value())
                .containsExactly("bike-comparison", "bike-demand", "bike-demand-lightgbm");
    }

    @Test
    void a_server_finds_them_in_the_jar() {
        assertThat(ServiceLoader.load(Pipeline.class))
                .extracting(pipeline -> pipeline.getClass().getSimpleName())
                .containsExactlyInAnyOrder("BikeDemand", "BikeDemandLightGbm", "BikeComparison");
    }

    @Test
    void training_sees_eight_features_and_the_count_and_nothing_that_leaks() {
        Facts.of(Pipelines.compile(new BikeDemand()))
                .features("train")
                .areExactly("hr", "workingday", "weekday", "weathersit", "temp", "atemp", "hum", "windspeed", "cnt");
    }

    @Test
    void a_pipeline_that_trains_on_what_gives_the_count_away_does_not_compile() {
        var e = catchThrowableOfType(DefinitionException.class, () -> Pipelines.compile(new Leaking()));
        assertThat(e.problems()).extracting(Problem::place).containsOnly("leaking/train");
        assertThat(e)
                .hasMessageContaining("casual")
                .hasMessageContaining("registered")
                .hasMessageContaining("\"leak\"");
    }

    /** Forgets to choose columns. */
    static final class Leaking implements Pipeline<ForestSettings> {
        @Override
        public void define(PipelineBuilder<ForestSettings> p) {
            p.partitionedBy(TimeWindows.monthly("2011-01"));
            var rentals = p.source(
                    "rentals", Files.matching("bike/hour-{partition}.csv").schema(RentalHours.RAW));
            Dataset<Table> clean =
                    p.step("clean").reads(rentals).schema(RentalHours.CLEAN).run(RentalHours::clean);
            Dataset<ForestModel> model = p.step("train")
                    .reads(clean.previous(6))
                    .writes(BikeDemand.MODEL)
                    .run(BikeDemand::train);
            Dataset<Metrics> metrics = p.step("evaluate").reads(model, clean).run(Evaluate::forest);
            p.output(metrics);
            p.facts(f -> {
                f.features("train").excludes("casual", "registered");
                f.columnsTagged("leak").neverReach("train");
            });
        }
    }
}
