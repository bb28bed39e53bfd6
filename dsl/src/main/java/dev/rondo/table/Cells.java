package dev.rondo.table;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cells of one column, in row order; immutable. Equal cells have equal values and the same ones missing. */
sealed interface Cells {

    int size();

    boolean isMissing(int row);

    Optional<Object> get(int row);

    /** The cells of these rows, in the order given. */
    Cells take(int[] rows);

    /** Whole numbers; a missing one holds 0 in the array. */
    final class Longs implements Cells {
        final long[] values;
        final BitSet missing;

        Longs(long[] values, BitSet missing) {
            this.values = values;
            this.missing = missing;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public boolean isMissing(int row) {
            return missing.get(row);
        }

        @Override
        public Optional<Object> get(int row) {
            return missing.get(row) ? Optional.empty() : Optional.of(values[row]);
        }

        @Override
        public Cells take(int[] rows) {
            return new Longs(
                    Arrays.stream(rows).mapToLong(row -> values[row]).toArray(), CellsDraft.missingOf(this, rows));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Longs that && Arrays.equals(values, that.values) && missing.equals(that.missing);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(values) + missing.hashCode();
        }
    }

    /** Numbers of double precision; a missing one holds 0 in the array. */
    final class Doubles implements Cells {
        final double[] values;
        final BitSet missing;

        Doubles(double[] values, BitSet missing) {
            this.values = values;
            this.missing = missing;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public boolean isMissing(int row) {
            return missing.get(row);
        }

        @Override
        public Optional<Object> get(int row) {
            return missing.get(row) ? Optional.empty() : Optional.of(values[row]);
        }

        @Override
        public Cells take(int[] rows) {
            return new Doubles(
                    Arrays.stream(rows).mapToDouble(row -> values[row]).toArray(), CellsDraft.missingOf(this, rows));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Doubles that && Arrays.equals(values, that.values) && missing.equals(that.missing);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(values) + missing.hashCode();
        }
    }

    /** Text, truth values, days or instants. */
    final class Objects implements Cells {
        final List<Optional<Object>> values;

        Objects(List<Optional<Object>> values) {
            this.values = values;
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public boolean isMissing(int row) {
            return values.get(row).isEmpty();
        }

        @Override
        public Optional<Object> get(int row) {
            return values.get(row);
        }

        @Override
        public Cells take(int[] rows) {
            return new Objects(Arrays.stream(rows).mapToObj(values::get).toList());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Objects that && values.equals(that.values);
        }

        @Override
        public int hashCode() {
            return values.hashCode();
        }
    }
}
