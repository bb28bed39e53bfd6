package dev.rondo.engine.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CodeDigestsTest {
    private static final String RUN = "static Object run(StepContext<Settings> context) throws Exception {";

    @Test
    void code_without_reflection_has_no_notes_and_names_what_it_reaches() {
        StepCode code = step("Helper.twice(2)", "class Helper { static int twice(int n) { return 2 * n; } }");
        assertThat(code.notes()).isEmpty();
        assertThat(code.parts().stream().map(CodePart::label))
                .containsExactly("class app.Helper", "class app.Step", "function");
    }

    @Test
    void reflection_native_code_services_and_method_handles_widen_the_digest_and_a_note_says_where_and_why() {
        assertNote("Class.forName(\"x\")", "app.Step.run calls Class.forName, which looks into classes by reflection");
        assertNote("java.util.ServiceLoader.load(Runnable.class)", "calls ServiceLoader.load, which loads services");
        assertNote("java.lang.invoke.MethodHandles.lookup()", "through method handles");
        assertNote(
                "System.out.checkError() ? null : far()); } static native Object far(); Object o(int x) { return (x",
                "app.Step.far is native");
    }

    @Test
    void a_widened_digest_covers_classes_that_are_not_reached() {
        String far = "class Far { static int n() { return %s; } }";
        assertThat(step("Class.forName(\"x\")", far.formatted(1)).digest())
                .isNotEqualTo(step("Class.forName(\"x\")", far.formatted(2)).digest());
    }

    @Test
    void classes_that_an_annotation_names_count_as_a_whole() {
        String dependent = "@dev.rondo.step.DependsOn(Far.class) class Near { static int n() { return 1; } }";
        String far = " class Far { int unseen() { return %s; } }";
        assertThat(step("Near.n()", dependent + far.formatted(1)).digest())
                .isNotEqualTo(step("Near.n()", dependent + far.formatted(2)).digest());
        assertThat(step("Near.n()", dependent + far.formatted(1)).notes()).isEmpty();
    }

    @Test
    void a_method_that_changes_a_static_field_counts_where_the_field_is_read() {
        String state = "class State { static int n = 1; static void set() { n = %s; } }";
        assertThat(step("State.n", state.formatted(5)).digest())
                .isNotEqualTo(step("State.n", state.formatted(6)).digest());
    }

    @Test
    void classes_without_a_name_that_use_one_another_are_told_apart() {
        String first = "new Object() { Object o() { return new Object() { public String toString() { return \"1\"; } };"
                + " } }.o()";
        assertThat(step(first, "").digest())
                .isEqualTo(step(first, "").digest())
                .isNotEqualTo(step(first.replace("\"1\"", "\"2\""), "").digest());
    }

    @Test
    void a_library_brings_the_libraries_that_it_uses() {
        var low = MemoryCode.library("low.jar", Map.of("low/Low.java", "package low; public class Low {}"));
        var high = new MemoryCode.MemoryLibrary(
                "high.jar",
                MemoryCode.of(Map.of("high/High.java", "package high; public class High extends low.Low {}"), low)
                        .files());
        var other = MemoryCode.library("other.jar", Map.of("other/Other.java", "package other; public class Other {}"));
        MemoryCode code = MemoryCode.of(program("new high.High()", ""), high, low, other);
        assertThat(new CodeDigests(code).of(entry()).parts().stream().map(CodePart::label))
                .contains("library high.jar", "library low.jar")
                .doesNotContain("library other.jar");
    }

    @Test
    void only_the_settings_that_can_be_read_are() {
        assertReads("context.settings().trees()", "trees");
        assertReads("half(context.settings())); } static Object half(Settings s) { return (s.half()", "rate");
        assertReads("1 + context.attempt()");
        assertReads(
                "later(() -> context.settings().rate())); } static Object later(java.util.function.DoubleSupplier d) {"
                        + " return (d.getAsDouble()",
                "rate");
        assertReads(
                "new Keeper(context.settings()).s.trees()); } record Keeper(Settings s) { Object o() { return (1); }"
                        + " } static Object o() { return (1",
                "trees");
    }

    @Test
    void settings_that_are_handed_on_as_a_whole_are_all_read_and_a_note_says_where() {
        for (String escape : List.of(
                "\"\" + context.settings()",
                "java.util.List.of(context.settings())",
                "context.settings().hashCode()",
                "new Object[] {context.settings()}",
                "(Object) context.settings()")) {
            StepCode code = step(escape, "");
            assertThat(code.reads().allSettings()).as(escape).isTrue();
            assertThat(code.notes().toString()).contains("takes the settings as a whole");
            assertThat(code.reads().partition()).as(escape).isFalse();
        }
    }

    @Test
    void partition_and_seed_are_read_where_they_are_asked_for() {
        assertThat(step("context.partition()", "").reads().partition()).isTrue();
        assertThat(step("context.partition()", "").reads().seed()).isFalse();
        assertThat(step("context.seed()", "").reads().seed()).isTrue();
        assertThat(step("java.util.Optional.of(context)", "").reads()).isEqualTo(ContextReads.everything());
    }

    private static void assertReads(String expression, String... settings) {
        StepCode code = step(expression, "");
        assertThat(code.notes()).as(expression).isEmpty();
        assertThat(code.reads().allSettings()).isFalse();
        assertThat(code.reads().settings()).as(expression).containsExactlyInAnyOrder(settings);
    }

    private static void assertNote(String expression, String note) {
        assertThat(step(expression, "").notes().toString()).contains(note);
    }

    private static StepCode step(String expression, String more) {
        return new CodeDigests(MemoryCode.of(program(expression, more))).of(entry());
    }

    private static Map<String, String> program(String expression, String more) {
        Map<String, String> files = new TreeMap<>();
        files.put("app/Settings.java", """
                package app;
                public record Settings(int trees, double rate, String name) { double half() { return rate / 2; } }
                """);
        files.put(
                "app/Step.java",
                "package app; import dev.rondo.step.StepContext; final class Step { " + RUN + " return (" + expression
                        + "); } } " + more);
        return files;
    }

    private static CodeEntry entry() {
        return new CodeEntry(
                "app/Step",
                "run",
                "(Ldev/rondo/step/StepContext;)Ljava/lang/Object;",
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                "app/Settings",
                true);
    }
}
