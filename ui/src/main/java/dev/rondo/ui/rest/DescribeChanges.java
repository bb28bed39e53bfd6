package dev.rondo.ui.rest;

import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.feed.FeedEntry;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.history.StepView;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.trigger.TriggerKey;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says in full what the feed says in short: loads what has changed as it is now. Several changes of one thing become one
 * event, the last, since all would say the same. Reads from the store.
 */
final class DescribeChanges {
    private final Engine engine;
    private final RunJson runs;
    private final StepJson steps;
    private final ModelRoutes models;
    private final TriggerRoutes triggers;

    DescribeChanges(Engine engine, InstantSource clock, ModelRoutes models, TriggerRoutes triggers) {
        this.engine = engine;
        this.runs = new RunJson(clock);
        this.steps = new StepJson(clock);
        this.models = models;
        this.triggers = triggers;
    }

    /** The events for some changes, in their order. */
    List<LiveEvent> of(List<FeedEntry> entries) {
        Map<String, FeedEntry> last = new LinkedHashMap<>();
        for (FeedEntry entry : entries) {
            String key = key(entry.change());
            last.remove(key);
            last.put(key, entry);
        }
        Map<RunId, Optional<RunView>> views = new HashMap<>();
        Map<RunId, Map<StepName, StepView>> stepViews = new HashMap<>();
        List<LiveEvent> events = new ArrayList<>();
        for (FeedEntry entry : last.values()) {
            describe(entry, views, stepViews)
                    .ifPresent(text -> events.add(new LiveEvent(
                            entry.seq(),
                            entry.change().pipeline(),
                            entry.change().run(),
                            text)));
        }
        return events;
    }

    private static String key(Change change) {
        return change.kind() + " " + change.run() + change.step() + change.pipeline()
                + switch (change.kind()) {
                    case RUN, STEP, PIPELINE -> "";
                    case MODEL, DATASET, TRIGGER, BACKFILL ->
                        List.of("model", "dataset", "trigger", "backfill").stream()
                                .map(name -> String.valueOf(change.body().get(name)))
                                .toList()
                                .toString();
                };
    }

    private Optional<String> describe(
            FeedEntry entry, Map<RunId, Optional<RunView>> views, Map<RunId, Map<StepName, StepView>> stepViews) {
        Change change = entry.change();
        return switch (change.kind()) {
            case RUN ->
                change.run()
                        .flatMap(id -> view(id, views))
                        .map(run -> LiveEvent.text(entry.seq(), "run", new JsonObject().put("run", runs.summary(run))));
            case STEP -> step(change, views, stepViews).map(data -> LiveEvent.text(entry.seq(), "step", data));
            case MODEL -> model(change).map(data -> LiveEvent.text(entry.seq(), "model", data));
            case TRIGGER -> decision(change).map(data -> LiveEvent.text(entry.seq(), "decision", data));
            case BACKFILL -> backfill(change).map(data -> LiveEvent.text(entry.seq(), "backfill", data));
            case PIPELINE, DATASET -> Optional.empty();
        };
    }

    private Optional<RunView> view(RunId run, Map<RunId, Optional<RunView>> known) {
        return known.computeIfAbsent(run, engine.history()::run);
    }

    private Optional<JsonObject> step(
            Change change, Map<RunId, Optional<RunView>> views, Map<RunId, Map<StepName, StepView>> known) {
        Optional<RunId> id = change.run();
        Optional<StepName> name = change.step();
        if (id.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        Map<StepName, StepView> all = known.computeIfAbsent(id.get(), run -> {
            Map<StepName, StepView> byName = new HashMap<>();
            engine.history().steps(run).forEach(step -> byName.put(step.step(), step));
            return byName;
        });
        Optional<PipelineDefinition> pipeline = view(id.get(), views)
                .flatMap(run -> engine.deployments().pinned(run.pipeline(), run.codeDigest()))
                .map(Deployment::pipeline);
        return Optional.ofNullable(all.get(name.get()))
                .map(step -> new JsonObject()
                        .put("run", id.get().toString())
                        .put("pipeline", change.pipeline().map(p -> p.value()).orElse(null))
                        .put("step", steps.step(step, pipeline)));
    }

    private Optional<JsonObject> model(Change change) {
        ModelName model = ModelName.of(String.valueOf(change.body().get("model")));
        return engine.ask(tx -> change.run().stream()
                .flatMap(run -> engine.registry().decisionsOf(tx, run).stream())
                .filter(decision -> decision.model().equals(model))
                .findFirst()
                .flatMap(decision -> models.version(tx, model, decision.version()))
                .map(version -> new JsonObject().put("model", model.value()).put("version", version)));
    }

    private Optional<JsonObject> decision(Change change) {
        Optional<TriggerKey> key = change.pipeline()
                .map(p -> new TriggerKey(p, String.valueOf(change.body().get("trigger"))));
        return key.flatMap(trigger -> engine.ask(tx -> triggers.newest(tx, trigger))
                .map(decision ->
                        new JsonObject().put("trigger", trigger.toString()).put("decision", decision)));
    }

    private Optional<JsonObject> backfill(Change change) {
        return change.body().get("backfill") instanceof Number id
                ? engine.ask(tx -> engine.backfills().show(tx, id.longValue()))
                        .map(backfill -> new JsonObject().put("backfill", BackfillRoutes.summary(backfill)))
                : Optional.empty();
    }
}
