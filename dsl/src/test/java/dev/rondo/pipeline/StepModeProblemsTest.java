package dev.rondo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Fan-outs, clean-up, approvals, warm starts and runs of other pipelines: one test for each mistake. */
class StepModeProblemsTest {
    private static final DatasetRef<Integer> RESULT = DatasetRef.of("the-result", Integer.class);

    static List<Integer> numbers() {
        return List.of(1, 2);
    }

    static int one() {
        return 1;
    }

    static int twice(Integer number) {
        return 2 * number;
    }

    static Path file(Integer number) {
        return Path.of(number.toString());
    }

    static int more(Optional<Integer> before) {
        return before.orElse(0) + 1;
    }

    @Test
    void a_fan_out_gives_a_list_of_what_its_function_returns() {
        Sketch sketch = Sketch.of("modes", p -> {
            Dataset<List<Integer>> numbers = p.step("numbers").run(StepModeProblemsTest::numbers);
            p.output(p.step("twice").forEach(numbers).run(StepModeProblemsTest::twice));
        });
        StepDefinition twice = Pipelines.compile(sketch)
                .definition()
                .step(StepName.of("twice"))
                .orElseThrow();
        assertThat(twice.kind()).isEqualTo("FOR_EACH");
        assertThat(twice.outputs().get(0).type().type().getTypeName()).isEqualTo("java.util.List<java.lang.Integer>");
    }

    @Test
    void the_result_for_an_element_is_no_file() {
        assertThat(Found.the("for-each-result", Sketch.of("modes", p -> {
                            Dataset<List<Integer>> numbers = p.step("numbers").run(StepModeProblemsTest::numbers);
                            p.output(p.step("file").forEach(numbers).run(StepModeProblemsTest::file));
                        }))
                        .place())
                .isEqualTo("modes/file");
    }

    @Test
    void an_approval_says_by_whom() {
        assertThat(Found.the(
                                "approval-without-role",
                                Sketch.of(
                                        "modes",
                                        p -> p.output(p.approval("release")
                                                .of(p.step("one").run(StepModeProblemsTest::one)))))
                        .place())
                .isEqualTo("modes/release");
    }

    @Test
    void a_clean_up_reads_nothing_of_its_run_and_nobody_reads_it() {
        Sketch reads = Sketch.of(
                "modes",
                p -> p.step("clean")
                        .reads(p.step("one").run(StepModeProblemsTest::one))
                        .always(Duration.ofMinutes(1))
                        .run(StepModeProblemsTest::twice));
        Sketch isRead = Sketch.of(
                "modes",
                p -> p.output(p.step("after")
                        .reads(p.step("clean").always(Duration.ofMinutes(1)).run(StepModeProblemsTest::one))
                        .run(StepModeProblemsTest::twice)));
        assertThat(Found.the("clean-up-reads", reads).place()).isEqualTo("modes/clean");
        assertThat(Found.the("reads-clean-up", isRead).place()).isEqualTo("modes/after");
    }

    @Test
    void a_warm_start_needs_partitions() {
        assertThat(Found.the(
                                "warm-start-without-partitions",
                                Sketch.of(
                                        "modes",
                                        p -> p.output(p.step("train")
                                                .warmStart(Integer.class)
                                                .run(StepModeProblemsTest::more))))
                        .place())
                .isEqualTo("modes/train");
    }

    @Test
    void pipelines_do_not_run_each_other_in_a_circle() {
        Sketch a = Sketch.of("a", p -> p.output(p.runPipeline("call", "b").result(RESULT)));
        Sketch b = Sketch.of("b", p -> {
            p.output(p.step("make").writes(RESULT).run(StepModeProblemsTest::one));
            p.output(p.runPipeline("back", "a").result(DatasetRef.of("a.call", Integer.class)));
        });
        assertThat(Found.the("pipeline-recursion", a, b).reason()).contains("a -> b -> a");
    }
}
