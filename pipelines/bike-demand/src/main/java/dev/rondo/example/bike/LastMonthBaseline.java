package dev.rondo.example.bike;

import dev.rondo.table.Table;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The simplest forecast worth beating: what the same hour of the same kind of day, working or not, had on average in the
 * month before.
 */
final class LastMonthBaseline implements DemandModel {

    private static final int HOURS_PER_DAY = 24;

    /** By {@link #cells}: first the hours of free days, then those of working days. */
    private final double[] means;

    private LastMonthBaseline(double[] means) {
        this.means = means;
    }

    static LastMonthBaseline of(Table lastMonth) {
        double[] counts = lastMonth.doubles(RentalHours.COUNT);
        double all = Arrays.stream(counts)
                .average()
                .orElseThrow(() -> new IllegalArgumentException("The baseline needs the hours of a month; got none."));
        var sums = new double[2 * HOURS_PER_DAY];
        var rows = new int[sums.length];
        int[] cells = cells(lastMonth);
        for (int i = 0; i < counts.length; i++) {
            sums[cells[i]] += counts[i];
            rows[cells[i]]++;
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] = rows[i] == 0 ? all : sums[i] / rows[i]; // an hour that never occurred gets the month's mean
        }
        return new LastMonthBaseline(sums);
    }

    @Override
    public double[] predict(Table hours) {
        return Arrays.stream(cells(hours)).mapToDouble(cell -> means[cell]).toArray();
    }

    private static int[] cells(Table hours) {
        long[] hour = hours.longs(Feature.HOUR.column());
        long[] working = hours.longs(Feature.WORKING_DAY.column());
        return IntStream.range(0, hour.length)
                .map(i -> (int) (working[i] * HOURS_PER_DAY + hour[i]))
                .toArray();
    }
}
