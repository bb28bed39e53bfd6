package dev.rondo.engine.history;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.Repeat;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as people see it.
 *
 * @param settings every value it uses, defaults included
 * @param priority the higher goes first
 * @param refresh steps that were asked to pass over the cache
 * @param noCache whether it takes nothing from the cache and adds nothing to it
 * @param begunAt empty while it waits for other runs of its pipeline, and when it never began
 * @param repeats the run that it repeats
 * @param steps how many of its steps are in which state
 * @param cacheHits how many of its steps were taken from the cache
 * @param failure the first step that failed, in the order of the pipeline
 * @param why the state in words: what failed, what it waits for; empty when there is nothing to say
 */
public record RunView(
        RunId id,
        PipelineName pipeline,
        PartitionKey partition,
        RunState state,
        RunCause cause,
        String codeDigest,
        Map<String, Object> settings,
        List<StepName> refresh,
        boolean noCache,
        String note,
        int priority,
        Optional<Repeat> repeats,
        Instant createdAt,
        Optional<Instant> begunAt,
        Optional<Instant> finishedAt,
        Map<StepState, Integer> steps,
        int cacheHits,
        Optional<FailedStep> failure,
        String why) {

    /** A step that failed, and what went wrong. */
    public record FailedStep(StepName step, String message) {}
}
