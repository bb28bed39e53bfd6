package dev.rondo.engine.backfill;

import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.partition.PartitionKey;
import java.util.Optional;

/**
 * One partition of a backfill.
 *
 * @param why it was chosen
 * @param run its run; empty while none was started
 * @param refused why no run can be started for it
 */
public record BackfillPartition(
        PartitionKey partition, String why, Optional<RunId> run, Optional<RunState> state, Optional<String> refused) {}
