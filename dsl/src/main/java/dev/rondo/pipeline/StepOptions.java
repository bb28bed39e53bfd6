package dev.rondo.pipeline;

import dev.rondo.definition.PoolClaim;
import dev.rondo.definition.PoolName;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.Retry;
import dev.rondo.step.StepEnvironment;
import dev.rondo.table.Schema;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What can be said about a step beside its inputs and its function, in any order.
 *
 * @param <O> the builder itself, so that calls chain
 */
public abstract class StepOptions<O extends StepOptions<O>> {
    final StepDraft draft;

    StepOptions(StepDraft draft) {
        this.draft = draft;
    }

    abstract O self();

    /** Waits until the steps that write these datasets have succeeded, although no data flows from them. */
    public O after(Dataset<?>... datasets) {
        for (Dataset<?> dataset : datasets) {
            draft.after.add(dataset.dataset());
        }
        return self();
    }

    /** Runs only when this holds {@code true}; otherwise the step is skipped, and with it what reads its result. */
    public O onlyIf(Dataset<Boolean> condition) {
        draft.condition(condition, true);
        return self();
    }

    /** Runs only when this holds {@code false}. */
    public O unless(Dataset<Boolean> condition) {
        draft.condition(condition, false);
        return self();
    }

    /**
     * Makes it a clean-up: it runs once all other steps have ended in whatever way, or those named with {@code after},
     * also after a failure and after a cancel. It reads no data of its run.
     *
     * @param grace how long it may take from then, waiting and retries included; the run ends at the latest with it
     */
    public O always(Duration grace) {
        draft.cleanUp = java.util.Optional.of(grace);
        return self();
    }

    /** What the step is for, shown to people. */
    public O description(String text) {
        draft.description = text;
        return self();
    }

    /** What follows a failed attempt; nothing unless said otherwise. */
    public O retry(Retry policy) {
        draft.retry = policy;
        return self();
    }

    /** Limit for one attempt; none unless said otherwise. */
    public O timeout(Duration limit) {
        draft.timeout = java.util.Optional.of(limit);
        return self();
    }

    /**
     * Limit for the time that the step, ready to run, waits for a slot or its pool; none unless said otherwise. It does not
     * hold for the items of a step that fans out, which wait for one another by nature, nor for a step that cleans up,
     * whose grace time is its limit.
     */
    public O queueTimeout(Duration limit) {
        draft.queueTimeout = java.util.Optional.of(limit);
        return self();
    }

    /** While it runs, the step holds one unit of this pool; so many run at once as the pool has units. */
    public O pool(String name) {
        return pool(name, 1);
    }

    /** While it runs, the step holds so many units of this pool, such as graphics cards or licences. */
    public O pool(String name, int units) {
        draft.pool = java.util.Optional.of(new PoolClaim(PoolName.of(name), units));
        return self();
    }

    /** Whether and for how long an earlier result counts; by content unless said otherwise. */
    public O cache(CachePolicy policy) {
        draft.cache = policy;
        return self();
    }

    /**
     * Says that the step acts on the outside world: it promotes, deploys, notifies, pays. Such a step runs in every run,
     * whatever else is said about its cache.
     */
    public O hasEffects() {
        draft.effects = true;
        return self();
    }

    /**
     * Says that the result depends on these environment variables. Their values become part of the cache key, and only
     * their digests are stored.
     */
    public O environment(String... variables) {
        return environment(e -> e.variable(variables));
    }

    /**
     * Says what else the result depends on, and so what else belongs to its key: files by their content, environment
     * variables, a container image by its digest.
     *
     * <pre>{@code
     * p.step("train").reads(clean).environment(e -> e.file("conf/params.json").image("sha256:…")).run(Train::forest);
     * }</pre>
     */
    public O environment(UnaryOperator<StepEnvironment> declares) {
        draft.environment = declares.apply(draft.environment);
        return self();
    }

    /** Gives the single output a published name and type, so that other pipelines may read it. */
    public O writes(DatasetRef<?> ref) {
        draft.published = java.util.Optional.of(ref);
        return self();
    }

    /** The columns of the table that the step returns, with units, tags and origins. */
    public O schema(Schema columns) {
        draft.schema = java.util.Optional.of(columns);
        return self();
    }
}
