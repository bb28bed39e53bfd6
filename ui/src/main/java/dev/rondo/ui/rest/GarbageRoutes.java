package dev.rondo.ui.rest;

import dev.rondo.engine.Engine;
import dev.rondo.engine.artifact.HeldArtifacts.Quarantined;
import dev.rondo.engine.garbage.Garbage;
import dev.rondo.engine.garbage.GarbageReport;
import dev.rondo.engine.garbage.GarbageReport.Amount;
import dev.rondo.engine.garbage.GarbageRequest;
import dev.rondo.engine.garbage.GarbageUnderWayException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Removing what nobody needs, and what was found damaged. */
final class GarbageRoutes {
    private final Engine engine;

    GarbageRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Routes routes) {
        routes.post("/gc", this::begin);
        routes.get("/gc", call -> Answer.ok(json(engine.garbage().status())));
        routes.get(
                "/artifacts/quarantine",
                call -> Answer.list(
                        engine.quarantined().stream().map(GarbageRoutes::json).toList()));
    }

    /** A large home takes minutes, longer than a connection should wait. */
    private Answer begin(Call call) {
        JsonObject body = call.json();
        Bodies.onlyFields(body, Set.of("dryRun", "grace"));
        boolean dryRun = Bodies.field(body, "dryRun", Boolean.class).orElse(false);
        Duration grace = Bodies.text(body, "grace").map(GarbageRoutes::duration).orElse(GarbageRequest.DEFAULT_GRACE);
        try {
            var unused = engine.garbage().begin(new GarbageRequest(dryRun, grace));
            return Answer.of(202, json(engine.garbage().status()));
        } catch (IllegalArgumentException e) {
            throw new Problem(ProblemCode.BAD_PARAMETER, String.valueOf(e.getMessage()), "");
        } catch (GarbageUnderWayException e) {
            throw new Problem(
                    ProblemCode.GC_UNDER_WAY,
                    "Garbage is being looked for already.",
                    "GET " + Routes.ROOT + "/gc says when that has ended; then ask again.");
        }
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw Problem.badParameter("grace", text, "Send a duration such as P7D or PT12H.");
        }
    }

    private static JsonObject json(Garbage.Status status) {
        return new JsonObject()
                .put("underWay", status.underWay())
                .put("failure", status.failure().orElse(null))
                .put("last", status.last().map(GarbageRoutes::json).orElse(null));
    }

    private static JsonObject json(GarbageReport report) {
        return new JsonObject()
                .put("dryRun", report.dryRun())
                .put("begunAt", RunJson.time(report.begunAt()))
                .put("took", report.took().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("unusedSince", RunJson.time(report.unusedSince()))
                .put("freed", amounts(report.freed(), "what"))
                .put("kept", amounts(report.kept(), "why"))
                .put(
                        "largest",
                        new JsonArray(report.largest().stream()
                                .map(freed -> new JsonObject()
                                        .put("what", freed.what().name())
                                        .put("name", freed.name())
                                        .put("bytes", freed.bytes())
                                        .put("usedAt", RunJson.time(freed.usedAt())))
                                .toList()));
    }

    private static <K extends Enum<K>> JsonArray amounts(Map<K, Amount> amounts, String label) {
        JsonArray items = new JsonArray();
        new TreeMap<>(amounts)
                .forEach((key, amount) -> items.add(new JsonObject()
                        .put(label, key.name())
                        .put("count", amount.count())
                        .put("bytes", amount.bytes())));
        return items;
    }

    private static JsonObject json(Quarantined damaged) {
        return new JsonObject()
                .put("name", damaged.name())
                .put("bytes", damaged.sizeBytes())
                .put("foundAt", RunJson.time(damaged.foundAt()));
    }
}
