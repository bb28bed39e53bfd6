package dev.rondo.definition;

/** The name under which models of one purpose compete: one champion, many challengers. */
public record ModelName(String value) implements Comparable<ModelName> {
    public ModelName {
        Names.check("model name", value);
    }

    public static ModelName of(String value) {
        return new ModelName(value);
    }

    /** Whether {@code value} would be accepted. */
    public static boolean valid(String value) {
        return Names.valid(value);
    }

    @Override
    public int compareTo(ModelName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
