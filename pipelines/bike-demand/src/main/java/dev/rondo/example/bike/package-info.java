/**
 * Forecasting the hourly demand for rental bikes. Start at {@link dev.rondo.example.bike.BikeDemand}, the pipeline; {@link
 * dev.rondo.example.bike.BikeDemandLightGbm} does the same with a native library, and {@link
 * dev.rondo.example.bike.BikeComparison} shows what both are worth.
 *
 * <p>What the steps do are plain functions of their arguments: the same hours, settings and seed give the same bytes, on
 * any machine and in any process. None of them knows when or why it is run.
 */
@NullMarked
package dev.rondo.example.bike;

import org.jspecify.annotations.NullMarked;
