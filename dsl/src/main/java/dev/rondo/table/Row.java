package dev.rondo.table;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One row of a table, for filters and computed columns. A cell that is missing, a column that does not exist and one of
 * another type are errors that name the column and the row.
 *
 * @param number the row's place in its table, from 0
 */
public record Row(Table table, int number) {

    public long integer(String column) {
        return (Long) present(column, table.typed(column, ColumnType.INTEGER));
    }

    /** The number in a decimal or integer column. */
    public double decimal(String column) {
        return ((Number) present(column, table.numeric(column))).doubleValue();
    }

    public String text(String column) {
        return (String) present(column, table.typed(column, ColumnType.TEXT));
    }

    public boolean bool(String column) {
        return (Boolean) present(column, table.typed(column, ColumnType.BOOLEAN));
    }

    public LocalDate date(String column) {
        return (LocalDate) present(column, table.typed(column, ColumnType.DATE));
    }

    public Instant timestamp(String column) {
        return (Instant) present(column, table.typed(column, ColumnType.TIMESTAMP));
    }

    public Optional<Object> cell(String column) {
        return table.cell(number, column);
    }

    public boolean isMissing(String column) {
        return table.isMissing(number, column);
    }

    private Object present(String column, Cells cells) {
        return cells.get(number).orElseThrow(() -> CellArrays.missingCell(column, number));
    }
}
