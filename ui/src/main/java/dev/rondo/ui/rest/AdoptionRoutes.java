package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.loop.AdoptionWish;
import dev.rondo.engine.loop.CannotAdoptException;
import dev.rondo.engine.store.AdoptionTable;
import dev.rondo.engine.store.AdoptionTable.AdoptionRow;
import dev.rondo.engine.store.NondeterminismTable;
import dev.rondo.engine.store.NondeterminismTable.NondeterminismRow;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** What people say of the code of steps: that it is equivalent to older code, or that other results of it are as good. */
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
        routes.get("/pipelines/:p/nondeterminism", this::nondeterminism);
        routes.post("/pipelines/:p/steps/:s/accept-nondeterminism", this::accept);
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

    private Answer nondeterminism(Call call) {
        PipelineDefinition pipeline = deployed.pipeline(call.part("p"));
        return Answer.list(findings(pipeline).map(AdoptionRoutes::json).toList());
    }

    private Stream<NondeterminismRow> findings(PipelineDefinition pipeline) {
        return engine.ask(tx -> NondeterminismTable.of(tx, pipeline.name())).stream();
    }

    private Answer accept(Call call) {
        PipelineDefinition pipeline = deployed.pipeline(call.part("p"));
        StepName step = StartRun.step(pipeline, call.part("s"));
        JsonObject body = call.json();
        Bodies.onlyFields(body, Set.of("by", "reason"));
        int accepted = engine.acceptNondeterminism(
                        pipeline.name(), step, Bodies.required(body, "by"), Bodies.required(body, "reason"))
                .join();
        if (accepted == 0) {
            throw new Problem(
                    ProblemCode.NOTHING_TO_ACCEPT,
                    "No probe has found that step " + step + " of pipeline " + pipeline.name()
                            + " gives other results for the same inputs, or that is accepted already.",
                    "GET " + Routes.ROOT + "/pipelines/" + pipeline.name() + "/nondeterminism lists what was found.");
        }
        return Answer.list(findings(pipeline)
                .filter(row -> row.step().equals(step))
                .map(AdoptionRoutes::json)
                .toList());
    }

    private static JsonObject json(NondeterminismRow row) {
        return new JsonObject()
                .put("pipeline", row.pipeline().value())
                .put("step", row.step().value())
                .put("run", row.run().toString())
                .put("output", row.output())
                .put("expected", StepJson.digest(row.expected()))
                .put("found", row.found().isEmpty() ? null : StepJson.digest(row.found()))
                .put("at", RunJson.time(row.at()))
                .put("why", row.words())
                .put(
                        "accepted",
                        row.accepted()
                                .map(a -> new JsonObject()
                                        .put("by", a.by())
                                        .put("reason", a.reason())
                                        .put("at", RunJson.time(a.at())))
                                .orElse(null));
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
