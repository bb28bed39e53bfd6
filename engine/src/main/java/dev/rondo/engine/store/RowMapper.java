package dev.rondo.engine.store;

/** Makes a value of one row. Reads the row and nothing else: it sends no statements of its own. */
@FunctionalInterface
public interface RowMapper<T> {
    T map(Row row);
}
