package dev.rondo.ui.rest;

import dev.rondo.definition.StepName;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.run.Repeat;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.StepState;
import dev.rondo.partition.PartitionKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs as JSON. */
final class RunJson {
    private static final String BACKFILL = "backfill ";

    private final InstantSource clock;

    RunJson(InstantSource clock) {
        this.clock = clock;
    }

    JsonObject summary(RunView run) {
        return new JsonObject()
                .put("id", run.id().toString())
                .put("pipeline", run.pipeline().value())
                .put("partition", partition(run.partition()))
                .put("state", run.state().name())
                .put("cause", cause(run.cause()))
                .put(
                        "refresh",
                        new JsonArray(
                                run.refresh().stream().map(StepName::value).toList()))
                .put("noCache", run.noCache())
                .put("note", run.note())
                .put("priority", run.priority())
                .put("repeats", run.repeats().map(RunJson::repeats).orElse(null))
                .put("backfill", backfill(run.cause()))
                .put("createdAt", time(run.createdAt()))
                .put("startedAt", time(run.begunAt()))
                .put("finishedAt", time(run.finishedAt()))
                .put(
                        "duration",
                        between(
                                run.begunAt().orElse(run.createdAt()),
                                run.finishedAt().orElseGet(clock::instant)))
                .put("steps", counts(run))
                .put(
                        "error",
                        run.failure()
                                .map(failed -> new JsonObject()
                                        .put("step", failed.step().value())
                                        .put("message", failed.message()))
                                .orElse(null));
    }

    private static JsonObject repeats(Repeat repeat) {
        return new JsonObject()
                .put("run", repeat.run().toString())
                .put("from", repeat.from().isPresent() ? "step" : "failed")
                .put("step", repeat.from().map(StepName::value).orElse(null))
                .put("code", repeat.code() == Repeat.Code.PINNED ? "pinned" : "newest");
    }

    /** As a mark in a row of many. */
    JsonObject brief(RunView run) {
        return new JsonObject()
                .put("id", run.id().toString())
                .put("partition", partition(run.partition()))
                .put("state", run.state().name());
    }

    static @Nullable String partition(PartitionKey key) {
        return key.isWhole() ? null : key.value();
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static @Nullable String time(Optional<Instant> instant) {
        return instant.map(RunJson::time).orElse(null);
    }

    static String between(Instant from, Instant to) {
        Duration took = Duration.between(from, to).truncatedTo(ChronoUnit.MILLIS);
        return (took.isNegative() ? Duration.ZERO : took).toString();
    }

    private static JsonObject cause(RunCause cause) {
        return new JsonObject().put("kind", cause.kind().name()).put("detail", cause.detail());
    }

    /** The number of the backfill, which its runs carry in the words of their cause. */
    private static @Nullable String backfill(RunCause cause) {
        return cause.kind() == RunCause.Kind.BACKFILL && cause.detail().startsWith(BACKFILL)
                ? cause.detail().substring(BACKFILL.length())
                : null;
    }

    private static JsonObject counts(RunView run) {
        Map<StepState, Integer> steps = run.steps();
        return new JsonObject()
                .put("total", steps.values().stream().mapToInt(n -> n).sum())
                .put(
                        "waiting",
                        count(steps, StepState.WAITING)
                                + count(steps, StepState.BLOCKED)
                                + count(steps, StepState.READY)
                                + count(steps, StepState.BACKING_OFF))
                .put("running", count(steps, StepState.RUNNING))
                .put("succeeded", count(steps, StepState.SUCCEEDED))
                .put("failed", count(steps, StepState.FAILED))
                .put("skipped", count(steps, StepState.SKIPPED))
                .put("cancelled", count(steps, StepState.CANCELLED))
                .put("cached", run.cacheHits());
    }

    private static int count(Map<StepState, Integer> steps, StepState state) {
        return steps.getOrDefault(state, 0);
    }
}
