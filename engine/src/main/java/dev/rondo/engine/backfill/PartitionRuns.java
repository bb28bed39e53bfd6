package dev.rondo.engine.backfill;

import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;

/**
 * What runs a partition has had.
 *
 * @param newest its newest run
 * @param newestState the state of that run
 * @param succeeded whether any run of it has succeeded
 */
record PartitionRuns(RunId newest, RunState newestState, boolean succeeded) {}
