package dev.rondo.engine.loop;

import dev.rondo.definition.DatasetName;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What happened in a turn that others than the runs themselves care about. */
public record TurnFacts(Set<DatasetPartition> changed, List<RunId> started, List<RunId> finished) {
    public TurnFacts {
        // Not Set.copyOf: names that end in numbers collide in its open table.
        changed = Collections.unmodifiableSet(new LinkedHashSet<>(changed));
        started = List.copyOf(started);
        finished = List.copyOf(finished);
    }

    /** A partition of a dataset. */
    public record DatasetPartition(DatasetName dataset, PartitionKey partition) {}

    public boolean isEmpty() {
        return changed.isEmpty() && started.isEmpty() && finished.isEmpty();
    }
}
