package dev.rondo.table;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows and typed columns, kept column by column in memory. Any cell may be missing. Immutable; equal when schema and
 * cells are equal. Rows are numbered from 0.
 *
 * <p>An unknown column, a column of another type and a missing cell where a value is needed are reported by an
 * {@link IllegalArgumentException} that names them.
 *
 * <p><b>Threads.</b> Safe for many threads. Arrays that it returns are the caller's own.
 */
public final class Table {
    private final Schema schema;
    private final int rows;
    private final List<Cells> cells;

    Table(Schema schema, int rows, List<Cells> cells) {
        this.schema = schema;
        this.rows = rows;
        this.cells = List.copyOf(cells);
    }

    public static TableBuilder builder(Schema schema) {
        return new TableBuilder(schema);
    }

    /** A table of no rows. */
    public static Table empty(Schema schema) {
        return builder(schema).build();
    }

    /**
     * The rows of all tables, one table after another.
     *
     * @throws IllegalArgumentException when there are no tables, or their schemas differ
     */
    public static Table concat(List<Table> tables) {
        if (tables.isEmpty()) {
            throw new IllegalArgumentException("At least one table is needed to know the columns; got none");
        }
        Schema schema = tables.get(0).schema;
        for (int i = 1; i < tables.size(); i++) {
            if (!tables.get(i).schema.equals(schema)) {
                throw new IllegalArgumentException("Only tables with equal schemas can be put together, but table " + i
                        + " (from 0) has " + tables.get(i).schema.columns() + " and the first has "
                        + schema.columns());
            }
        }
        List<Cells> all = new ArrayList<>();
        for (int column = 0; column < schema.columns().size(); column++) {
            int index = column;
            all.add(CellsDraft.concat(
                    schema.columns().get(column).type(),
                    tables.stream().map(table -> table.cells.get(index)).toList()));
        }
        return new Table(schema, tables.stream().mapToInt(Table::rows).sum(), all);
    }

    public Schema schema() {
        return schema;
    }

    /** How many rows there are. */
    public int rows() {
        return rows;
    }

    /** The row of this number, from 0. */
    public Row row(int number) {
        checkRow(number);
        return new Row(this, number);
    }

    /** The numbers of an integer or decimal column, none of them missing. */
    public double[] doubles(String column) {
        return CellArrays.doubles(CellArrays.present(column, numeric(column)), 0);
    }

    /** The numbers of an integer or decimal column, with {@code ifMissing} (such as NaN) where there is none. */
    public double[] doubles(String column, double ifMissing) {
        return CellArrays.doubles(numeric(column), ifMissing);
    }

    /** The numbers of an integer column, none of them missing. */
    public long[] longs(String column) {
        return CellArrays.longs(CellArrays.present(column, typed(column, ColumnType.INTEGER)), 0);
    }

    /** The numbers of an integer column, with {@code ifMissing} where there is none. */
    public long[] longs(String column, long ifMissing) {
        return CellArrays.longs(typed(column, ColumnType.INTEGER), ifMissing);
    }

    /** The texts of a text column, none of them missing. */
    public List<String> texts(String column) {
        return CellArrays.values(CellArrays.present(column, typed(column, ColumnType.TEXT)), String.class, "");
    }

    /** The texts of a text column, with {@code ifMissing} where there is none. */
    public List<String> texts(String column, String ifMissing) {
        return CellArrays.values(typed(column, ColumnType.TEXT), String.class, ifMissing);
    }

    /** The values of a Boolean column, none of them missing. */
    public boolean[] booleans(String column) {
        return CellArrays.booleans(CellArrays.present(column, typed(column, ColumnType.BOOLEAN)), false);
    }

    /** The values of a Boolean column, with {@code ifMissing} where there is none. */
    public boolean[] booleans(String column, boolean ifMissing) {
        return CellArrays.booleans(typed(column, ColumnType.BOOLEAN), ifMissing);
    }

    /** The days of a date column, none of them missing. */
    public List<LocalDate> dates(String column) {
        return CellArrays.values(
                CellArrays.present(column, typed(column, ColumnType.DATE)), LocalDate.class, LocalDate.EPOCH);
    }

    /** The instants of a timestamp column, none of them missing. */
    public List<Instant> timestamps(String column) {
        return CellArrays.values(
                CellArrays.present(column, typed(column, ColumnType.TIMESTAMP)), Instant.class, Instant.EPOCH);
    }

    /**
     * One value, as {@link Long}, {@link Double}, {@link String}, {@link Boolean}, {@link LocalDate} or
     * {@link Instant}; empty when it is missing.
     */
    public Optional<Object> cell(int row, String column) {
        checkRow(row);
        return cells.get(index(column)).get(row);
    }

    public boolean isMissing(int row, String column) {
        checkRow(row);
        return cells.get(index(column)).isMissing(row);
    }

