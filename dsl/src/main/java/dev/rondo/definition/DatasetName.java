package dev.rondo.definition;

/** The name of a dataset, unique in a catalog. */
public record DatasetName(String value) implements Comparable<DatasetName> {
    public DatasetName {
        Names.check("dataset name", value);
    }

    public static DatasetName of(String value) {
        return new DatasetName(value);
    }

    /** Whether {@code value} would be accepted. */
    public static boolean valid(String value) {
        return Names.valid(value);
    }

    @Override
    public int compareTo(DatasetName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
