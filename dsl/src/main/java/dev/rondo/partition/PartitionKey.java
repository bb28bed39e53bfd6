package dev.rondo.partition;

/**
 * The name of one partition of a dataset, such as {@code 2011-07}. A dataset that is not partitioned has exactly one
 * partition, {@link #WHOLE}.
 *
 * <p>The order of keys is the business of the {@link Partitioning} that made them, not of the text.
 */
public record PartitionKey(String value) {

    /** The only partition of a dataset that is not partitioned; its text is empty. */
    public static final PartitionKey WHOLE = new PartitionKey("");

    public PartitionKey {
        if (value.length() > 200) {
            throw new IllegalArgumentException(
                    "A partition key has at most 200 characters; got " + value.length() + ": " + value);
        }
        if (value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException("A partition key is not the name of a folder's place; got " + value);
        }
        if (value.chars().anyMatch(c -> c < ' ' || c == '/' || c == '\\')) {
            throw new IllegalArgumentException(
                    "A partition key holds no control characters and no slashes; got \"" + value + "\"");
        }
    }

    public static PartitionKey of(String value) {
        return value.isEmpty() ? WHOLE : new PartitionKey(value);
    }

    public boolean isWhole() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return value.isEmpty() ? "(whole)" : value;
    }
}
