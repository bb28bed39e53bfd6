package dev.rondo.pipeline;

import dev.rondo.step.Metrics;

/** What a challenger is measured against in a gate. */
public final class Contender {
    private Contender() {}

    /** The model in service under this name; it is scored by the same step as the challenger, on the same data. */
    public static Champion champion(String model) {
        return new Champion(model);
    }

    /** The score of a simple method that needs no training, on the same data. */
    public static Baseline baseline(Dataset<Metrics> metrics) {
        return new Baseline(metrics);
    }

    /** See {@link #champion}. */
    public record Champion(String model) {}

    /** See {@link #baseline}. */
    public record Baseline(Dataset<Metrics> metrics) {}
}
