package dev.rondo.ui.rest;

import dev.rondo.engine.Engine;
import dev.rondo.engine.invariant.Invariants;
import dev.rondo.engine.invariant.Violation;
import dev.rondo.engine.run.RunId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Whether the promises of the engine are kept: what was found so far, or the result of a check made now. */
final class InvariantRoutes {
    private final Engine engine;

    InvariantRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Routes routes) {
        routes.get("/invariants", this::answer);
    }

    private Answer answer(Call call) {
        Optional<String> run = call.query("run");
        if (run.isPresent()) {
            return Answer.ok(json(engine.invariants()
                    .check(run(run.get()))
                    .orElseThrow(() -> new Problem(
                            ProblemCode.UNKNOWN_RUN,
                            "There is no run " + run.get() + ".",
                            "GET " + Routes.ROOT + "/runs lists the runs that there are."))));
        }
        return Answer.ok(json(
                switch (call.query("check").orElse("")) {
                    case "" -> engine.invariants().soFar();
                    case "all" -> engine.invariants().checkAll();
                    default ->
                        throw Problem.badParameter(
                                "check",
                                call.query("check").orElse(""),
                                "Leave it out for what was found so far, or use all to check everything now.");
                }));
    }

    private static RunId run(String text) {
        try {
            return RunId.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badParameter("run", text, "Name a run by its number.");
        }
    }

    private static JsonObject json(Invariants.Report report) {
        JsonArray items = new JsonArray();
        report.violations().forEach(violation -> items.add(json(violation)));
        return new JsonObject()
                .put("checked", new JsonObject().put("runs", report.runs()).put("changes", report.changes()))
                .put("items", items)
                .put("next", null);
    }

    private static JsonObject json(Violation violation) {
        return new JsonObject()
                .put("invariant", violation.invariant().code())
                .put("promise", violation.invariant().promise())
                .put("run", violation.run().map(RunId::toString).orElse(null))
                .put("step", violation.step().map(step -> step.value()).orElse(null))
                .put("attempt", violation.attempt().orElse(null))
                .put("what", violation.what());
    }
}
