package dev.rondo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.pipeline.Examples.Model;
import dev.rondo.pipeline.Examples.Report;
import dev.rondo.pipeline.Examples.Rows;
import dev.rondo.step.Metrics;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Functions, inputs, outputs and gates: one test for each mistake. */
class StepProblemsTest {

    @Test
    void a_function_that_returns_nothing_is_reported() {
        assertThat(Found.the(
                                "no-result",
                                Sketch.of("steps", p -> p.output(p.step("void").<Void>run(Steps::nothing))))
                        .place())
                .isEqualTo("steps/void");
    }

    @Test
    void a_result_whose_type_arguments_are_lost_is_reported() {
        assertThat(Found.the(
                                "unknown-type-arguments",
                                Sketch.of("steps", p -> p.output(p.step("list").run(() -> List.of(1)))))
                        .remedy())
                .contains("method reference");
    }

    @Test
    void several_outputs_are_a_record() {
        Sketch any = Sketch.of("steps", p -> p.step("many").runMany(Steps::anyRecord));
        Sketch generic = Sketch.of("steps", p -> p.step("many").runMany(Steps::genericRecord));

        assertThat(Found.the("outputs-not-a-record", any).place()).isEqualTo("steps/many");
        assertThat(Found.codes(generic)).containsExactly("outputs-not-a-record");
    }

    @Test
    void every_component_of_an_input_record_is_bound() {
        record Inputs(Report first, Report second) {}

        assertThat(Found.the("input-not-bound", Sketch.of("steps", p -> {
                            Dataset<Report> report = p.step("report").run(() -> new Report(1));
                            p.output(p.step("both")
                                    .readsAll(Inputs.class)
                                    .with(Inputs::first, report)
                                    .run(in -> new Report(2)));
                        }))
                        .reason())
                .contains("\"second\"");
    }

    @Test
    void a_published_dataset_holds_what_its_step_returns() {
        assertThat(Found.the(
                                "published-type-differs",
                                Sketch.of(
                                        "steps",
                                        p -> p.step("report")
                                                .writes(DatasetRef.of("rows", Rows.class))
                                                .run(() -> new Report(1))))
                        .reason())
                .contains("Report", "Rows");
    }

    @Test
    void a_published_dataset_of_numbers_may_come_from_a_function_that_returns_a_primitive() {
        Pipelines.compile(Sketch.of(
                "steps",
                p -> p.step("count")
                        .writes(DatasetRef.of("count", Integer.class))
                        .run(StepProblemsTest::one)));
    }

    private static int one() {
        return 1;
    }

    @Test
    void a_gate_says_on_what_and_against_what() {
        assertThat(Found.the("gate-incomplete", Sketch.of("steps", p -> {
                            Dataset<Model> model = p.step("train").run(() -> new Model(1));
                            p.gate("better").promotes(model);
                        }))
                        .reason())
                .contains("on which metric");
    }

    @Test
    void a_gate_needs_metrics_of_a_step_that_reads_the_model() {
        assertThat(Found.the("gate-cannot-score-champion", Sketch.of("steps", p -> {
                            Dataset<Model> model = p.step("train").run(() -> new Model(1));
                            Dataset<Metrics> metrics = p.step("evaluate").run(() -> Metrics.of("mae", 1));
                            p.gate("better")
                                    .on(metrics, "mae")
                                    .against(Contender.champion("m"), Contender.baseline(metrics))
                                    .promotes(model);
                        }))
                        .place())
                .isEqualTo("steps/better");
    }

    @Test
    void models_that_compete_under_one_name_have_one_type() {
        Sketch doubles = Sketch.of("doubles", p -> gate(p, p.step("train").run(Steps::real)));
        Sketch wholes = Sketch.of("wholes", p -> gate(p, p.step("train").run(Steps::whole)));

        assertThat(Found.the("model-type-differs", doubles, wholes).reason())
                .contains("promotes Integer as model m", "doubles/better promotes Double");
        assertThat(Found.codes(doubles, Sketch.of("others", doubles.says()))).isEmpty();
    }

    private static <M extends Number> void gate(PipelineBuilder<?> p, Dataset<M> model) {
        Dataset<Metrics> naive = p.step("naive").run(() -> Metrics.of("mae", 1));
        Dataset<Metrics> metrics = p.step("evaluate").reads(model).run(Steps::score);
        p.gate("better")
                .on(metrics, "mae")
                .against(Contender.champion("m"), Contender.baseline(naive))
                .promotes(model);
    }

    static final class Steps {
        static Metrics score(Number model) {
            return Metrics.of("mae", model.doubleValue());
        }

        static Double real() {
            return 1.0;
        }

        static Integer whole() {
            return 1;
        }

        static Void nothing() {
            throw new IllegalStateException("nobody calls it");
        }

        static Record anyRecord() {
            return new Report(1);
        }

        @SuppressWarnings("unchecked") // nobody calls it
        static <R extends Record> R genericRecord() {
            return (R) new Report(1);
        }
    }
}
