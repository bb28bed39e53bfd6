package dev.rondo.table;

/** The type of a column's values. Every type can hold "missing" where the schema's data has an empty cell. */
public enum ColumnType {
    /** Whole numbers of 64 bits. */
    INTEGER,
    /** Numbers of double precision; never NaN or infinite. */
    DECIMAL,
    /** Text. */
    TEXT,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** A calendar day, ISO-8601. */
    DATE,
    /** An instant in UTC, ISO-8601. */
    TIMESTAMP
}
