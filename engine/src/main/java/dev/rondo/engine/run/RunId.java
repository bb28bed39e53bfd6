package dev.rondo.engine.run;

/** Names a run. Later runs have greater numbers; numbers may be left out. */
public record RunId(long value) implements Comparable<RunId> {

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when it is not a positive whole number
     */
    public static RunId parse(String text) {
        try {
            long value = Long.parseLong(text);
            if (value > 0) {
                return new RunId(value);
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for everything that is not a run id.
        }
        throw new IllegalArgumentException("A run id is a positive whole number; got \"" + text + "\"");
    }

    @Override
    public int compareTo(RunId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
