package dev.rondo.engine.run;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.partition.PartitionKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request for a run.
 *
 * @param settings values that differ from the defaults, by name
 * @param startKey unique for ever: asking again with the same key gives the run that is there
 * @param refresh steps that run although the cache has their result
 * @param note a person's words; empty for none
 * @param priority instead of the pipeline's own
 * @param repeats the run whose failures, or whose steps from one on, it repeats
 * @param noCache whether it takes nothing from the cache and adds nothing to it
 * @param code digest of the code it begins with, if that has such a pipeline; otherwise what is deployed
 */
public record NewRun(
        PipelineName pipeline,
        PartitionKey partition,
        Map<String, Object> settings,
        String startKey,
        RunCause cause,
        Set<StepName> refresh,
        String note,
        Optional<Integer> priority,
        Optional<Repeat> repeats,
        boolean noCache,
        Optional<String> code) {
    private static final int LONGEST_KEY = 300;

    public NewRun {
        if (startKey.isBlank() || startKey.length() > LONGEST_KEY) {
            throw new IllegalArgumentException("A start key has 1 to " + LONGEST_KEY + " characters; got "
                    + startKey.length() + ". Use a shorter one, such as a UUID");
        }
        settings = Map.copyOf(settings);
        refresh = Set.copyOf(refresh);
    }

    /** With the priority of its pipeline. */
    public NewRun(
            PipelineName pipeline,
            PartitionKey partition,
            Map<String, Object> settings,
            String startKey,
            RunCause cause,
            Set<StepName> refresh,
            String note) {
        this(
                pipeline,
                partition,
                settings,
                startKey,
                cause,
                refresh,
                note,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    public NewRun withPriority(int other) {
        return new NewRun(
                pipeline,
                partition,
                settings,
                startKey,
                cause,
                refresh,
                note,
                Optional.of(other),
                repeats,
                noCache,
                code);
    }

    public NewRun repeating(Repeat other) {
        return new NewRun(
                pipeline,
                partition,
                settings,
                startKey,
                cause,
                refresh,
                note,
                priority,
                Optional.of(other),
                noCache,
                code);
    }

    /** The same, taking nothing from the cache and adding nothing to it. */
    public NewRun withoutCache() {
        return new NewRun(pipeline, partition, settings, startKey, cause, refresh, note, priority, repeats, true, code);
    }

    /** The same with this code, if that has such a pipeline. */
    public NewRun withCode(String digest) {
        return new NewRun(
                pipeline,
                partition,
                settings,
                startKey,
                cause,
                refresh,
                note,
                priority,
                repeats,
                noCache,
                Optional.of(digest));
    }
}
