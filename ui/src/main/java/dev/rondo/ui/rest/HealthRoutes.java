package dev.rondo.ui.rest;

import dev.rondo.engine.Engine;
import dev.rondo.engine.store.StoreException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Whether the process lives, and whether it can work. */
final class HealthRoutes {
    private final Engine engine;
    private final String version;

    HealthRoutes(Engine engine, String version) {
        this.engine = engine;
        this.version = version;
    }

    void addTo(Routes routes) {
        routes.get("/", call -> Answer.ok(new JsonObject().put("name", "rondo").put("version", version)));
        routes.get("/health/live", call -> live());
        routes.get("/health/ready", call -> ready());
        routes.top("/health/live", call -> live());
        routes.top("/health/ready", call -> ready());
    }

    private static Answer live() {
        return Answer.ok(new JsonObject().put("state", "UP"));
    }

    private Answer ready() {
        List<JsonObject> checks = List.of(
                check("engine", engine.ready() ? "" : "the engine has not started yet, or is being closed"),
                check("store", store()));
        boolean up = checks.stream().allMatch(check -> check.getString("state").equals("UP"));
        return Answer.of(
                up ? 200 : 503,
                new JsonObject().put("state", up ? "UP" : "DOWN").put("checks", new JsonArray(checks)));
    }

    private String store() {
        Optional<String> trouble = engine.trouble();
        if (trouble.isPresent()) {
            return trouble.get();
        }
        try {
            engine.feed().newest();
            return "";
        } catch (StoreException e) {
            return "the store cannot be read: " + e.getMessage();
        }
    }

    private static JsonObject check(String name, String trouble) {
        return new JsonObject()
                .put("name", name)
                .put("state", trouble.isEmpty() ? "UP" : "DOWN")
                .put("why", trouble);
    }
}
