package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.store.RunTable.RunFilter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Pipelines: what is deployed, how its newest runs went, its graph and metrics; and starting a run of one. */
final class PipelineRoutes {
    private static final int RECENT = 20;

    private final Engine engine;
    private final InstantSource clock;
    private final Deployed deployed;
    private final RunJson runs;
    private final ModelRoutes models;
    private final TriggerRoutes triggers;
    private final StartRun start;
    private final PlanRoute plan;

    PipelineRoutes(
            Engine engine,
            InstantSource clock,
            StartRun start,
            ModelRoutes models,
            TriggerRoutes triggers,
            OtherCode otherCode) {
        this.engine = engine;
        this.clock = clock;
        this.deployed = new Deployed(engine);
        this.runs = new RunJson(clock);
        this.models = models;
        this.triggers = triggers;
        this.start = start;
        this.plan = new PlanRoute(engine, clock, otherCode);
    }

    void addTo(Routes routes) {
        routes.get("/pipelines", this::list);
        routes.get("/pipelines/:p", this::one);
        routes.get("/pipelines/:p/graph", call -> GraphAnswer.of(pipeline(call), call));
        routes.get("/pipelines/:p/metrics", this::metrics);
        routes.post("/pipelines/:p/runs", StartRun.MOST, start::begin);
        routes.post("/pipelines/:p/plan", plan::answer);
    }

    private Answer list(Call call) {
        int limit = call.limit();
        String after = call.cursorName(PipelineName::valid);
        List<PipelineDefinition> page = engine.deployments().all().stream()
                .map(Deployment::pipeline)
                .filter(p -> p.name().value().compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        Map<PipelineName, Integer> active = engine.history().active();
        return Answer.page(page, limit, p -> summary(p, active), p -> p.name().value());
    }

    private Answer one(Call call) {
        PipelineDefinition pipeline = pipeline(call);
        JsonArray warnings = RunWarnings.json(engine.deployments().catalog().warnings().stream()
                .filter(w ->
                        w.place().equals(pipeline.name().value()) || w.place().startsWith(pipeline.name() + "/"))
                .toList());
        return Answer.ok(summary(pipeline, engine.history().active())
                .put("settings", SettingsJson.schema(pipeline.settings()))
                .put(
                        "partitions",
                        DefinitionJson.partitions(
                                pipeline,
                                new PartitionsWithData(engine).newest(pipeline, clock.instant()),
                                clock.instant()))
                .put("steps", DefinitionJson.steps(pipeline))
                .put("sources", DefinitionJson.sources(pipeline))
                .put("triggers", new JsonArray(triggers.ofPipeline(pipeline.name())))
                .put("warnings", warnings));
    }

    private Answer metrics(Call call) {
        PipelineDefinition pipeline = pipeline(call);
        return Answer.ok(
                new MetricsJson(pipeline).json(engine.history().metrics(pipeline.name(), MetricsJson.order(pipeline))));
    }

    private JsonObject summary(PipelineDefinition pipeline, Map<PipelineName, Integer> active) {
        List<RunView> newest = engine.history().list(RunFilter.of(pipeline.name()), RECENT);
        List<RunView> oldestFirst = new ArrayList<>(newest);
        Collections.reverse(oldestFirst);
        return new JsonObject()
                .put("name", pipeline.name().value())
                .put("description", pipeline.description())
                .put("owner", pipeline.owner())
                .put("state", newest.isEmpty() ? null : newest.get(0).state().name())
                .put("partitioned", DefinitionJson.partitioned(pipeline))
                .put("lastRun", newest.isEmpty() ? null : runs.summary(newest.get(0)))
                .put(
                        "recent",
                        new JsonArray(oldestFirst.stream().map(runs::brief).toList()))
                .put("activeRuns", active.getOrDefault(pipeline.name(), 0))
                .put("nextDue", RunJson.time(triggers.nextDue(pipeline)))
                .put("triggers", pipeline.triggers().size())
                .put("models", champions(pipeline));
    }

    private JsonArray champions(PipelineDefinition pipeline) {
        List<JsonObject> champions = engine.ask(tx -> models.ofPipeline(tx, pipeline));
        return new JsonArray(champions);
    }

    private PipelineDefinition pipeline(Call call) {
        return deployed.pipeline(call.part("p"));
    }
}
