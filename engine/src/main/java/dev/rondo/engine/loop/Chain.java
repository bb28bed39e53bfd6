package dev.rondo.engine.loop;

import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.RunFilter;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The order of partitions in which a step goes on from its own earlier result: each waits for the one before it. */
final class Chain {
    private Chain() {}

    /** Why the partition before cannot be built upon now; empty when it can, or when no run has tried it yet. */
    static Optional<Resolution> obstacle(Tx tx, ActiveRun run, PartitionKey before, Map<RunId, ActiveRun> active) {
        List<RunRow> newest = RunTable.list(
                tx,
                new RunFilter(
                        Optional.of(run.row.pipeline()),
                        Set.of(),
                        Optional.of(before),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                1);
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        RunRow last = newest.get(0);
        // The row of a run that has ended in this turn is written at its end.
        RunState state = Optional.ofNullable(active.get(last.id()))
                .map(other -> other.run().state())
                .orElse(last.state());
        if (state == RunState.SUCCEEDED || state == RunState.SKIPPED) {
            return Optional.empty();
        }
        String which = "goes on from its result for " + before + ", and run " + last.id() + " for that partition ";
        return Optional.of(new Resolution.Blocked(
                state.terminal()
                        ? which + "is " + state + "; it waits until a run for " + before + " has succeeded"
                        : which + "has not ended"));
    }
}
