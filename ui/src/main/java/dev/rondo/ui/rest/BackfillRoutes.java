package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.backfill.Backfill;
import dev.rondo.engine.backfill.BackfillMode;
import dev.rondo.engine.backfill.BackfillPartition;
import dev.rondo.engine.backfill.BackfillPlan;
import dev.rondo.engine.backfill.BackfillProgress;
import dev.rondo.engine.backfill.BackfillRequest;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Partitioning;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Backfills: planning, starting, looking, cancelling. */
final class BackfillRoutes {
    private static final Set<String> FIELDS = Set.of("pipeline", "from", "to", "mode", "dryRun");
    private static final int PAGE = 100;

    private final Engine engine;
    private final InstantSource clock;
    private final RememberedKeys keys = new RememberedKeys();

    BackfillRoutes(Engine engine, InstantSource clock) {
        this.engine = engine;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.post("/backfills", this::start);
        routes.get("/backfills", this::list);
        routes.get("/backfills/:id", call -> Answer.ok(detail(known(call))));
        routes.post("/backfills/:id/cancel", this::cancel);
    }

    static long id(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Problem.badParameter("backfill", text, "The id of a backfill is a whole number.");
        }
    }

    /** A backfill as in the list. */
    static JsonObject summary(Backfill backfill) {
        BackfillProgress progress = backfill.progress();
        return new JsonObject()
                .put("id", Long.toString(backfill.id()))
                .put("pipeline", backfill.pipeline().value())
                .put("from", backfill.from().value())
                .put("to", backfill.to().value())
                .put("mode", backfill.mode().name().toLowerCase(Locale.ROOT))
                .put("state", backfill.state().name())
                .put("createdAt", RunJson.time(backfill.createdAt()))
                .put(
                        "partitions",
                        new JsonObject()
                                .put("total", progress.total())
                                .put("waiting", progress.pending())
                                .put("running", progress.running())
                                .put("succeeded", progress.succeeded())
                                .put("failed", progress.failed() + progress.refused())
                                .put("skipped", 0)
                                .put("cancelled", progress.cancelled()));
    }

    private Answer start(Call call) {
        JsonObject body = call.json();
        Bodies.onlyFields(body, FIELDS);
        PipelineDefinition pipeline = new Deployed(engine).pipeline(Bodies.required(body, "pipeline"));
        if (!DefinitionJson.partitioned(pipeline)) {
            throw new Problem(
                    ProblemCode.PARTITIONS_NEEDED,
                    "Pipeline " + pipeline.name() + " has no partitions, so there is no past to fill.",
                    "Start a run of it instead.");
        }
        BackfillRequest request = new BackfillRequest(
                pipeline.name(),
                Bodies.text(body, "from").map(text -> partition(pipeline, "from", text)),
                Bodies.text(body, "to").map(text -> partition(pipeline, "to", text)),
                Bodies.text(body, "mode").map(BackfillRoutes::mode).orElse(BackfillMode.MISSING),
                BackfillRequest.DEFAULT_PARALLEL,
                "a person",
                "");
        engine.lookAtSources(pipeline.name()).join();
        if (Bodies.field(body, "dryRun", Boolean.class).orElse(false)) {
            return Answer.ok(plan(
                    pipeline.partitioning(),
                    refused(() -> engine.ask(tx -> engine.backfills().plan(tx, request, clock.instant())))));
        }
        refused(() -> engine.ask(tx -> engine.backfills().plan(tx, request, clock.instant())));
        return call.idempotencyKey()
                .map(key -> keys.once(key, request, () -> begin(request), this::again))
                .orElseGet(() -> created(begin(request)));
    }

    private Backfill begin(BackfillRequest request) {
        return engine.inTurn(turn -> engine.backfills().start(turn, request)).join();
    }

    private Answer created(Backfill backfill) {
        return Answer.created(detail(backfill), Routes.ROOT + "/backfills/" + backfill.id());
    }

    private Answer again(Backfill backfill, boolean isNew) {
        return isNew ? created(backfill) : Answer.ok(detail(known(engine, Long.toString(backfill.id()))));
    }

    private Answer list(Call call) {
        Optional<PipelineName> pipeline = new Deployed(engine).filter(call);
        int limit = call.limit();
        long before = call.cursor(1, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
        return engine.ask(tx -> {
            List<Backfill> found = new ArrayList<>();
            long next = before;
            List<Backfill> page;
            do {
                page = engine.backfills().list(tx, next, PAGE);
                page.stream()
                        .filter(b ->
                                pipeline.filter(p -> !p.equals(b.pipeline())).isEmpty())
                        .forEach(found::add);
                next = page.isEmpty() ? next : page.get(page.size() - 1).id();
            } while (page.size() == PAGE && found.size() <= limit);
            return Answer.page(
                    found.subList(0, Math.min(found.size(), limit + 1)),
                    limit,
                    BackfillRoutes::summary,
                    backfill -> Long.toString(backfill.id()));
        });
    }

    private Answer cancel(Call call) {
        long id = known(call).id();
        Backfill after = engine.inTurn(turn -> engine.backfills().cancel(turn, id, "a person"))
                .join();
        return Answer.of(202, detail(after));
    }

    private JsonObject detail(Backfill backfill) {
        JsonArray items = new JsonArray();
        engine.ask(tx -> engine.backfills().partitions(tx, backfill.id())).forEach(one -> items.add(partition(one)));
        return summary(backfill).put("items", items);
    }

    private static JsonObject partition(BackfillPartition one) {
        String state = one.refused().isPresent()
                ? "FAILED"
                : one.state().map(Enum::name).orElse("WAITING");
        return new JsonObject()
                .put("partition", one.partition().value())
                .put("state", state)
                .put("run", one.run().map(run -> run.toString()).orElse(null))
                .put("why", one.refused().orElse(one.why()));
    }

    /** All partitions of the range in their order, whether they would run or not. */
    private static JsonObject plan(Partitioning partitioning, BackfillPlan plan) {
        Map<PartitionKey, JsonObject> items = new TreeMap<>(partitioning::compare);
        plan.partitions().forEach(entry -> items.put(entry.partition(), entry(entry, "RUN")));
        plan.leftOut().forEach(entry -> items.put(entry.partition(), entry(entry, "SKIP")));
        return new JsonObject()
                .put("dryRun", true)
                .put("runs", plan.partitions().size())
                .put("items", new JsonArray(List.copyOf(items.values())));
    }

    private static JsonObject entry(BackfillPlan.Entry entry, String action) {
        return new JsonObject()
                .put("partition", entry.partition().value())
                .put("action", action)
                .put("why", entry.why());
    }

    private static <T> T refused(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    ProblemCode.BAD_RANGE, String.valueOf(e.getMessage()), "Choose another range of partitions.");
        }
    }

    private static PartitionKey partition(PipelineDefinition pipeline, String field, String text) {
        try {
            return pipeline.partitioning().parse(text);
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    ProblemCode.UNKNOWN_PARTITION,
                    "Field \"" + field + "\": " + e.getMessage() + ".",
                    "GET " + Routes.ROOT + "/pipelines/" + pipeline.name() + " shows its partitions.");
        }
    }

    private static BackfillMode mode(String text) {
        return RunRoutes.choice(
                "mode", text, BackfillMode.values(), mode -> mode.name().toLowerCase(Locale.ROOT));
    }

    private Backfill known(Call call) {
        return known(engine, call.part("id"));
    }

    /** The backfill of that id. */
    static Backfill known(Engine engine, String text) {
        Optional<Backfill> found = text.matches("[0-9]{1,18}")
                ? engine.ask(tx -> engine.backfills().show(tx, Long.parseLong(text)))
                : Optional.empty();
        return found.orElseThrow(() -> new Problem(
                ProblemCode.UNKNOWN_BACKFILL,
                "There is no backfill \"" + text + "\".",
                "Backfills are listed under GET " + Routes.ROOT + "/backfills."));
    }
}
