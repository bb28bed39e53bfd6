package dev.rondo.step;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Named numbers that a step found out, such as the error of a model. When a step returns metrics they are also recorded
 * with its attempt. Sorted by name; values are finite.
 */
public record Metrics(Map<String, Double> values) {

    public Metrics {
        values.forEach((name, value) -> {
            if (value.isNaN() || value.isInfinite()) {
                throw new IllegalArgumentException("Metric \"" + name + "\" is " + value
                        + ", which no gate can compare; look for an empty test set or a division by zero");
            }
        });
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    public static Metrics of(String name, double value) {
        return new Metrics(Map.of(name, value));
    }

    /** These metrics and one more. */
    public Metrics and(String name, double value) {
        Map<String, Double> more = new TreeMap<>(values);
        more.put(name, value);
        return new Metrics(more);
    }

    public Optional<Double> get(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
