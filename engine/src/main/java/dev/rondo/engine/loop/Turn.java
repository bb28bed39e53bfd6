package dev.rondo.engine.loop;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.PoolName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.pool.PoolStatus;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.AdoptionTable.AdoptionRow;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

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
     * The answer to a request for a run.
     *
     * @param isNew whether nobody had asked with the same key before
     */
    record Started(RunId run, boolean isNew) {}

    /**
     * Starts a run, or finds the one that was started with the same key.
     *
     * @throws IllegalArgumentException when the pipeline is not deployed, the partition is not one of its own, or a
     *     setting is wrong; nothing was changed then
     */
    Started start(NewRun run);

    /** As {@link #start}, for whom it is the same whether the run was there. */
    default RunId startRun(NewRun run) {
        return start(run).run();
    }

    /** Asks a run to end; does nothing when it has ended. */
    void cancel(RunId run, String by, String reason);

    /** Says that a partition has a new version; steps that wait for it and triggers look again in this turn. */
    void datasetChanged(DatasetName dataset, PartitionKey partition);

    /** Takes runs that ended long ago out of all that is asked about runs, and their results out of the cache. */
    void forget(Collection<RunId> runs);

    /** Sets how much there is of a pool; 0 lets nobody begin. What is held beyond it is given back when it ends. */
    void limitPool(PoolName pool, int units);

    /** Every pool that exists or is asked for, with who holds it and who waits. */
    List<PoolStatus<PoolUser>> pools();

    /** What these pipelines ask of pools that no pool can give, in sentences. */
    List<String> obstaclesOfPools(Collection<PipelineDefinition> pipelines);

    /** Why a run has not ended; nothing for one that has, or that is not known. */
    List<Reason> why(RunId run);

    /** Tells the world about a change, once it is durable. */
    void publish(Change change);

    /** Does something outside the store, once this turn is durable. */
    void afterCommit(Runnable effect);

    /**
     * Answers a step that waits for a person.
     *
     * @throws NotAwaitingApprovalException when it does not wait, or not for this role; nothing was changed then
     */
    void answer(RunId run, StepName step, ApprovalAnswer answer);

    /**
     * Declares the code of a step equivalent to older code, whose results count from then on.
     *
     * @throws CannotAdoptException when there is no such step or nothing to adopt; nothing was changed then
     */
    AdoptionRow adopt(Deployment deployment, AdoptionWish wish);

    /** If nothing else is to be done, runs a step that was taken from the cache once more, to see whether it gives the same. */
    void probe();

    /** A person says that other results of a step are as good; how many findings that concerns. */
    int acceptNondeterminism(PipelineName pipeline, StepName step, String by, String reason);
}
