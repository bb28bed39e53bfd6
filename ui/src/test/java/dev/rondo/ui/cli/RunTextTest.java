package dev.rondo.ui.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunTextTest {
    @Test
    void one_of_a_thing_is_in_the_singular_and_any_other_number_in_the_plural() {
        assertThat(RunText.count(0, "run")).isEqualTo("0 runs");
        assertThat(RunText.count(1, "broken promise")).isEqualTo("1 broken promise");
        assertThat(RunText.count(2, "artifact")).isEqualTo("2 artifacts");
    }
}
