package dev.rondo.engine.trigger;

import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a trigger would do now if it were asked, and what it waits for.
 *
 * @param fires the partitions that runs would start for
 * @param nextAt when it looks again by itself
 */
public record TriggerPreview(
        TriggerKey trigger,
        boolean paused,
        List<PartitionKey> fires,
        List<Ruling.Waiting> waiting,
        Optional<Instant> lastFiredAt,
        Optional<Instant> nextAt) {
    public TriggerPreview {
        fires = List.copyOf(fires);
        waiting = List.copyOf(waiting);
    }
}
