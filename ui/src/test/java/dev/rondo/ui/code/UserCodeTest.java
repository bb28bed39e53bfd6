package dev.rondo.ui.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.Problem;
import dev.rondo.engine.deploy.Deployment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCodeTest {
    private static final PipelineName HELLO = PipelineName.of("hello");

    @TempDir
    Path folder;

    private CodeFolder user;
    private Path archive;

    @BeforeEach
    void anEmptyArchive() {
        user = new CodeFolder(folder.resolve("user"));
        archive = folder.resolve("home/code");
    }

    @Test
    void a_pipeline_in_a_jar_is_found_and_its_steps_run_in_a_loader_of_their_own() throws IOException {
        UserCode code = load(hello("\"hello\""));

        assertThat(code.problems()).isEmpty();
        assertThat(names(code)).containsExactly("hello");
        assertThat(say(code)).isEqualTo("hello");
        assertThat(code.deployments().get(0).code().text()).isEqualTo("hello.jar");
    }

    @Test
    void a_folder_of_classes_and_a_folder_of_jars_are_found_too() throws IOException {
        Path classes = user.classes(CodeFolder.pipeline("One", "\"1\""));
        user.jar("jars/two.jar", user.classes(CodeFolder.pipeline("Two", "\"2\"")));
        user.jar("jars/three.jar", user.classes(CodeFolder.pipeline("Three", "\"3\"")));

        assertThat(names(load(classes, folder.resolve("user/jars")))).containsExactly("one", "three", "two");
    }

    @Test
    void a_service_file_says_which_pipelines_there_are() throws IOException {
        Path classes = user.classes(CodeFolder.pipeline("One", "\"1\""), CodeFolder.pipeline("Two", "\"2\""));
        Path services = classes.resolve("META-INF/services/dev.rondo.pipeline.Pipeline");
        Files.createDirectories(services.getParent());
        Files.writeString(services, "user.Two # the other is a draft\nuser.Missing\n");

        UserCode code = load(user.jar("two.jar", classes));
        assertThat(names(code)).containsExactly("two");
        assertThat(codes(code)).containsExactly("class-not-loaded");
        assertThat(code.errors().get(0).place()).isEqualTo("two.jar/user.Missing");
    }

    @Test
    void code_uses_the_libraries_that_its_manifest_names_and_none_of_the_servers() throws IOException {
        Path library =
                user.classes("package user; public final class Word { public static String it() { return \"lib\"; } }");
        user.jar("lib/word.jar", library);
        user.compileAgainst(library);
        Path classes = user.classes(
                CodeFolder.pipeline("Hello", "Word.it()"),
                CodeFolder.pipeline("Foreign", "io.vertx.core.Vertx.class.getName()"));
        UserCode code = load(user.jar("hello.jar", classes, "lib/word.jar"));

        assertThat(say(code)).isEqualTo("lib");
        assertThat(outcome(code, "foreign")).isInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void two_versions_of_one_library_do_not_meet() throws IOException {
        for (String name : List.of("One", "Two")) {
            Path library = user.classes(
                    "package user; public final class Word { public static String it() { return \"" + name + "\"; } }");
            user.jar(name + "/lib/word.jar", library);
            CodeFolder one = new CodeFolder(folder.resolve("user/" + name));
            one.compileAgainst(library);
            one.jar("pipeline.jar", one.classes(CodeFolder.pipeline(name, "Word.it()")), "lib/word.jar");
        }
        UserCode code = load(folder.resolve("user/One/pipeline.jar"), folder.resolve("user/Two/pipeline.jar"));

        assertThat(outcome(code, "one")).isEqualTo("One");
        assertThat(outcome(code, "two")).isEqualTo("Two");
    }

    @Test
    void a_library_that_is_not_there_is_reported_and_the_rest_goes_on() throws IOException {
        UserCode code =
                load(user.jar("hello.jar", user.classes(CodeFolder.pipeline("Hello", "\"hello\"")), "lib/missing.jar"));

        assertThat(names(code)).containsExactly("hello");
        assertThat(codes(code)).containsExactly("library-missing");
    }

    @Test
    void the_digest_is_of_the_content_and_not_of_the_place() throws IOException {
        Path jar = hello("\"hello\"");
        String first = digest(load(jar));
        String elsewhere = digest(load(Files.copy(jar, folder.resolve("other-name.jar"))));
        String changed = digest(load(hello("\"changed\"")));

        assertThat(elsewhere).isEqualTo(first);
        assertThat(changed).isNotEqualTo(first);
    }

    @Test
    void a_changed_library_changes_the_digest() throws IOException {
        Path classes = user.classes(CodeFolder.pipeline("Hello", "\"hello\""));
        Path jar = user.jar("hello.jar", classes, "lib/word.jar");
        user.jar("lib/word.jar", user.classes("package user; public final class Word {}"));
        String first = digest(load(jar));
        user.jar("lib/word.jar", user.classes("package user; public final class Word { int n; }"));

        assertThat(digest(load(jar))).isNotEqualTo(first);
    }

    @Test
    void rebuilding_a_jar_under_a_running_server_does_not_touch_what_runs() throws IOException {
        Path jar = hello("new StringBuilder(new Later().word()).toString(); } static class Later { String word()"
                + " { return \"old\"; }");
        UserCode code = load(jar);
        Files.write(jar, "rubbish".getBytes(StandardCharsets.UTF_8));

        assertThat(say(code)).isEqualTo("old"); // needs a class that was not loaded before
    }

    @Test
    void code_that_was_served_once_is_found_by_its_digest_although_the_jar_is_gone() throws IOException {
        Path jar = hello("\"old\"");
        String digest = digest(load(jar));
        Files.delete(jar);

        Deployment old = UserCode.archived(archive).apply(HELLO, digest).orElseThrow();
        assertThat(run(old)).isEqualTo("old");
        assertThat(old.codeDigest()).isEqualTo(digest);
        assertThat(UserCode.archived(archive).apply(PipelineName.of("other"), digest))
                .isEmpty();
        assertThat(UserCode.archived(archive).apply(HELLO, "0".repeat(64))).isEmpty();
    }

    @Test
    void a_broken_pipeline_is_explained_and_the_good_ones_are_served() throws IOException {
        Path broken = user.jar("broken.jar", user.classes("""
                package user;

                import dev.rondo.pipeline.*;

                public final class Broken implements Pipeline<Pipeline.NoSettings> {
                    public void define(PipelineBuilder<NoSettings> p) {
                        throw new IllegalStateException("half done");
                    }
                }
                """));
        UserCode code = load(broken, hello("\"hello\""));

        assertThat(names(code)).containsExactly("hello");
        assertThat(codes(code)).containsExactly("define-failed");
        assertThat(code.errors().get(0).reason()).contains("half done").contains("Broken.java:7");
    }

    @Test
    void a_constructor_that_throws_is_explained() throws IOException {
        UserCode code = load(user.classes(CodeFolder.pipeline("Hello", "\"hello\"")
                .replace(
                        "public void define",
                        "public Hello() { throw new IllegalStateException(\"no\"); }\n public void define")));
        assertThat(codes(code)).containsExactly("constructor-failed");
        assertThat(code.errors().get(0).reason()).contains("no");
    }

    @Test
    void a_place_without_pipelines_or_without_anything_is_reported() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Path damaged = Files.writeString(folder.resolve("damaged.jar"), "not a jar");
        UserCode code = load(
                user.jar("library.jar", user.classes("package user; public class Nothing {}")),
                empty,
                folder.resolve("nowhere.jar"),
                damaged);

        assertThat(codes(code)).containsExactly("no-pipelines", "no-code", "no-such-code", "code-not-readable");
        assertThat(code.deployments()).isEmpty();
    }

    @Test
    void abstract_hidden_and_nested_classes_are_told_apart() throws IOException {
        Path classes = user.classes("""
                package user;

                import dev.rondo.pipeline.*;

                public abstract class Base implements Pipeline<Pipeline.NoSettings> {
                    public void define(PipelineBuilder<NoSettings> p) {
                        p.output(p.step("say").run(Base::say));
                    }

                    static String say() {
                        return "base";
                    }

                    public static final class Inner extends Base {}

                    static final class Hidden extends Base {}

                    public static final class NeedsMore extends Base {
                        public NeedsMore(int more) {}
                    }
                }
                """);
        assertThat(names(load(classes))).containsExactly("inner");
    }

    @Test
    void the_same_code_named_twice_is_loaded_once() throws IOException {
        Path classes = user.classes(CodeFolder.pipeline("Hello", "\"hello\""));
        UserCode code = load(user.jar("a.jar", classes), user.jar("b.jar", classes));
        assertThat(names(code)).containsExactly("hello");
        assertThat(code.problems()).isEmpty();
    }

    private Path hello(String expression) throws IOException {
        return user.jar("hello.jar", user.classes(CodeFolder.pipeline("Hello", expression)));
    }

    private UserCode load(Path... places) {
        return UserCode.load(List.of(places), archive);
    }

    private static String digest(UserCode code) {
        return code.deployments().get(0).codeDigest();
    }

    private static List<String> names(UserCode code) {
        return code.deployments().stream().map(d -> d.pipeline().name().value()).toList();
    }

    private static List<String> codes(UserCode code) {
        return code.problems().stream().map(Problem::code).toList();
    }

    private static Object say(UserCode code) {
        return outcome(code, "hello");
    }

    private static Object outcome(UserCode code, String pipeline) {
        Deployment deployment = code.deployments().stream()
                .filter(d -> d.pipeline().name().value().equals(pipeline))
                .findFirst()
                .orElseThrow();
        try {
            return run(deployment);
        } catch (LinkageError e) {
            return e;
        }
    }

    private static Object run(Deployment deployment) {
        try {
            return deployment.pipeline().steps().get(0).body().orElseThrow().call(null, List.of());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
