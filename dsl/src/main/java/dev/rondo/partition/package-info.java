/**
 * How datasets are cut into partitions and which of them a step reads. Start at
 * {@link dev.rondo.partition.Partitioning}. Pure functions: no clock, no data.
 */
@NullMarked
package dev.rondo.partition;

import org.jspecify.annotations.NullMarked;
