package dev.rondo.engine.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuartzClockTest {
    private final QuartzClock clock = new QuartzClock(Clock.systemUTC());

    @AfterEach
    void close() {
        clock.close();
    }

    @Test
    void a_job_whose_time_has_passed_runs_at_once() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        clock.at("slot", Instant.EPOCH, called::countDown);
        assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_job_that_throws_is_called_again_at_its_next_time() {
        AtomicInteger calls = new AtomicInteger();
        clock.every("poll", Duration.ofMillis(5), () -> {
            calls.incrementAndGet();
            throw new IllegalStateException("the share is not mounted");
        });
        await().until(() -> calls.get() >= 3);
    }

    @Test
    void a_job_may_name_its_own_next_time() {
        AtomicInteger calls = new AtomicInteger();
        clock.at("slot", Instant.EPOCH, new Runnable() {
            @Override
            public void run() {
                if (calls.incrementAndGet() < 3) {
                    clock.at("slot", Instant.EPOCH, this);
                }
            }
        });
        await().until(() -> calls.get() == 3);
    }

    /** Quartz's own threads lose a call, and make the closing wait for ever, when they are interrupted as they get it. */
    @Test
    void no_call_is_lost_and_the_clock_closes_when_its_threads_are_interrupted() {
        try (QuartzClock interrupted = new QuartzClock(Clock.systemUTC())) {
            for (int call = 0; call < 500; call++) {
                CountDownLatch called = new CountDownLatch(1);
                interrupted.at("call " + call, Instant.EPOCH, called::countDown);
                await().pollInterval(Duration.ofNanos(1))
                        .pollDelay(Duration.ZERO)
                        .until(() -> {
                            Thread.getAllStackTraces().keySet().stream()
                                    .filter(thread -> thread.getName().startsWith("rondo-clock-job"))
                                    .forEach(Thread::interrupt);
                            return called.getCount() == 0;
                        });
            }
        }
    }

    @Test
    void what_is_called_again_and_again_is_called_also_after_the_time_was_set_back() {
        AtomicReference<Duration> wrong = new AtomicReference<>(Duration.ofDays(365));
        AtomicInteger calls = new AtomicInteger();
        try (QuartzClock set = new QuartzClock(() -> Instant.now().plus(wrong.get()))) {
            set.every("poll", Duration.ofMillis(20), calls::incrementAndGet);
            assertThat(calls).hasValue(0);
            wrong.set(Duration.ZERO);
            await().until(() -> calls.get() >= 3);
        }
    }

    @Test
    void two_clocks_in_one_program_do_not_know_each_other() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        QuartzClock other = new QuartzClock(Clock.systemUTC());
        other.close();
        clock.at("slot", Instant.EPOCH, called::countDown);
        assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_interval_of_nothing_is_refused_with_the_name_of_the_job() {
        assertThatThrownBy(() -> clock.every("poll", Duration.ZERO, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("poll");
    }
}
