package dev.rondo.engine.backfill;

import dev.rondo.definition.PipelineName;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A backfill as it stands.
 *
 * @param by who asked for it
 * @param endedAt when its last partition ended
 */
public record Backfill(
        long id,
        PipelineName pipeline,
        BackfillMode mode,
        PartitionKey from,
        PartitionKey to,
        int maxParallel,
        String by,
        String note,
        BackfillState state,
        BackfillProgress progress,
        Instant createdAt,
        Optional<Instant> endedAt) {}
