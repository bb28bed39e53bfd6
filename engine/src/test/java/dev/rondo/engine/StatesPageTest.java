package dev.rondo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.StatesPage.Machine;
import dev.rondo.engine.run.AttemptState;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps {@code docs/states.md} what the enums say, and the enums whole. */
class StatesPageTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "..", "docs", "states.md");
    private static final String REGENERATE = "mvn -q -pl engine -am test -Dtest=StatesPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dstates.write";

    /** One line for each kind of thing that has states; the page follows. */
    static List<Machine<?>> machines() {
        return List.of(
                Machine.of("Run", RunState.values(), RunState::meaning, RunState::next),
                Machine.of("Step of a run", StepState.values(), StepState::meaning, StepState::next),
                Machine.of("Attempt", AttemptState.values(), AttemptState::meaning, AttemptState::next));
    }

    @Test
    void the_page_says_what_the_enums_say() throws IOException {
        String page = StatesPage.write(machines(), REGENERATE);
        if (System.getProperty("states.write") != null) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        String there = Files.exists(PAGE) ? Files.readString(PAGE).replace("\r\n", "\n") : "";
        assertThat(there)
                .as("docs/states.md is behind the enums. Write it again with: %s", REGENERATE)
                .isEqualTo(page);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("machines")
    void every_state_can_be_reached_from_the_first(Machine<?> machine) {
        assertThat(machine.reachable()).containsExactlyInAnyOrderElementsOf(machine.names());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("machines")
    void from_every_state_there_is_a_way_to_an_end(Machine<?> machine) {
        assertThat(machine.withoutEnd()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("machines")
    void every_state_says_in_one_sentence_what_it_means(Machine<?> machine) {
        assertThat(machine.meanings()).doesNotHaveDuplicates().allMatch(s -> s.length() > 10 && s.endsWith("."));
    }
}
