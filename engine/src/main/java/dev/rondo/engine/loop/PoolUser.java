package dev.rondo.engine.loop;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;

/** A step of a run that holds something of a pool, or waits for it. */
public record PoolUser(RunId run, PipelineName pipeline, PartitionKey partition, StepName step) {}
