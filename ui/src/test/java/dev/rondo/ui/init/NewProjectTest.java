package dev.rondo.ui.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewProjectTest {

    @TempDir
    Path folder;

    @Test
    void a_project_is_named_after_its_folder() {
        assertThat(NewProject.in(Path.of("/some/Energy Use")).name()).isEqualTo("energy-use");
        assertThat(NewProject.in(Path.of("/some/energy-use")).className()).isEqualTo("EnergyUse");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "energy-use",
                "table",
                "metrics",
                "column",
                "line",
                "schema",
                "files",
                "settings",
                "pipeline",
                "step-context",
                "data-file",
                "override",
                "facts",
                "test",
                "path",
                "list",
                "exception",
                "string",
                "no-settings",
                "compiled-pipeline"
            })
    void a_project_compiles_whatever_its_name(String name) throws IOException {
        NewProject project = new NewProject(folder, name);
        List<String> arguments = new ArrayList<>(
                List.of("-d", folder.toString(), "-proc:none", "-cp", System.getProperty("java.class.path")));
        for (String template : List.of(NewProject.CODE, NewProject.TEST)) {
            String file = project.className() + (template.equals(NewProject.TEST) ? "Test" : "") + ".java";
            arguments.add(Files.writeString(folder.resolve(file), project.filled(template, "1"))
                    .toString());
        }
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(result).isZero();
    }

    @Test
    void a_class_is_called_otherwise_only_where_its_name_is_taken() {
        assertThat(new NewProject(folder, "table").className()).isEqualTo("TablePipeline");
        assertThat(new NewProject(folder, "table").filled(NewProject.CODE, "1")).contains("return \"table\";");
        assertThat(new NewProject(folder, "keeps").className())
                .as("of a comment")
                .isEqualTo("Keeps");
    }

    @Test
    void a_name_that_no_pipeline_can_have_is_refused_with_a_good_one() {
        assertThatThrownBy(() -> new NewProject(folder, "Über alles"))
                .isInstanceOf(InitException.class)
                .hasMessageContaining("such as energy-use");
    }

    @Test
    void a_folder_with_something_in_it_is_left_alone() throws IOException {
        Files.writeString(folder.resolve("mine.txt"), "mine");
        assertThatThrownBy(() -> new NewProject(folder, "mine").write())
                .isInstanceOf(InitException.class)
                .hasMessageContaining("not empty");
        assertThat(folder).isDirectoryNotContaining("glob:**pom.xml");
    }

    /** So that a project builds offline wherever Rondo itself has been built. */
    @Test
    void the_projects_plugins_are_those_that_rondo_is_built_with() throws IOException {
        String template;
        try (InputStream in = NewProject.class.getResourceAsStream("/dev/rondo/ui/init/pom.xml.txt")) {
            template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String root = Files.readString(Path.of("../pom.xml"));
        Matcher plugin = Pattern.compile("<artifactId>(maven-[a-z-]+)</artifactId>\\s*<version>([0-9.]+)</version>")
                .matcher(template);
        int plugins = 0;
        while (plugin.find()) {
            plugins++;
            assertThat(root)
                    .containsPattern("<artifactId>" + plugin.group(1) + "</artifactId>\\s*<version>"
                            + Pattern.quote(plugin.group(2)) + "</version>");
        }
        assertThat(plugins).isEqualTo(5);
        Matcher junit = Pattern.compile("<junit.version>(.*)</junit.version>").matcher(root);
        assertThat(junit.find()).isTrue();
        assertThat(template)
                .containsPattern("<artifactId>junit-jupiter</artifactId>\\s*<version>" + Pattern.quote(junit.group(1)));
    }
}
