package dev.rondo.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A column's cells as arrays and lists, with a substitute for missing ones. */
final class CellArrays {
    private CellArrays() {}

    static double[] doubles(Cells cells, double ifMissing) {
        double[] result = cells instanceof Cells.Longs longs
                ? Arrays.stream(longs.values).asDoubleStream().toArray()
                : ((Cells.Doubles) cells).values.clone();
        for (int row = 0; row < result.length; row++) {
            if (cells.isMissing(row)) {
                result[row] = ifMissing;
            }
        }
        return result;
    }

    static long[] longs(Cells cells, long ifMissing) {
        long[] result = ((Cells.Longs) cells).values.clone();
        for (int row = 0; row < result.length; row++) {
            if (cells.isMissing(row)) {
                result[row] = ifMissing;
            }
        }
        return result;
    }

    static boolean[] booleans(Cells cells, boolean ifMissing) {
        boolean[] result = new boolean[cells.size()];
        for (int row = 0; row < result.length; row++) {
            result[row] = (Boolean) cells.get(row).orElse(ifMissing);
        }
        return result;
    }

    static <T> List<T> values(Cells cells, Class<T> type, T ifMissing) {
        return IntStream.range(0, cells.size())
                .mapToObj(row -> cells.get(row).map(type::cast).orElse(ifMissing))
                .toList();
    }

    /** Orders two rows by the cells of the first of these columns in which they differ. */
    static int compare(List<Cells> columns, int a, int b) {
        for (Cells column : columns) {
            int order = compare(column.get(a), column.get(b));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Orders two cells of one column; a missing one comes first. */
    private static int compare(Optional<Object> a, Optional<Object> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(a.isPresent(), b.isPresent());
        }
        @SuppressWarnings("unchecked") // the types that CellValue.of yields are all comparable to themselves
        Comparable<Object> left = (Comparable<Object>) a.get();
        return left.compareTo(b.get());
    }

    /** The same cells, none of which is missing. */
    static Cells present(String column, Cells cells) {
        for (int row = 0; row < cells.size(); row++) {
            if (cells.isMissing(row)) {
                throw missingCell(column, row);
            }
        }
        return cells;
    }

    static IllegalArgumentException missingCell(String column, int row) {
        return new IllegalArgumentException("Column \"" + column + "\" has no value in row " + row
                + " (from 0); filter such rows out, or say what to use where a value is missing");
    }
}
