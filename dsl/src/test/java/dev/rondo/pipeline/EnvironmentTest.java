package dev.rondo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.fact.Facts;
import dev.rondo.partition.TimeWindows;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.DataFile;
import dev.rondo.table.Column;
import dev.rondo.table.ColumnType;
import dev.rondo.table.Schema;
import dev.rondo.table.Table;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What steps declare to depend on. */
class EnvironmentTest {
    private static final String DIGEST = "sha256:" + "0a".repeat(32);

    @Test
    void a_declared_file_is_a_source_of_one_file_for_all_partitions() {
        PipelineDefinition pipeline = Pipelines.compile(Sketch.of("trains", p -> {
                    p.partitionedBy(TimeWindows.monthly("2011-01"));
                    Dataset<Integer> model = p.step("train")
                            .environment(e -> e.file("conf/params.json").file("words.txt"))
                            .run(() -> 1);
                    p.output(p.step("score")
                            .reads(model)
                            .environment(e -> e.file("conf/params.json"))
                            .run(EnvironmentTest::plusOne));
                }))
                .definition();

        assertThat(pipeline.sources())
                .extracting(SourceDefinition::pattern)
                .containsExactly("conf/params.json", "words.txt");
        assertThat(pipeline.sources()).allMatch(SourceDefinition::environment);
        assertThat(pipeline.sources().get(0).dataset().value()).isEqualTo("trains.file@conf@params.json");
        assertThat(pipeline.steps().get(0).inputs())
                .extracting(InputDefinition::name)
                .containsExactly("file conf/params.json", "file words.txt");
        assertThat(pipeline.steps().get(1).inputs()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/etc/passwd",
                "~/params",
                "C:/params",
                "../params",
                "a/../../b",
                "conf/*.json",
                "conf/{partition}.json",
                "a//b",
                "./a",
                "a/",
                "a\\b",
                "a\nb"
            })
    void a_file_that_is_not_one_below_the_data_root_is_a_mistake(String path) {
        Sketch pipeline = Sketch.of(
                "bad",
                p -> p.output(p.step("train").environment(e -> e.file(path)).run(() -> 1)));

        assertThat(Found.the("bad-environment-file", pipeline).place()).isEqualTo("bad/train");
    }

    @Test
    void files_of_unusual_names_are_told_apart() {
        PipelineDefinition pipeline = Pipelines.compile(Sketch.of(
                        "odd",
                        p -> p.output(p.step("train")
                                .environment(e -> e.file("Conf/A b.json")
                                        .file("conf/a-b.json")
                                        .file("conf/a_b.json")
                                        .file("ünï/" + "x".repeat(120)))
                                .run(() -> 1))))
                .definition();

        assertThat(pipeline.sources().stream().map(SourceDefinition::dataset)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rondo:latest", "sha256:12", "sha512:00", "name@sha256:zz"})
    void an_image_without_its_digest_is_a_mistake(String image) {
        Sketch pipeline = Sketch.of(
                "bad",
                p -> p.output(p.step("train").environment(e -> e.image(image)).run(() -> 1)));

        assertThat(Found.the("bad-image-digest", pipeline).remedy()).contains("sha256:");
    }

    @Test
    void the_name_of_an_image_does_not_count() {
        assertThat(policy("registry.example.org/rondo/train:3@" + DIGEST)).isEqualTo(policy(DIGEST));
        assertThat(policy(DIGEST).image()).contains(DIGEST);
    }

    @Test
    void a_clean_up_step_may_read_a_declared_file() {
        assertThat(Found.in(Sketch.of("cleans", p -> {
                    p.output(p.step("train").run(() -> 1));
                    p.step("clean")
                            .always(Duration.ofMinutes(1))
                            .environment(e -> e.file("conf/targets.txt"))
                            .run(() -> 1);
                })))
                .isEmpty();
    }

    @Test
    void a_declared_file_is_no_data_so_facts_about_columns_are_as_before() {
        Schema schema = Schema.of(Column.of("temp", ColumnType.DECIMAL), Column.of("cnt", ColumnType.DECIMAL));
        CompiledPipeline pipeline = Pipelines.compile(Sketch.of("facts", p -> {
            Source<DataFile> raw = p.source("raw", Files.matching("raw.csv").schema(schema));
            Dataset<Table> clean = p.step("clean")
                    .reads(raw)
                    .schema(schema)
                    .environment(e -> e.file("rules.txt"))
                    .run(EnvironmentTest::clean);
            p.output(p.step("train")
                    .reads(clean.columns("temp"))
                    .environment(e -> e.file("conf/params.json"))
                    .run(EnvironmentTest::rows));
        }));

        Facts.of(pipeline).features("train").areExactly("temp");
    }

    private static CachePolicy policy(String image) {
        List<StepDefinition> steps = Pipelines.compile(Sketch.of(
                        "images",
                        p -> p.output(
                                p.step("train").environment(e -> e.image(image)).run(() -> 1))))
                .definition()
                .steps();
        return steps.get(0).cache();
    }

    private static int plusOne(int number) {
        return number + 1;
    }

    private static Table clean(DataFile file) {
        throw new AssertionError("not called");
    }

    private static int rows(Table table) {
        return table.hashCode();
    }
}
