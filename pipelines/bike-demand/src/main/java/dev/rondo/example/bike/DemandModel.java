package dev.rondo.example.bike;

import dev.rondo.table.Table;

/** Forecasts how many bikes are rented in each of the given hours, without looking at their counts. */
@FunctionalInterface
public interface DemandModel {

    /** One forecast per hour, in the same order. */
    double[] predict(Table hours);
}
