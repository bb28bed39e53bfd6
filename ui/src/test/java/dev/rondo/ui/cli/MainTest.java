package dev.rondo.ui.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void the_version_names_rondo_and_the_java_it_runs_on() {
        assertThat(rondo("--version")).isZero();
        assertThat(out.toString()).startsWith("Rondo ").contains("Java " + System.getProperty("java.version"));
    }

    @Test
    void without_a_command_it_says_what_there_is() {
        assertThat(rondo()).isZero();
        assertThat(out.toString()).contains("Usage: rondo").contains("Exit codes:");
    }

    @Test
    void an_unknown_option_is_refused_with_exit_code_2_and_nothing_on_standard_output() {
        assertThat(rondo("--colour")).isEqualTo(2);
        assertThat(err.toString()).contains("--colour").contains("rondo --help").doesNotContain("Usage:");
        assertThat(out.toString()).isEmpty();
    }

    private int rondo(String... arguments) {
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
