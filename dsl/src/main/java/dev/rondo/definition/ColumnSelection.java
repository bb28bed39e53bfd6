package dev.rondo.definition;

import java.util.List;

/**
 * A choice of a table's columns: only the named ones, or all but the named ones. The engine cuts the table before the
 * step sees it, so a column that is left out cannot leak into the step.
 */
public record ColumnSelection(boolean keep, List<String> names) {
    public ColumnSelection {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("A choice of columns names at least one column");
        }
    }

    public static ColumnSelection only(List<String> names) {
        return new ColumnSelection(true, names);
    }

    public static ColumnSelection without(List<String> names) {
        return new ColumnSelection(false, names);
    }

    /** Those of {@code columns} that remain, in their order. */
    public List<String> apply(List<String> columns) {
        return columns.stream().filter(c -> names.contains(c) == keep).toList();
    }
}
