package dev.rondo.engine.plan;

import dev.rondo.definition.StepName;
import dev.rondo.partition.PartitionKey;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A question for a plan.
 *
 * @param partitions oldest first; the whole for a pipeline without partitions
 * @param settings values that differ from the defaults, by name
 * @param refresh steps that would run although the cache has their result
 * @param noCache whether all of them would
 */
public record PlanRequest(
        List<PartitionKey> partitions, Map<String, Object> settings, Set<StepName> refresh, boolean noCache) {
    public PlanRequest {
        partitions = List.copyOf(partitions);
        settings = Map.copyOf(settings);
        refresh = Set.copyOf(refresh);
        if (partitions.isEmpty() || partitions.size() > Plan.MOST_PARTITIONS) {
            throw new IllegalArgumentException("A plan is for 1 to " + Plan.MOST_PARTITIONS + " partitions; got "
                    + partitions.size() + ". Ask for a shorter range");
        }
    }
}
