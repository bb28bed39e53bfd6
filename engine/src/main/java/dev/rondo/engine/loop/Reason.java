package dev.rondo.engine.loop;

import dev.rondo.definition.StepName;
import dev.rondo.engine.pool.PoolStatus;
import dev.rondo.engine.run.Obstacle;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One of the reasons for which a run, or one of its steps, has not ended.
 *
 * @param step empty for what concerns the run as a whole
 * @param runs other runs that it waits for, or that hold what it waits for
 * @param input the partition that it needs
 * @param pool the pool that it waits for, with those who hold it
 * @param until when it goes on or is given up, if that is known
 */
public record Reason(
        Kind kind,
        Optional<StepName> step,
        String why,
        List<RunId> runs,
        Optional<Obstacle> input,
        Optional<PoolStatus<PoolUser>> pool,
        Optional<Instant> until) {

    /** What is waited for. */
    public enum Kind {
        /** Other runs of the same pipeline, of which only so many may be under way. */
        OVERLAP,
        /** Steps before it. */
        STEPS,
        /** A partition from outside the run. */
        INPUT,
        /** The same result, which a step of another run computes at this moment. */
        RESULT,
        /** The gate of another run for the same model. */
        GATE,
        /** Units of a pool. */
        POOL,
        /** A free slot of the executor. */
        SLOT,
        /** The end of an attempt. */
        ATTEMPT,
        /** The time of the next attempt. */
        RETRY,
        /** The items of a step that fans out. */
        ITEMS,
        /** A person's yes or no. */
        APPROVAL,
        /** The run of another pipeline. */
        RUN,
        /** The end of what still runs, after a cancel or when the time was up. */
        ENDING;

        /** What a step in this state waits for, as far as the state alone tells; empty when it has ended. */
        public static Optional<Kind> of(StepState state) {
            return switch (state) {
                case WAITING -> Optional.of(STEPS);
                case BLOCKED -> Optional.of(INPUT);
                case READY -> Optional.of(SLOT);
                case RUNNING -> Optional.of(ATTEMPT);
                case BACKING_OFF -> Optional.of(RETRY);
                case FANNED_OUT -> Optional.of(ITEMS);
                case AWAITING_APPROVAL -> Optional.of(APPROVAL);
                case AWAITING_RUN -> Optional.of(RUN);
                case SUCCEEDED, FAILED, SKIPPED, CANCELLED -> Optional.empty();
            };
        }
    }

    public Reason {
        runs = List.copyOf(runs);
    }

    public static Reason ofRun(Kind kind, String why) {
        return new Reason(kind, Optional.empty(), why, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static Reason ofStep(Kind kind, StepName step, String why) {
        return new Reason(
                kind, Optional.of(step), why, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    Reason runs(List<RunId> others) {
        return new Reason(kind, step, why, others, input, pool, until);
    }

    Reason input(Optional<Obstacle> missing) {
        return new Reason(kind, step, why, runs, missing, pool, until);
    }

    Reason pool(PoolStatus<PoolUser> status) {
        List<RunId> holders =
                status.holders().stream().map(c -> c.unit().run()).distinct().toList();
        return new Reason(kind, step, why, holders, input, Optional.of(status), until);
    }

    Reason until(Optional<Instant> when) {
        return new Reason(kind, step, why, runs, input, pool, when);
    }
}
