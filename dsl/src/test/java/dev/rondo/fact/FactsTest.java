package dev.rondo.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.definition.DefinitionException;
import dev.rondo.definition.Problem;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.CompiledPipeline;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.DatasetRef;
import dev.rondo.pipeline.Files;
import dev.rondo.pipeline.Input;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.Pipeline.NoSettings;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.pipeline.Pipelines;
import dev.rondo.step.DataFile;
import dev.rondo.table.Column;
import dev.rondo.table.ColumnType;
import dev.rondo.table.Schema;
import dev.rondo.table.Table;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FactsTest {
    private static final Schema RAW = Schema.of(
            decimal("temp"),
            decimal("casual").tag("leak"),
            decimal("registered").tag("leak"),
            decimal("cnt"));
    private static final Schema CLEAN =
            Schema.of(decimal("temp"), decimal("casual"), decimal("registered"), decimal("cnt"));
    private static final DatasetRef<Table> CLEAN_REF = DatasetRef.of("bike-clean", Table.class);

    @Test
    void features_are_the_columns_that_reach_a_step_after_its_choice() {
        Facts facts = Facts.of(bikes(clean -> clean.without("casual", "registered")));

        facts.features("train")
                .excludes("casual", "registered")
                .includes("temp")
                .hasSize(2);
        facts.features("bikes/train").areExactly("cnt", "temp");
        assertThat(facts.features("train").names()).containsExactly("temp", "cnt");
    }

    @Test
    void a_feature_fact_that_does_not_hold_says_what_reaches_the_step_and_what_to_do() {
        Facts facts = Facts.of(bikes(clean -> clean.without("casual")));

        assertThatThrownBy(() -> facts.features("train").excludes("casual", "registered"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("train: Columns [registered] reach the step, but should not. "
                        + "Leave them out where the step reads them: without(\"registered\").");
        assertThatThrownBy(() -> facts.features("train").hasSize(2))
                .hasMessageContaining("reads 3 columns, but should read 2; it reads [temp, registered, cnt]");
        assertThatThrownBy(() -> facts.features("train").includes("hum")).hasMessageContaining("[hum] do not reach");
        assertThatThrownBy(() -> facts.features("train").areExactly("temp", "cnt"))
                .hasMessageContaining("[registered] reach the step, but are not among those named");
    }

    @Test
    void features_of_an_unknown_step_or_of_a_dataset_without_schema_are_no_fact() {
        assertThatThrownBy(() -> Facts.of(bikes(clean -> clean)).features("tarin"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no step \"tarin\"");
        CompiledPipeline bare = Pipelines.compile(named("bare", p -> {
            Dataset<Table> clean = p.step("clean").run(() -> Table.empty(CLEAN));
            p.output(p.step("train").reads(clean).run(Steps::count));
        }));
        assertThatThrownBy(() -> Facts.of(bare).features("train"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("dataset bare.clean has no schema")
                .hasMessageContaining("Say .schema(...)");
    }

    @Test
    void all_facts_of_a_pipeline_that_do_not_hold_are_problems_of_it() {
        var e = catchThrowableOfType(
                DefinitionException.class,
                () -> Pipelines.compile(pipeline(
                        clean -> clean,
                        List.of(
                                f -> f.features("train").excludes("casual").hasSize(3),
                                f -> f.dataset("clean").comesOnlyFrom("wether"),
                                f -> {
                                    throw new IllegalStateException("oops");
                                }))));

        assertThat(e.problems()).extracting(Problem::code).containsOnly("fact-failed");
        assertThat(e.problems())
                .extracting(Problem::place)
                .containsExactly("bikes/train", "bikes/train", "bikes/clean", "bikes");
    }

    @Test
    void a_dataset_comes_only_from_the_named_sources() {
        CompiledPipeline joined = Pipelines.compile(named("joined", p -> {
            Dataset<DataFile> rentals = p.source("rentals", Files.matching("rentals.csv"));
            Dataset<DataFile> weather = p.source("weather", Files.matching("weather.csv"));
            Dataset<Table> left = p.step("left").reads(rentals).run(Steps::read);
            Dataset<Table> right = p.step("right").reads(weather).run(Steps::read);
            p.output(p.step("join").reads(left, right).run(Steps::join));
            p.output(p.step("waits").reads(left).after(right).run(Steps::count));
        }));

        Facts.of(joined).dataset("join").comesOnlyFrom("rentals", "weather");
        Facts.of(joined).dataset("joined.waits").comesOnlyFrom("joined.rentals");
        assertThatThrownBy(() -> Facts.of(joined).dataset("join").comesOnlyFrom("rentals"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "It comes also from joined.weather: " + "joined/weather -> joined/right -> joined/join.");
    }

    @Test
    void a_tagged_column_is_followed_by_name_through_the_steps() {
        assertThatThrownBy(() ->
                        Facts.of(bikes(clean -> clean)).columnsTagged("leak").neverReach("train"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Column bikes.rentals.casual is tagged \"leak\" and reaches the step: "
                        + "bikes.rentals.casual -> bike-clean.casual -> bikes/train.");
        Facts.of(bikes(clean -> clean.without("casual", "registered")))
                .columnsTagged("leak")
                .neverReach("train");
    }

    @Test
    void a_column_of_a_new_name_comes_from_all_columns_unless_its_schema_says_from_which() {
        assertThatThrownBy(() -> Facts.of(derived(decimal("warmth")))
                        .columnsTagged("leak")
                        .neverReach("train"))
                .hasMessageContaining("derived.rentals.casual -> derived.features.warmth -> derived/train");

        Facts.of(derived(decimal("warmth").derivedFrom("temp")))
                .columnsTagged("leak")
                .neverReach("train");
        Facts.of(derived(decimal("warmth").derivedFromNothing()))
                .columnsTagged("leak")
                .neverReach("train");
    }

    @Test
    void a_value_without_schema_carries_everything_its_step_read() {
        CompiledPipeline opaque = Pipelines.compile(named("opaque", p -> {
            Dataset<DataFile> rentals =
                    p.source("rentals", Files.matching("rentals.csv").schema(RAW));
            Dataset<Integer> model = p.step("fit").reads(rentals).run(Steps::fit);
            p.output(p.step("train").reads(model).run(Steps::twice));
        }));

        assertThatThrownBy(() -> Facts.of(opaque).columnsTagged("leak").neverReach("train"))
                .hasMessageContaining("opaque.rentals.casual -> opaque.fit -> opaque/train");
    }

    @Test
    void a_fact_about_what_another_pipeline_writes_is_checked_in_the_catalog() {
        Pipeline<NoSettings> writer = pipeline(clean -> clean.without("casual", "registered"), List.of());
        Pipeline<NoSettings> reader = named("reader", p -> {
            p.output(p.step("train").reads(p.dataset(CLEAN_REF)).run(Steps::count));
            p.facts(f -> f.columnsTagged("leak").neverReach("train"));
            p.facts(f -> f.features("train").excludes("casual"));
        });

        Pipelines.compile(reader); // alone, nobody can know
        assertThatThrownBy(() -> Catalog.compile(List.of(writer, reader)))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("reader/train [fact-failed]")
                .hasMessageContaining("bikes.rentals.casual -> bike-clean.casual -> reader/train")
                .hasMessageContaining("Columns [casual] reach the step");
        assertThatThrownBy(() -> Facts.of(Pipelines.compile(reader)).features("train"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("dataset bike-clean, which a pipeline writes that was not compiled here")
                .hasMessageContaining("Catalog.compile");
    }

    @Test
    void in_a_catalog_a_step_that_several_pipelines_have_is_named_with_its_pipeline() {
        Catalog catalog = Catalog.compile(List.of(
                pipeline(clean -> clean, List.of()),
                named(
                        "other",
                        p -> p.output(
                                p.step("train").reads(p.dataset(CLEAN_REF)).run(Steps::count)))));

        Facts.of(catalog).features("other/train").hasSize(4);
        assertThatThrownBy(() -> Facts.of(catalog).features("train"))
                .hasMessageContaining("may mean [bikes/train, other/train]");
    }

    private static CompiledPipeline derived(Column warmth) {
        return Pipelines.compile(named("derived", p -> {
            Dataset<DataFile> rentals =
                    p.source("rentals", Files.matching("rentals.csv").schema(RAW));
            Dataset<Table> features =
                    p.step("features").schema(Schema.of(warmth)).reads(rentals).run(Steps::read);
            p.output(p.step("train").reads(features).run(Steps::count));
        }));
    }

    private static CompiledPipeline bikes(Function<Dataset<Table>, Input<Table>> choice) {
        return Pipelines.compile(pipeline(choice, List.of()));
    }

    private static Pipeline<NoSettings> pipeline(
            Function<Dataset<Table>, Input<Table>> choice, List<Consumer<Facts>> facts) {
        return named("bikes", p -> {
            Dataset<DataFile> rentals =
                    p.source("rentals", Files.matching("rentals.csv").schema(RAW));
            Dataset<Table> clean = p.step("clean")
                    .reads(rentals)
                    .writes(CLEAN_REF)
                    .schema(CLEAN)
                    .run(Steps::read);
            p.output(p.step("train").reads(choice.apply(clean)).run(Steps::count));
            facts.forEach(p::facts);
        });
    }

    private static Column decimal(String name) {
        return Column.of(name, ColumnType.DECIMAL);
    }

    private record Named(String name, Consumer<PipelineBuilder<NoSettings>> says) implements Pipeline<NoSettings> {
        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            says.accept(p);
        }
    }

    private static Pipeline<NoSettings> named(String name, Consumer<PipelineBuilder<NoSettings>> says) {
        return new Named(name, says);
    }

    static final class Steps {
        static Table read(DataFile file) {
            return Table.empty(CLEAN);
        }

        static Table join(Table a, Table b) {
            return a;
        }

        static Integer count(Table table) {
            return 1;
        }

        static Integer fit(DataFile file) {
            return 1;
        }

        static Integer twice(Integer number) {
            return 2 * number;
        }
    }
}
