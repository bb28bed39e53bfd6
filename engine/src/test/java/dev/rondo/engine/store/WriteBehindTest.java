package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteBehindTest {
    private final WriteBehind behind = new WriteBehind();
    private final List<Integer> done = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        behind.close();
    }

    @Test
    void work_is_done_in_its_order_and_all_of_it_before_the_end() {
        for (int n = 0; n < 1_000; n++) {
            int number = n;
            behind.give(() -> done.add(number));
        }
        behind.end();
        assertThat(done)
                .containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
        behind.end();
    }

    @Test
    void behind_work_that_fails_nothing_is_done_until_its_failure_was_told_and_it_is_told_once() {
        behind.give(() -> {
            throw new IllegalStateException("the first");
        });
        behind.give(() -> done.add(1));
        behind.give(() -> {
            throw new IllegalStateException("the second");
        });
        assertThatThrownBy(behind::end).hasMessage("the first");
        behind.give(() -> done.add(2));
        behind.end();
        assertThat(done).containsExactly(2);
    }

    @Test
    void an_error_is_told_as_it_is() {
        var full = new OutOfMemoryError("made for a test");
        behind.give(() -> {
            throw full;
        });
        assertThatThrownBy(behind::end).isSameAs(full);
    }

    @Test
    void work_that_was_abandoned_is_over_and_its_failure_forgotten() {
        behind.give(() -> done.add(1));
        behind.give(() -> {
            throw new IllegalStateException("nobody wants to know");
        });
        behind.abandon();
        assertThat(done).containsExactly(1);
        behind.end();
    }

    @Test
    void an_interrupt_ends_no_wait_and_is_not_forgotten() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        behind.give(() -> {
            begun.countDown();
            boolean inTime = false;
            try {
                inTime = goOn.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            done.add(inTime ? 1 : 0);
        });
        begun.await();
        var helper = new Thread(goOn::countDown);
        Thread.currentThread().interrupt();
        helper.start();
        behind.end();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).containsExactly(1);
        helper.join();
    }
}
