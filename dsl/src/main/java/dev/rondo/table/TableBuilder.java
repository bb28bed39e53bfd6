package dev.rondo.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects rows for a {@link Table}.
 *
 * <p><b>Threads.</b> For one thread.
 */
public final class TableBuilder {
    private final Schema schema;
    private final List<CellsDraft> drafts;
    private int rows;

    TableBuilder(Schema schema) {
        this.schema = schema;
        this.drafts = schema.columns().stream()
                .map(column -> new CellsDraft(column.type()))
                .toList();
    }

    /**
     * Adds a row: one cell for each column, in the schema's order. Whole numbers are {@code int} or {@code long},
     * decimal ones any number, dates {@link java.time.LocalDate}, timestamps {@link java.time.Instant}; a missing cell
     * is {@link Optional#empty()}.
     *
     * @throws IllegalArgumentException when the number of cells or the type of one does not fit; nothing is added then
     */
    public TableBuilder add(Object... cells) {
        if (cells.length != schema.columns().size()) {
            throw new IllegalArgumentException("A row has " + schema.columns().size() + " cells, for the columns "
                    + schema.names() + "; got " + cells.length);
        }
        List<Optional<Object>> row = new ArrayList<>(cells.length);
        for (int i = 0; i < cells.length; i++) {
            row.add(CellValue.of(schema.columns().get(i), cells[i]));
        }
        addChecked(row);
        return this;
    }

    /** Adds a row whose values already have the Java types of {@link CellValue#of}. */
    void addChecked(List<Optional<Object>> row) {
        for (int i = 0; i < drafts.size(); i++) {
            drafts.get(i).add(row.get(i));
        }
        rows++;
    }

    int rows() {
        return rows;
    }

    /** The rows so far, in the order they were added. */
    public Table build() {
        return new Table(schema, rows, drafts.stream().map(CellsDraft::build).toList());
    }
}
