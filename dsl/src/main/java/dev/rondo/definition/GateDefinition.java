package dev.rondo.definition;

import java.util.Optional;

/**
 * The test a challenger must pass to become champion.
 *
 * <p>The gate's step reads, under these input names: {@link #CHALLENGER} (the model), {@link #CHALLENGER_METRICS},
 * {@link #BASELINE_METRICS}, and {@link #CHAMPION_METRICS} (nothing while there is no champion).
 *
 * @param model the name under which champions follow one another
 * @param metric the metric that is compared
 * @param lowerIsBetter the metric's direction
 * @param minImprovement how much better than the champion the challenger must be, in the metric's unit; 0 means
 *     strictly better
 * @param championEvaluation the step that scores the champion as the challenger was scored
 */
public record GateDefinition(
        ModelName model,
        String metric,
        boolean lowerIsBetter,
        double minImprovement,
        Optional<StepName> championEvaluation) {
    public static final String CHALLENGER = "challenger";
    public static final String CHALLENGER_METRICS = "challenger-metrics";
    public static final String CHAMPION_METRICS = "champion-metrics";
    public static final String BASELINE_METRICS = "baseline-metrics";
}
