package dev.rondo.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShownTest {
    @Test
    void a_number_is_short_and_keeps_what_stands_before_the_point() {
        assertThat(Shown.one(54.0446712)).isEqualTo("54.04");
        assertThat(Shown.one(124_364.4)).isEqualTo("124364.0");
        assertThat(Shown.one(0.000123456)).isEqualTo("0.0001235");
    }

    @Test
    void numbers_that_differ_look_different() {
        int digits = Shown.digitsFor(List.of(0.123456, 0.123457, 0.5));

        assertThat(Shown.in(0.123456, digits)).isEqualTo("0.123456");
        assertThat(Shown.in(0.123457, digits)).isEqualTo("0.123457");
    }
}
