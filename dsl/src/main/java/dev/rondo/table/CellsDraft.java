package dev.rondo.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** The cells of one column while they are collected. */
final class CellsDraft {
    private static final int FIRST_CAPACITY = 64;

    private final ColumnType type;
    private final BitSet missing = new BitSet();
    private long[] longs = new long[0];
    private double[] doubles = new double[0];
    private List<Optional<Object>> objects = new ArrayList<>();
    private int size;

    CellsDraft(ColumnType type) {
        this.type = type;
    }

    /** Adds a value of exactly the column's Java type (see {@link CellValue#of}), or empty for a missing one. */
    void add(Optional<Object> value) {
        if (value.isEmpty()) {
            missing.set(size);
        }
        switch (type) {
            case INTEGER -> {
                longs = size < longs.length ? longs : Arrays.copyOf(longs, capacity());
                longs[size] = value.map(v -> (Long) v).orElse(0L);
            }
            case DECIMAL -> {
                doubles = size < doubles.length ? doubles : Arrays.copyOf(doubles, capacity());
                doubles[size] = value.map(v -> (Double) v).orElse(0.0);
            }
            case TEXT, BOOLEAN, DATE, TIMESTAMP -> objects.add(value);
        }
        size++;
    }

    Cells build() {
        return switch (type) {
            case INTEGER -> new Cells.Longs(Arrays.copyOf(longs, size), (BitSet) missing.clone());
            case DECIMAL -> new Cells.Doubles(Arrays.copyOf(doubles, size), (BitSet) missing.clone());
            case TEXT, BOOLEAN, DATE, TIMESTAMP -> new Cells.Objects(List.copyOf(objects));
        };
    }

    /** Which of {@code rows}, by their place in the array, are missing in {@code cells}. */
    static BitSet missingOf(Cells cells, int[] rows) {
        BitSet result = new BitSet();
        for (int i = 0; i < rows.length; i++) {
            result.set(i, cells.isMissing(rows[i]));
        }
        return result;
    }

    /** One column's cells after another. */
    static Cells concat(ColumnType type, List<Cells> parts) {
        CellsDraft draft = new CellsDraft(type);
        for (Cells part : parts) {
            for (int row = 0; row < part.size(); row++) {
                draft.add(part.get(row));
            }
        }
        return draft.build();
    }

    private int capacity() {
        return Math.max(FIRST_CAPACITY, size + (size >> 1));
    }
}
