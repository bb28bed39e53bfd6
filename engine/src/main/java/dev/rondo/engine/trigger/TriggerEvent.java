package dev.rondo.engine.trigger;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineName;
import dev.rondo.engine.store.TriggerEventTable.Kind;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.Optional;

/**
 * One row of the log of everything that may start runs. The log only grows; a greater {@code seq} is later.
 *
 * @param pipeline set when it concerns one pipeline only, such as a slot of its schedule
 * @param dataset set when a dataset has changed
 * @param partition of the dataset, or the one that the run is for
 * @param version of the dataset; the same content that comes back later is another version
 * @param detail in words; for a slot its due time
 */
public record TriggerEvent(
        long seq,
        Kind kind,
        Optional<PipelineName> pipeline,
        Optional<DatasetName> dataset,
        PartitionKey partition,
        Optional<Long> version,
        Instant at,
        String detail,
        String dedupeKey) {}
