package dev.rondo.ui.rest;

import dev.rondo.definition.PoolName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.loop.PoolUser;
import dev.rondo.engine.pool.PoolStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** Pools: how much there is of each, who holds it and who waits. */
final class PoolRoutes {
    private final Engine engine;

    PoolRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Routes routes) {
        routes.get(
                "/pools",
                call -> Answer.list(pools().stream().map(PoolRoutes::json).toList()));
        routes.put("/pools/:name", this::set);
    }

    private List<PoolStatus<PoolUser>> pools() {
        if (!engine.ready()) {
            throw new Problem(
                    ProblemCode.NOT_READY,
                    "The engine does not work, so nobody holds a pool or waits for one.",
                    "Start it with rondo serve, or ask again when GET /health/ready answers 200.");
        }
        return engine.pools().join();
    }

    private Answer set(Call call) {
        PoolName name = name(call.part("name"));
        JsonObject body = call.json();
        Bodies.onlyFields(body, Set.of("limit"));
        int limit = Bodies.field(body, "limit", Integer.class)
                .filter(units -> units >= 0)
                .orElseThrow(() -> Problem.badParameter(
                        "limit", String.valueOf(body.getValue("limit")), "Send a whole number, 0 or more."));
        return Answer.ok(engine.limitPool(name, limit).join().stream()
                .filter(pool -> pool.name().equals(name))
                .findFirst()
                .map(PoolRoutes::json)
                .orElseThrow());
    }

    private static PoolName name(String text) {
        if (!PoolName.valid(text)) {
            throw Problem.badParameter(
                    "name",
                    text,
                    "Use lower-case letters and digits, joined by single '-', '_' or '.', beginning with a letter.");
        }
        return PoolName.of(text);
    }

    static JsonObject json(PoolStatus<PoolUser> pool) {
        return new JsonObject()
                .put("name", pool.name().value())
                .put("limit", pool.limit().orElse(null))
                .put("held", pool.held())
                .put("holders", claimants(pool.holders()))
                .put("waiting", pool.waiting())
                .put("waiters", claimants(pool.waiters()));
    }

    private static JsonArray claimants(List<PoolStatus.Claimant<PoolUser>> claimants) {
        return new JsonArray(claimants.stream()
                .map(c -> new JsonObject()
                        .put("run", c.unit().run().toString())
                        .put("pipeline", c.unit().pipeline().value())
                        .put("partition", RunJson.partition(c.unit().partition()))
                        .put("step", c.unit().step().value())
                        .put("units", c.units()))
                .toList());
    }
}