    /** How many cells of the column are missing. */
    public int missing(String column) {
        Cells those = cells.get(index(column));
        return (int) IntStream.range(0, rows).filter(those::isMissing).count();
    }

    /** Only these columns, in this order. */
    public Table select(List<String> columns) {
        Schema narrower = new Schema(
                columns.stream().map(c -> schema.columns().get(index(c))).toList());
        return new Table(
                narrower, rows, columns.stream().map(c -> cells.get(index(c))).toList());
    }

    /** Only these columns, in this order. */
    public Table select(String... columns) {
        return select(List.of(columns));
    }

    /** All columns but these; each must exist. */
    public Table without(List<String> columns) {
        columns.forEach(this::index);
        return select(schema.names().stream().filter(c -> !columns.contains(c)).toList());
    }

    /** All columns but these; each must exist. */
    public Table without(String... columns) {
        return without(List.of(columns));
    }

    /** The rows that pass, in their order. */
    public Table filter(Predicate<Row> test) {
        return take(IntStream.range(0, rows)
                .filter(row -> test.test(new Row(this, row)))
                .toArray());
    }

    /** The rows from {@code from} (included) to {@code to} (not included). */
    public Table slice(int from, int to) {
        if (from < 0 || to < from || to > rows) {
            throw new IllegalArgumentException(
                    "Rows " + from + " to " + to + " are not all in the table, which has " + rows + " rows");
        }
        return take(IntStream.range(from, to).toArray());
    }

    /** The rows in ascending order of these columns, missing cells first; rows that tie keep their order. */
    public Table sortedBy(String... columns) {
        List<Cells> keys = Arrays.stream(columns).map(c -> cells.get(index(c))).toList();
        return take(IntStream.range(0, rows)
                .boxed()
                .sorted((a, b) -> CellArrays.compare(keys, a, b))
                .mapToInt(Integer::intValue)
                .toArray());
    }

    /**
     * This table with one more column, or with another in the place of one of the same name.
     *
     * @param values one for each row, of the types {@link TableBuilder#add} takes; {@link Optional#empty()} for a
     *     missing one
     */
    public Table withColumn(Column column, List<?> values) {
        if (values.size() != rows) {
            throw new IllegalArgumentException("Column \"" + column.name() + "\" needs a value for each of the " + rows
                    + " rows; got " + values.size());
        }
        CellsDraft draft = new CellsDraft(column.type());
        values.forEach(value -> draft.add(CellValue.of(column, value)));
        return with(column, draft.build());
    }

    /** The same, for the numbers of a decimal column, such as predictions. */
    public Table withColumn(Column column, double[] values) {
        return withColumn(column, Arrays.stream(values).boxed().toList());
    }

    /** The same, with each value computed from its row. */
    public Table withColumn(Column column, Function<Row, ?> value) {
        List<Object> values = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            values.add(value.apply(new Row(this, row)));
        }
        return withColumn(column, values);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Table that
                && rows == that.rows
                && schema.equals(that.schema)
                && cells.equals(that.cells);
    }

    @Override
    public int hashCode() {
        return 31 * schema.hashCode() + cells.hashCode();
    }

    @Override
    public String toString() {
        return "Table of " + rows + " rows with columns " + schema.names();
    }

    Cells cells(int column) {
        return cells.get(column);
    }

    Cells typed(String column, ColumnType type) {
        int index = index(column);
        ColumnType actual = schema.columns().get(index).type();
        if (actual != type) {
            throw wrongType(column, actual, CellValue.noun(type));
        }
        return cells.get(index);
    }

    Cells numeric(String column) {
        int index = index(column);
        ColumnType actual = schema.columns().get(index).type();
        if (actual != ColumnType.DECIMAL && actual != ColumnType.INTEGER) {
            throw wrongType(column, actual, "number");
        }
        return cells.get(index);
    }

    private static IllegalArgumentException wrongType(String column, ColumnType actual, String wanted) {
        return new IllegalArgumentException("Column \"" + column + "\" holds " + CellValue.noun(actual) + "s (" + actual
                + "), so it cannot be read as a " + wanted);
    }

    private int index(String column) {
        int index = schema.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "The table has no column \"" + column + "\"; its columns are " + schema.names());
        }
        return index;
    }

    private void checkRow(int row) {
        if (row < 0 || row >= rows) {
            throw new IllegalArgumentException(
                    "The table has no row " + row + "; it has " + rows + " rows, numbered from 0");
        }
    }

    private Table take(int[] numbers) {
        return new Table(
                schema,
                numbers.length,
                cells.stream().map(column -> column.take(numbers)).toList());
    }

    private Table with(Column column, Cells values) {
        List<Column> columns = new ArrayList<>(schema.columns());
        List<Cells> all = new ArrayList<>(cells);
        int index = schema.indexOf(column.name());
        if (index < 0) {
            columns.add(column);
            all.add(values);
        } else {
            columns.set(index, column);
            all.set(index, values);
        }
        return new Table(new Schema(columns), rows, all);
    }
}
