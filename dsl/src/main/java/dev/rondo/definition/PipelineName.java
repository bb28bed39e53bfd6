package dev.rondo.definition;

/** The name of a pipeline, unique in a catalog. */
public record PipelineName(String value) implements Comparable<PipelineName> {
    public PipelineName {
        Names.check("pipeline name", value);
    }

    public static PipelineName of(String value) {
        return new PipelineName(value);
    }

    /** Whether {@code value} would be accepted. */
    public static boolean valid(String value) {
        return Names.valid(value);
    }

    @Override
    public int compareTo(PipelineName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
