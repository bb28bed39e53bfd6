package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.TriggerDefinition;
import dev.rondo.engine.Engine;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.TriggerEventTable;
import dev.rondo.engine.store.Tx;
import dev.rondo.engine.trigger.TriggerDecision;
import dev.rondo.engine.trigger.TriggerKey;
import dev.rondo.engine.trigger.TriggerStatus;
import dev.rondo.partition.PartitionKey;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Triggers and what they decided. */
final class TriggerRoutes {
    private final Engine engine;
    private final InstantSource clock;

    TriggerRoutes(Engine engine, InstantSource clock) {
        this.engine = engine;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.get("/triggers", this::list);
        routes.get("/triggers/:id/decisions", this::decisions);
    }

    /** The triggers of one pipeline. */
    List<JsonObject> ofPipeline(PipelineName pipeline) {
        return engine.ask(tx -> engine.triggers().list(tx).stream()
                .filter(status -> status.key().pipeline().equals(pipeline))
                .map(status -> trigger(tx, status))
                .toList());
    }

    /** When a pipeline is due by one of its schedules. */
    Optional<Instant> nextDue(PipelineDefinition pipeline) {
        return pipeline.triggers().stream()
                .flatMap(trigger -> nextDue(trigger).stream())
                .min(Comparator.naturalOrder());
    }

    /** The newest decision of a trigger, as in the list. */
    Optional<JsonObject> newest(Tx tx, TriggerKey key) {
        return engine.triggers().decisions(tx, key, Long.MAX_VALUE, 1).stream()
                .findFirst()
                .map(decision -> decision(tx, decision));
    }

    private Answer list(Call call) {
        Optional<PipelineName> pipeline = new Deployed(engine).filter(call);
        int limit = call.limit();
        String after = call.cursorName(TriggerRoutes::isKey);
        return engine.ask(tx -> {
            List<TriggerStatus> found = engine.triggers().list(tx).stream()
                    .filter(status -> pipeline.filter(
                                    p -> !p.equals(status.key().pipeline()))
                            .isEmpty())
                    .filter(status -> status.key().toString().compareTo(after) > 0)
                    .limit(limit + 1L)
                    .toList();
            return Answer.page(
                    found,
                    limit,
                    status -> trigger(tx, status),
                    status -> status.key().toString());
        });
    }

    private static boolean isKey(String text) {
        try {
            TriggerKey.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Answer decisions(Call call) {
        String id = call.part("id");
        int limit = call.limit();
        long before = call.cursor(1, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
        return engine.ask(tx -> {
            TriggerKey key = engine.triggers().list(tx).stream()
                    .map(TriggerStatus::key)
                    .filter(known -> known.toString().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new Problem(
                            ProblemCode.UNKNOWN_TRIGGER,
                            "There is no trigger \"" + id + "\" among the deployed pipelines.",
                            "Triggers are listed under GET " + Routes.ROOT + "/triggers."));
            List<TriggerDecision> found = engine.triggers().decisions(tx, key, before, limit + 1);
            return Answer.page(
                    found, limit, decision -> decision(tx, decision), decision -> Long.toString(decision.eventSeq()));
        });
    }

    private JsonObject trigger(Tx tx, TriggerStatus status) {
        TriggerDefinition definition = status.definition();
        return new JsonObject()
                .put("id", status.key().toString())
                .put("pipeline", status.key().pipeline().value())
                .put("name", status.key().id())
                .put("kind", definition instanceof TriggerDefinition.OnSchedule ? "SCHEDULE" : "DATA")
                .put("what", what(definition))
                .put("state", status.paused() ? "PAUSED" : "ACTIVE")
                .put("nextDue", status.paused() ? null : RunJson.time(nextDue(definition)))
                .put("lastDecision", newest(tx, status.key()).orElse(null));
    }

    private static String what(TriggerDefinition definition) {
        if (definition instanceof TriggerDefinition.OnSchedule schedule) {
            return "cron " + schedule.cron().expression() + " in " + schedule.zone();
        }
        if (definition instanceof TriggerDefinition.OnData data) {
            return "when " + data.dataset() + " has a new version"
                    + (data.settledFor().isZero() ? "" : " and has not changed for " + data.settledFor());
        }
        return definition.id();
    }

    private Optional<Instant> nextDue(TriggerDefinition definition) {
        return definition instanceof TriggerDefinition.OnSchedule schedule
                ? schedule.cron().nextAfter(clock.instant(), schedule.zone())
                : Optional.empty();
    }

    private static JsonObject decision(Tx tx, TriggerDecision decision) {
        Optional<PartitionKey> partition = decision.run()
                .flatMap(run -> RunTable.byId(tx, run))
                .map(RunTable.RunRow::partition)
                .or(() -> TriggerEventTable.bySeq(tx, decision.eventSeq())
                        .map(row -> row.event().partition()));
        return new JsonObject()
                .put("id", Long.toString(decision.eventSeq()))
                .put("at", RunJson.time(decision.decidedAt()))
                .put("state", decision.outcome().name())
                .put("why", decision.why())
                .put("partition", partition.map(RunJson::partition).orElse(null))
                .put("run", decision.run().map(run -> run.toString()).orElse(null));
    }
}
