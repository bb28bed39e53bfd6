/**
 * Running a pipeline over a range of past partitions. Start at {@link dev.rondo.engine.backfill.Backfills}, which plans,
 * starts, reports, pauses and cancels. A backfill executes nothing itself: it asks for ordinary runs, a few at a time,
 * oldest partition first, and how far it is follows from the states of those runs.
 */
@NullMarked
package dev.rondo.engine.backfill;

import org.jspecify.annotations.NullMarked;
