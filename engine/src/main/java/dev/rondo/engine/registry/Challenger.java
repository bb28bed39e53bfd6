package dev.rondo.engine.registry;

import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import dev.rondo.step.Metrics;

/**
 * A model at a gate.
 *
 * @param step the gate's step
 * @param partition the one of the run that made it
 * @param metrics how it was scored
 */
public record Challenger(
        ModelName model,
        Digest digest,
        long sizeBytes,
        RunId run,
        PipelineName pipeline,
        StepName step,
        PartitionKey partition,
        Metrics metrics) {}
