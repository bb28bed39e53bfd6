package dev.rondo.engine.plan;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How long something took when it was done before.
 *
 * @param median half of the times took no longer
 * @param times how many there are
 */
public record Expected(Duration median, Duration shortest, Duration longest, int times) {

    /** Empty when it was never done. */
    public static Optional<Expected> of(Collection<Duration> took) {
        if (took.isEmpty()) {
            return Optional.empty();
        }
        List<Duration> sorted = took.stream().sorted().toList();
        int middle = sorted.size() / 2;
        Duration median = sorted.size() % 2 == 1
                ? sorted.get(middle)
                : sorted.get(middle - 1).plus(sorted.get(middle)).dividedBy(2);
        return Optional.of(new Expected(median, sorted.get(0), sorted.get(sorted.size() - 1), sorted.size()));
    }
}
