package dev.rondo.ui.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewProjectTest {

    @TempDir
    Path folder;

    @Test
    void a_project_is_named_after_its_folder() {
        assertThat(NewProject.in(Path.of("/some/Energy Use")).name()).isEqualTo("energy-use");
        assertThat(NewProject.in(Path.of("/some/energy-use")).className()).isEqualTo("EnergyUse");
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
