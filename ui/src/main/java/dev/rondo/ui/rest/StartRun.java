package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Whole;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Starts a run for a person, once for each idempotency key. */
final class StartRun {
    /** So many may wait for the same commit; each costs some KiB. */
    static final int MOST = 20_000;

    private static final String PREFIX = "person:";
    private static final int LONGEST_NOTE = 2000;
    private static final Set<String> FIELDS = Set.of("partition", "settings", "refresh", "noCache", "note", "priority");

    private final Engine engine;
    private final InstantSource clock;
    private final RunRoutes runs;
    private final FreshRuns fresh;

    StartRun(Engine engine, InstantSource clock, RunRoutes runs, Executor threads) {
        this.engine = engine;
        this.clock = clock;
        this.runs = runs;
        this.fresh = new FreshRuns(ids -> engine.history().runs(ids), threads);
    }

    /** What the body says. */
    private record Wish(
            Optional<String> partition,
            Map<String, Object> settings,
            Set<StepName> refresh,
            boolean noCache,
            String note,
            Optional<Integer> priority) {}

    /** Asks the engine for the run. A key that was used before finds its run there, in the order of the engine's turns. */
    CompletionStage<Answer> begin(Call call) {
        PipelineDefinition pipeline = new Deployed(engine).pipeline(call.part("p"));
        Wish wish = wish(call.json(), pipeline);
        Map<String, Object> settings = SettingsJson.bound(pipeline.settings(), wish.settings());
        String startKey =
                PREFIX + call.idempotencyKey().orElseGet(() -> UUID.randomUUID().toString());
        PartitionKey partition = wish.partition()
                .map(text -> partition(pipeline, text))
                .orElseGet(() -> newest(engine, pipeline, clock.instant()));
        return engine.startRun(new NewRun(
                        pipeline.name(),
                        partition,
                        wish.settings(),
                        startKey,
                        RunCause.person("started by a person"),
                        wish.refresh(),
                        wish.note(),
                        wish.priority(),
                        Optional.empty(),
                        wish.noCache(),
                        Optional.empty()))
                .thenCompose(started ->
                        fresh.read(started.run(), run -> answer(started.isNew(), run, pipeline, wish, settings)));
    }

    private Answer answer(
            boolean isNew, RunView run, PipelineDefinition pipeline, Wish wish, Map<String, Object> settings) {
        return isNew
                ? Answer.created(
                        runs.detail(run).put("warnings", new RunWarnings(engine).of(pipeline, wish.settings())),
                        Routes.ROOT + "/runs/" + run.id())
                : again(run, pipeline, wish, settings);
    }

    /** The same key once more: the same answer for the same request, a refusal for another. */
    private Answer again(RunView run, PipelineDefinition pipeline, Wish wish, Map<String, Object> settings) {
        boolean same = run.pipeline().equals(pipeline.name())
                && wish.partition()
                        .filter(p -> !p.equals(run.partition().value()))
                        .isEmpty()
                && run.note().equals(wish.note())
                && run.priority() == wish.priority().orElse(pipeline.runs().priority())
                && Set.copyOf(run.refresh()).equals(wish.refresh())
                && run.noCache() == wish.noCache()
                && SettingsJson.same(run.settings(), settings);
        if (!same) {
            throw new Problem(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    "The Idempotency-Key was used before to start run " + run.id() + " of " + run.pipeline()
                            + ", with another body.",
                    "Send a new key for a new run; repeat a key only with the very same request.");
        }
        return Answer.ok(runs.detail(run));
    }

    private static Wish wish(JsonObject body, PipelineDefinition pipeline) {
        Bodies.onlyFields(body, FIELDS);
        String note = note(body);
        JsonObject settings = Bodies.field(body, "settings", JsonObject.class).orElseGet(JsonObject::new);
        JsonArray refresh = Bodies.field(body, "refresh", JsonArray.class).orElseGet(JsonArray::new);
        Set<StepName> steps = new LinkedHashSet<>();
        refresh.forEach(name -> steps.add(step(pipeline, String.valueOf(name))));
        return new Wish(
                Bodies.text(body, "partition"),
                Bodies.plain(settings),
                steps,
                Bodies.field(body, "noCache", Boolean.class).orElse(false),
                note,
                Bodies.field(body, "priority", Integer.class));
    }

    /** A person's words about a new run; empty for none. */
    static String note(JsonObject body) {
        String note = Bodies.text(body, "note").orElse("");
        if (note.length() > LONGEST_NOTE) {
            throw Problem.badParameter("note", note, "Write at most " + LONGEST_NOTE + " characters.");
        }
        return note;
    }

    /** The step of that name, to be run whatever the cache has. */
    static StepName step(PipelineDefinition pipeline, String name) {
        return pipeline.steps().stream()
                .map(s -> s.name())
                .filter(s -> s.value().equals(name))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        ProblemCode.UNKNOWN_STEP,
                        "Pipeline " + pipeline.name() + " has no step \"" + name + "\".",
                        Suggestion.among(
                                "Its steps are",
                                name,
                                pipeline.steps().stream()
                                        .map(s -> s.name().value())
                                        .toList())));
    }

    static PartitionKey partition(PipelineDefinition pipeline, String text) {
        try {
            return pipeline.partitioning().parse(text);
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    ProblemCode.UNKNOWN_PARTITION,
                    "Pipeline " + pipeline.name() + " has no such partition: " + e.getMessage() + ".",
                    "GET " + Routes.ROOT + "/pipelines/" + pipeline.name() + " shows its partitions.");
        }
    }

    /** The partition of a run that names none: the newest whose data is there. */
    static PartitionKey newest(Engine engine, PipelineDefinition pipeline, Instant now) {
        if (pipeline.partitioning() instanceof Whole) {
            return PartitionKey.WHOLE;
        }
        return new PartitionsWithData(engine)
                .newest(pipeline, now).stream()
                        .findFirst()
                        .or(() -> pipeline.partitioning().newestAt(now))
                        .orElseThrow(() -> new Problem(
                                ProblemCode.UNKNOWN_PARTITION,
                                "Pipeline " + pipeline.name() + " has no partition to run yet: it is "
                                        + pipeline.partitioning().describe() + ", and its first has not ended.",
                                "Wait for its end, or name a partition."));
    }
}
