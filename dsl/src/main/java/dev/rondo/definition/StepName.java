package dev.rondo.definition;

/** The name of a step, unique in its pipeline. */
public record StepName(String value) implements Comparable<StepName> {
    public StepName {
        Names.check("step name", value);
    }

    public static StepName of(String value) {
        return new StepName(value);
    }

    /** Whether {@code value} would be accepted. */
    public static boolean valid(String value) {
        return Names.valid(value);
    }

    @Override
    public int compareTo(StepName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
