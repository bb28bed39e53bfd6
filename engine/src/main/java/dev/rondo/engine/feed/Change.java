package dev.rondo.engine.feed;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One thing that has changed, small enough to send to everybody who watches.
 *
 * @param body what is new, by name: texts, numbers and truth values only
 */
public record Change(
        Instant at,
        Kind kind,
        Optional<PipelineName> pipeline,
        Optional<RunId> run,
        Optional<StepName> step,
        Optional<PartitionKey> partition,
        Map<String, Object> body) {

    /** What has changed. The names are part of the stored format. */
    public enum Kind {
        /** A pipeline was deployed or taken away. */
        PIPELINE,
        /** A run was created or entered another state. */
        RUN,
        /** A step of a run entered another state. */
        STEP,
        /** A gate decided about a model. */
        MODEL,
        /** A partition of a dataset has a new version. */
        DATASET,
        /** A trigger fired, or decided not to. */
        TRIGGER,
        /** A backfill was created, made progress or ended. */
        BACKFILL
    }

    public Change {
        body = Map.copyOf(new TreeMap<>(body));
    }

    public static Change pipeline(Instant at, PipelineName pipeline, String what) {
        return new Change(
                at,
                Kind.PIPELINE,
                Optional.of(pipeline),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of("what", what));
    }

    public static Change run(Instant at, PipelineName pipeline, RunId run, PartitionKey partition, String state) {
        return new Change(
                at,
                Kind.RUN,
                Optional.of(pipeline),
                Optional.of(run),
                Optional.empty(),
                Optional.of(partition),
                Map.of("state", state));
    }

    public static Change step(
            Instant at,
            PipelineName pipeline,
            RunId run,
            PartitionKey partition,
            StepName step,
            String state,
            String why) {
        return new Change(
                at,
                Kind.STEP,
                Optional.of(pipeline),
                Optional.of(run),
                Optional.of(step),
                Optional.of(partition),
                Map.of("state", state, "why", why));
    }

    public static Change model(Instant at, PipelineName pipeline, RunId run, ModelName model, String reason) {
        return new Change(
                at,
                Kind.MODEL,
                Optional.of(pipeline),
                Optional.of(run),
                Optional.empty(),
                Optional.empty(),
                Map.of("model", model.value(), "reason", reason));
    }

    public static Change dataset(Instant at, DatasetName dataset, PartitionKey partition, String digest) {
        return new Change(
                at,
                Kind.DATASET,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(partition),
                Map.of("dataset", dataset.value(), "digest", digest));
    }

    public static Change trigger(Instant at, PipelineName pipeline, String trigger, String decision, String why) {
        return new Change(
                at,
                Kind.TRIGGER,
                Optional.of(pipeline),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of("trigger", trigger, "decision", decision, "why", why));
    }

    public static Change backfill(Instant at, PipelineName pipeline, long backfill, String state) {
        return new Change(
                at,
                Kind.BACKFILL,
                Optional.of(pipeline),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of("backfill", backfill, "state", state));
    }
}
