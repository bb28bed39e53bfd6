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

    @Test
    void a_number_has_five_digits_and_a_count_all_of_its_own() {
        assertThat(RunText.number(54.0446712)).isEqualTo("54.045");
        assertThat(RunText.number(0.000123456789)).isEqualTo("0.00012346");
        assertThat(RunText.number(124_364)).isEqualTo("124364");
        assertThat(RunText.number(-1_234_567.8)).isEqualTo("-1234568");
        assertThat(RunText.number(3)).isEqualTo("3");
        assertThat(RunText.number(0)).isEqualTo("0");
        assertThat(RunText.number(Double.NaN)).isEqualTo("NaN");
    }
}
