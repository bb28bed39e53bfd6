package dev.rondo.ui.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.Problem;
import dev.rondo.definition.StepName;
import dev.rondo.engine.code.CodePart;
import dev.rondo.engine.code.StepCode;
import dev.rondo.engine.deploy.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepCodesTest {
    private static final String FEATURES =
            "package user; public final class Features { static int of(int n) {" + " return n * 2; } }";
    private static final String PIPELINE = """
            package user;

            import dev.rondo.pipeline.*;
            import dev.rondo.settings.Default;
            import dev.rondo.step.StepContext;

            public final class Demo implements Pipeline<Demo.Settings> {
                public record Settings(@Default("3") int trees, @Default("1") int forgotten) {}

                public void define(PipelineBuilder<Settings> p) {
                    int offset = 7;
                    Dataset<Integer> rows = p.step("rows").run(Demo::rows);
                    Dataset<Integer> features = p.step("features").reads(rows).run(Demo::features);
                    Dataset<Integer> shifted = p.step("shift").reads(rows).run(n -> n + offset);
                    p.output(p.step("train").reads(features, shifted).run(Demo::train));
                }

                static int rows() { return 1; }

                static int features(int rows) { return Features.of(rows); }

                static int train(StepContext<Settings> context, int features, int shifted) {
                    return context.settings().trees() * features + shifted;
                }
            }
            """;

    @TempDir
    Path folder;

    private CodeFolder user;
    private int jars;

    @BeforeEach
    void anEmptyFolder() {
        user = new CodeFolder(folder.resolve("user"));
    }

    @Test
    void a_comment_changes_the_jar_and_no_steps_code() throws IOException {
        Deployment before = load(PIPELINE, FEATURES);
        Deployment after = load(
                PIPELINE.replace("static int rows()", "// one row\n\n static int rows()"),
                FEATURES.replace("return", "/* twice */ return"));
        assertThat(changed(before, after)).isEmpty();
    }

    @Test
    void a_changed_helper_changes_the_step_that_reaches_it_and_no_other() throws IOException {
        Deployment before = load(PIPELINE, FEATURES);
        Deployment after = load(PIPELINE, FEATURES.replace("2", "3"));
        assertThat(after.codeDigest()).isNotEqualTo(before.codeDigest());
        assertThat(changed(before, after)).containsExactly("features");
    }

    @Test
    void a_value_that_a_lambda_brings_along_belongs_to_its_step() throws IOException {
        Deployment before = load(PIPELINE, FEATURES);
        assertThat(changed(before, load(PIPELINE.replace("offset = 7", "offset = 8"), FEATURES)))
                .containsExactly("shift");
    }

    @Test
    void a_new_lambda_before_another_changes_nothing_for_it() throws IOException {
        Deployment before = load(PIPELINE, FEATURES);
        Deployment after =
                load(PIPELINE.replace("int offset", "p.output(p.step(\"first\").run(() -> 5)); int offset"), FEATURES);
        assertThat(changed(before, after)).isEmpty();
    }

    @Test
    void an_object_of_unknown_state_makes_the_definition_count_and_a_note_says_so() throws IOException {
        String holder = "static class Holder { int n; Holder(int n) { this.n = n; } int add(int m) { return n + m; } }";
        String source = PIPELINE.replace("run(n -> n + offset)", "run(new Holder(offset)::add)")
                .replace("static int rows()", holder + " static int rows()");
        Deployment before = load(source, FEATURES);
        assertThat(changed(before, load(source.replace("offset = 7", "offset = 8"), FEATURES)))
                .containsExactly("shift");
        assertThat(code(before, "shift").notes().toString()).contains("an object whose state cannot be told");
    }

    @Test
    void a_setting_that_no_step_reads_is_a_warning_and_does_not_enter_any_key() throws IOException {
        Path jar = jar(PIPELINE, FEATURES);
        UserCode loaded = UserCode.load(List.of(jar), folder.resolve("home"));
        assertThat(loaded.problems().stream().map(Problem::toString))
                .containsExactly(
                        "WARNING demo/settings.forgotten [unused-setting]: No step reads this setting, so a run"
                                + " with another value of it does the same. Remove it from the settings record, or read it in"
                                + " the step that it is meant for.");
        assertThat(loaded.catalog().warnings()).isEqualTo(loaded.problems());
        StepCode train = code(loaded.deployments().get(0), "train");
        assertThat(train.reads().settings()).containsExactly("trees");
        assertThat(train.notes()).isEmpty();
    }

    @Test
    void an_unchanged_jar_is_not_analysed_again() throws IOException {
        Path jar = jar(PIPELINE, FEATURES);
        UserCode first = UserCode.load(List.of(jar), folder.resolve("home"));
        Path kept = kept();
        assertThat(Files.readString(kept)).contains("demo/features");
        Files.writeString(kept, Files.readString(kept).replace("class user.Features", "class kept.Features"));

        UserCode second = UserCode.load(List.of(jar), folder.resolve("home"));
        assertThat(code(second.deployments().get(0), "features").text()).contains("class kept.Features");
        Files.writeString(kept, "damaged");
        UserCode third = UserCode.load(List.of(jar), folder.resolve("home"));
        assertThat(third.deployments().get(0).code())
                .isEqualTo(first.deployments().get(0).code());
    }

    @Test
    void a_library_counts_for_the_step_that_uses_it() throws IOException {
        Path one = user.classes("package user; public final class Word { public static int it() { return 1; } }");
        Path two = user.classes("package user; public final class Word { public static int it() { return 2; } }");
        user.compileAgainst(one);
        Path classes = user.classes(PIPELINE, FEATURES.replace("n * 2", "n * Word.it()"));
        user.jar("lib/word.jar", one);
        Deployment before = load(user.jar("demo.jar", classes, "lib/word.jar"));
        user.jar("lib/word.jar", two);
        Deployment after = load(folder.resolve("user/demo.jar"));
        assertThat(changed(before, after)).containsExactly("features");
        assertThat(code(after, "features").parts().stream().map(CodePart::label))
                .contains("library word.jar");
    }

    private static Set<String> changed(Deployment before, Deployment after) {
        Set<String> changed = new TreeSet<>();
        before.code().steps().forEach((step, code) -> {
            if (!after.code().step(step).orElseThrow().digest().equals(code.digest())) {
                changed.add(step.value());
            }
        });
        return changed;
    }

    private static StepCode code(Deployment deployment, String step) {
        return deployment.code().step(StepName.of(step)).orElseThrow();
    }

    private Path kept() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
            return files.filter(f -> f.getFileName().toString().startsWith("steps-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Path jar(String... sources) throws IOException {
        return user.jar("demo" + ++jars + ".jar", user.classes(sources));
    }

    private Deployment load(String... sources) throws IOException {
        return load(jar(sources));
    }

    private Deployment load(Path jar) {
        UserCode code = UserCode.load(List.of(jar), folder.resolve("home"));
        assertThat(code.errors()).isEmpty();
        return code.deployments().get(0);
    }
}
