/**
 * Who starts next. Start at {@link dev.rondo.engine.pool.Admission}: it knows the units of work that are ready, those
 * that run, and the limits, and answers which of the ready ones may start. It has no clock, no thread and no database,
 * and keeps no count of its own beside the units that it is told of.
 */
@NullMarked
package dev.rondo.engine.pool;

import org.jspecify.annotations.NullMarked;
