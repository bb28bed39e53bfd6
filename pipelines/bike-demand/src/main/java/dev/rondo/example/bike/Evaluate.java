package dev.rondo.example.bike;

import dev.rondo.step.Metrics;
import dev.rondo.table.Table;
import java.util.Arrays;
import java.util.List;

/**
 * How well a model's forecasts met what happened, on hours it was not trained on: {@code mae}, the mean absolute error in
 * bikes per hour; {@code rmse}, the root of the mean squared error, also in bikes per hour; {@code r2}, the share of the
 * counts' variance that the forecasts explain, negative when their mean would have done better; {@code rows}, the hours
 * measured.
 */
final class Evaluate {
    private Evaluate() {}

    static Metrics forest(ForestModel model, Table hours) {
        return score(model, hours);
    }

    static Metrics lightGbm(LightGbmModel model, Table hours) {
        return score(model, hours);
    }

    /** The simple forecast that every model has to beat. */
    static Metrics baseline(List<Table> lastMonth, Table hours) {
        return score(LastMonthBaseline.of(Table.concat(lastMonth)), hours);
    }

    static Metrics score(DemandModel model, Table hours) {
        if (hours.rows() == 0) {
            throw new IllegalArgumentException("A model is evaluated on at least one hour; got none.");
        }
        double[] predicted = model.predict(hours);
        double[] counts = hours.doubles(RentalHours.COUNT);
        double mean = Arrays.stream(counts).average().orElseThrow();
        double absolute = 0;
        double squared = 0;
        double variance = 0;
        for (int i = 0; i < counts.length; i++) {
            double error = predicted[i] - counts[i];
            absolute += Math.abs(error);
            squared += error * error;
            variance += (counts[i] - mean) * (counts[i] - mean);
        }
        return Metrics.of("mae", absolute / counts.length)
                .and("rmse", Math.sqrt(squared / counts.length))
                .and("r2", r2(squared, variance))
                .and("rows", counts.length);
    }

    /** Equal counts leave nothing to explain: 1 if they were all met, else 0. */
    private static double r2(double squared, double variance) {
        if (variance == 0) {
            return squared == 0 ? 1 : 0;
        }
        return 1 - squared / variance;
    }
}
