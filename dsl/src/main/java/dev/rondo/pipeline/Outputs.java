package dev.rondo.pipeline;

import java.util.Map;

/**
 * The datasets of a step with several outputs, one for each component of the record that its function returns:
 *
 * <pre>{@code
 * Outputs<Split> split = p.step("split").reads(clean).runMany(Split::of);
 * Dataset<Table> train = split.get(Split::train);
 * }</pre>
 */
public final class Outputs<R extends Record> {
    private final Class<?> recordType;
    private final Map<String, Dataset<?>> byComponent;

    Outputs(Class<?> recordType, Map<String, Dataset<?>> byComponent) {
        this.recordType = recordType;
        this.byComponent = byComponent;
    }

    /** The dataset of the component whose accessor is named; only a method reference will do. */
    @SuppressWarnings("unchecked")
    public <T> Dataset<T> get(StepFunctions.Accessor<R, T> accessor) {
        String component = LambdaCode.of(accessor).code().method();
        Dataset<?> dataset = byComponent.get(component);
        if (dataset == null) {
            throw new IllegalArgumentException(recordType.getSimpleName() + " has no component \"" + component
                    + "\"; name one of its accessors with a method reference: "
                    + byComponent.keySet().stream()
                            .map(c -> recordType.getSimpleName() + "::" + c)
                            .sorted()
                            .toList());
        }
        return (Dataset<T>) dataset;
    }
}
