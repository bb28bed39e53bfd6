/**
 * How fast the engine is, beside the limits of the disk and the database that are measured in the same run. Start at
 * {@link dev.rondo.ui.bench.SpeedBenchmark}; docs/benchmarks.md says how. Nothing here asserts a time.
 */
@NullMarked
package dev.rondo.ui.bench;

import org.jspecify.annotations.NullMarked;
