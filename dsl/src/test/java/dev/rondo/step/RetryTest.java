package dev.rondo.step;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryTest {
    @Test
    void delays_grow_by_the_factor_and_stop_at_the_longest() {
        Retry retry = Retry.times(9).backoff(ofSeconds(2), 3, ofSeconds(20));
        assertThat(retry.delayAfter(1, 0.5)).isEqualTo(ofSeconds(2));
        assertThat(retry.delayAfter(2, 0.5)).isEqualTo(ofSeconds(6));
        assertThat(retry.delayAfter(3, 0.5)).isEqualTo(ofSeconds(18));
        assertThat(retry.delayAfter(4, 0.5)).isEqualTo(ofSeconds(20));
        assertThat(retry.delayAfter(9_000, 0.5)).isEqualTo(ofSeconds(20));
    }

    @Test
    void jitter_varies_a_delay_up_and_down_by_its_share() {
        Retry retry = Retry.times(3).backoff(ofSeconds(10)).jitter(0.2);
        assertThat(retry.delayAfter(1, 0)).isEqualTo(ofSeconds(8));
        assertThat(retry.delayAfter(1, 1)).isEqualTo(ofSeconds(12));
    }

    @Test
    void jitter_makes_no_delay_longer_than_the_longest() {
        Retry retry = Retry.times(3).backoff(ofSeconds(10), 1, ofSeconds(10)).jitter(1);
        assertThat(retry.delayAfter(1, 0.999)).isEqualTo(ofSeconds(10));
    }

    @Test
    void delays_of_any_length_are_counted_without_overflow() {
        Duration endless = ofSeconds(Long.MAX_VALUE);
        assertThat(Retry.times(9).backoff(ofSeconds(2), 3, endless).delayAfter(2, 0.5))
                .isEqualTo(ofSeconds(6));
        assertThat(Retry.times(9).backoff(endless, 3, endless).delayAfter(9_000, 0.5))
                .isEqualTo(Duration.ofMillis(Long.MAX_VALUE));
    }

    @Test
    void a_policy_that_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> Retry.times(-1)).hasMessageContaining("at least 1; got 0");
        assertThatThrownBy(() -> Retry.times(1).jitter(1.5)).hasMessageContaining("got 1.5");
        assertThatThrownBy(() -> Retry.times(1).backoff(ofSeconds(-1))).hasMessageContaining("firstDelay");
        assertThatThrownBy(() -> Retry.times(1).backoff(Duration.ZERO, 1, ofSeconds(-1)))
                .hasMessageContaining("maxDelay");
        assertThatThrownBy(() -> Retry.times(1).backoff(Duration.ZERO, 0.5, ofSeconds(1)))
                .hasMessageContaining("multiplier");
    }
}
