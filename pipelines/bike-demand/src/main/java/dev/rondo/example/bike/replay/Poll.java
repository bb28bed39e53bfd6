package dev.rondo.example.bike.replay;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks again and again until there is an answer. */
final class Poll {
    private static final Duration INTERVAL = Duration.ofMillis(150);

    private Poll() {}

    /** The first answer; empty when there was none in time. */
    static <T> Optional<T> until(Duration longest, Supplier<Optional<T>> question) {
        long start = System.nanoTime();
        Optional<T> answer = question.get();
        while (answer.isEmpty() && System.nanoTime() - start < longest.toNanos()) {
            pause(INTERVAL);
            answer = question.get();
        }
        return answer;
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayException("The replay was interrupted.", e);
        }
    }
}
