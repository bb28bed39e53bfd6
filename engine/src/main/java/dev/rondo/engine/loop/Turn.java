package dev.rondo.engine.loop;

import dev.rondo.definition.DatasetName;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;

/**
 * One turn of the engine's thread: everything that happens in it is written by one transaction, or not at all.
 *
 * <p><b>Threads.</b> Belongs to the engine's thread and ends with the call it was passed to.
 */
public interface Turn {

    /** The time of this turn; it stands still while the turn lasts. */
    Instant now();

    Tx tx();

    /**
     * Starts a run, or finds the one that was started with the same key.
     *
     * @throws IllegalArgumentException when the pipeline is not deployed, the partition is not one of its own, or a
     *     setting is wrong; nothing was changed then
     */
    RunId startRun(NewRun run);

    /** Asks a run to end; does nothing when it has ended. */
    void cancel(RunId run, String by, String reason);

    /** Says that a partition has a new version; steps that wait for it and triggers look again in this turn. */
    void datasetChanged(DatasetName dataset, PartitionKey partition);

    /** Tells the world about a change, once it is durable. */
    void publish(Change change);

    /** Does something outside the store, once this turn is durable. */
    void afterCommit(Runnable effect);
}
