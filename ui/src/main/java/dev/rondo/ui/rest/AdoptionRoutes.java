package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.loop.AdoptionWish;
import dev.rondo.engine.loop.CannotAdoptException;
import dev.rondo.engine.store.AdoptionTable;
import dev.rondo.engine.store.AdoptionTable.AdoptionRow;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** Code of steps that people have declared equivalent to older code. */
final class AdoptionRoutes {
    private final Engine engine;
    private final Deployed deployed;

    AdoptionRoutes(Engine engine) {
        this.engine = engine;
        this.deployed = new Deployed(engine);
    }

    void addTo(Routes routes) {
        routes.get("/pipelines/:p/adoptions", this::list);
        routes.post("/pipelines/:p/steps/:s/adopt", this::adopt);
    }

    private Answer list(Call call) {
        PipelineDefinition pipeline = deployed.pipeline(call.part("p"));
        return Answer.list(engine.ask(AdoptionTable::all).stream()
                .filter(row -> row.pipeline().equals(pipeline.name()))
                .map(AdoptionRoutes::json)
                .toList());
    }

    private Answer adopt(Call call) {
        PipelineDefinition pipeline = deployed.pipeline(call.part("p"));
        StepName step = StartRun.step(pipeline, call.part("s"));
        JsonObject body = call.json();
        Bodies.onlyFields(body, Set.of("by", "reason", "run"));
        Deployment deployment = engine.deployments().pipeline(pipeline.name()).orElseThrow();
        Optional<String> run = Bodies.text(body, "run");
        try {
            AdoptionWish wish = new AdoptionWish(
                    step, run.map(deployed::run), Bodies.required(body, "by"), Bodies.required(body, "reason"));
            return Answer.created(
                    json(engine.adopt(deployment, wish).join()),
                    Routes.ROOT + "/pipelines/" + pipeline.name() + "/adoptions");
        } catch (CompletionException e) {
            if (e.getCause() instanceof CannotAdoptException refused) {
                throw new Problem(ProblemCode.CANNOT_ADOPT, refused.getMessage() + ".", "Nothing was changed.");
            }
            throw e;
        }
    }

    private static JsonObject json(AdoptionRow row) {
        return new JsonObject()
                .put("pipeline", row.pipeline().value())
                .put("step", row.step().value())
                .put("run", row.oldRun().toString())
                .put("difference", row.difference())
                .put("by", row.by())
                .put("reason", row.reason())
                .put("at", RunJson.time(row.at()));
    }
}
