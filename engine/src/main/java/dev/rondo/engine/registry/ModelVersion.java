package dev.rondo.engine.registry;

import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import dev.rondo.step.Metrics;
import java.time.Instant;

/**
 * A version of a model, numbered from 1 in the order in which challengers came.
 *
 * @param run the run that first brought it to a gate
 * @param step the gate's step
 * @param metrics how it was scored then
 */
public record ModelVersion(
        ModelName model,
        int version,
        Digest digest,
        long sizeBytes,
        RunId run,
        PipelineName pipeline,
        StepName step,
        PartitionKey partition,
        ModelVersionState state,
        Metrics metrics,
        Instant createdAt) {

    ChampionVersion asChampion() {
        return new ChampionVersion(model, version, digest, sizeBytes, partition);
    }
}
