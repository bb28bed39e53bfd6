package dev.rondo.engine.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How often the promises are checked. */
class PaceTest {
    private final AtomicLong nanos = new AtomicLong(-7);
    private final Pace pace = new Pace(nanos::get);

    @Test
    void the_first_look_is_due_at_once() {
        assertThat(pace.due()).isTrue();
    }

    @Test
    void a_rest_is_nineteen_times_as_long_as_the_look_before_it() {
        look(Duration.ofSeconds(1));
        pass(Duration.ofMillis(18_999));
        assertThat(pace.due()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(pace.due()).isTrue();
    }

    @Test
    void no_rest_is_longer_than_a_minute() {
        look(Duration.ofSeconds(10));
        pass(Duration.ofMillis(59_999));
        assertThat(pace.due()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(pace.due()).isTrue();
    }

    private void look(Duration length) {
        pace.begin();
        pass(length);
        pace.end();
    }

    private void pass(Duration by) {
        nanos.addAndGet(by.toNanos());
    }
}
