package dev.rondo.engine.loop;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** What is to be done later, by time; belongs to the engine's thread. */
final class Timers {
    private record Timer(Instant due, long order, Consumer<Turn> work) {}

    private final PriorityQueue<Timer> queue =
            new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparing(Timer::order));
    private long added;

    void add(Instant due, Consumer<Turn> work) {
        queue.add(new Timer(due, added++, work));
    }

    int count() {
        return queue.size();
    }

    Optional<Instant> next() {
        return Optional.ofNullable(queue.peek()).map(Timer::due);
    }

    /** Removes and gives the next one that is due. */
    Optional<Consumer<Turn>> poll(Instant now) {
        Timer first = queue.peek();
        if (first == null || first.due().isAfter(now)) {
            return Optional.empty();
        }
        queue.remove();
        return Optional.of(first.work());
    }
}
