package dev.rondo.definition;

/** The name of a pool: something that the steps of many pipelines share and of which there is only so much. */
public record PoolName(String value) implements Comparable<PoolName> {
    public PoolName {
        Names.check("pool name", value);
    }

    public static PoolName of(String value) {
        return new PoolName(value);
    }

    /** Whether {@code value} would be accepted. */
    public static boolean valid(String value) {
        return Names.valid(value);
    }

    @Override
    public int compareTo(PoolName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
