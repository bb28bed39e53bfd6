package dev.rondo.engine.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
    private static final Instant START = Instant.parse("2011-07-01T00:00:00Z");

    private final VirtualClock clock = new VirtualClock(START);
    private final List<String> calls = new ArrayList<>();

    @Test
    void jobs_run_in_the_order_of_their_times_and_see_their_own_time_as_now() {
        clock.every("poll", Duration.ofSeconds(2), () -> calls.add("poll " + seconds()));
        clock.at("slot", START.plusSeconds(3), () -> calls.add("slot " + seconds()));
        clock.advance(Duration.ofSeconds(5));
        assertThat(calls).containsExactly("poll 2", "slot 3", "poll 4");
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(5));
    }

    @Test
    void a_name_has_one_job_and_the_last_one_given_counts() {
        clock.at("slot", START.plusSeconds(1), () -> calls.add("first"));
        clock.at("slot", START.plusSeconds(2), () -> calls.add("second"));
        clock.advance(Duration.ofSeconds(5));
        assertThat(calls).containsExactly("second");
    }

    @Test
    void a_job_whose_time_has_passed_runs_when_time_is_next_moved() {
        clock.at("late", START.minusSeconds(60), () -> calls.add("late " + seconds()));
        clock.advance(Duration.ZERO);
        assertThat(calls).containsExactly("late 0");
    }

    @Test
    void a_cancelled_job_is_not_called_any_more() {
        clock.every("poll", Duration.ofSeconds(1), () -> {
            calls.add("poll");
            clock.cancel("poll");
        });
        clock.advance(Duration.ofSeconds(5));
        assertThat(calls).containsExactly("poll");
    }

    private long seconds() {
        return Duration.between(START, clock.instant()).toSeconds();
    }
}
