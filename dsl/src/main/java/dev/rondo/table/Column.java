package dev.rondo.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One column of a table.
 *
 * @param unit what the numbers count, such as {@code °C / 41}; empty where there is none
 * @param tags words such as {@code sensitive} or {@code leak}; they follow the column through the graph
 * @param derivedFrom columns of the step's inputs that this one is computed from; empty when not said, and then a column
 *     of the same name, or else every column the step reads, counts as its origin
 */
public record Column(String name, ColumnType type, String unit, Set<String> tags, Optional<List<String>> derivedFrom) {

    public Column {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A column has a name");
        }
        tags = java.util.Collections.unmodifiableSet(new TreeSet<>(tags));
        derivedFrom = derivedFrom.map(List::copyOf);
    }

    public static Column of(String name, ColumnType type) {
        return new Column(name, type, "", Set.of(), Optional.empty());
    }

    public Column unit(String text) {
        return new Column(name, type, text, tags, derivedFrom);
    }

    public Column tag(String... more) {
        var all = new TreeSet<>(tags);
        all.addAll(List.of(more));
        return new Column(name, type, unit, all, derivedFrom);
    }

    /** Says which input columns this one is computed from. */
    public Column derivedFrom(String... columns) {
        return new Column(name, type, unit, tags, Optional.of(new ArrayList<>(List.of(columns))));
    }

    /** Says that this one is computed from no input column at all, such as a constant or a random number. */
    public Column derivedFromNothing() {
        return new Column(name, type, unit, tags, Optional.of(List.of()));
    }
}
