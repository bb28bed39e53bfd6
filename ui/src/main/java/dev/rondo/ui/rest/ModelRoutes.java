package dev.rondo.ui.rest;

import dev.rondo.definition.GateDefinition;
import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.engine.Engine;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.registry.GateDecision;
import dev.rondo.engine.registry.ModelSummary;
import dev.rondo.engine.registry.ModelVersion;
import dev.rondo.engine.registry.ModelVersionState;
import dev.rondo.engine.registry.Registry;
import dev.rondo.engine.store.Tx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Models and their versions. */
final class ModelRoutes {
    private final Engine engine;

    ModelRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Routes routes) {
        routes.get("/models", this::list);
        routes.get("/models/:m", this::one);
        routes.get("/models/:m/versions", this::versions);
        routes.get("/models/:m/versions/:v", this::version);
    }

    /** The gate of a deployed pipeline that decides about a model. */
    private record Gate(PipelineDefinition pipeline, StepDefinition step, GateDefinition rule) {}

    private Answer list(Call call) {
        int limit = call.limit();
        String after = call.cursorName(ModelName::valid);
        Map<ModelName, Optional<ModelSummary>> all = all();
        List<ModelName> names = new ArrayList<>(all.keySet());
        names.removeIf(name -> name.value().compareTo(after) <= 0);
        List<ModelName> page = names.subList(0, Math.min(names.size(), limit + 1));
        return engine.ask(tx -> Answer.page(
                page, limit, name -> model(tx, name, all.getOrDefault(name, Optional.empty())), ModelName::value));
    }

    private Answer one(Call call) {
        ModelName name = name(call);
        return Answer.ok(engine.ask(tx -> model(tx, name, all().getOrDefault(name, Optional.empty()))));
    }

    private Answer versions(Call call) {
        ModelName name = name(call);
        int limit = call.limit();
        OptionalInt before = call.cursor(1, Integer.MAX_VALUE)
                .map(version -> OptionalInt.of(Math.toIntExact(version)))
                .orElse(OptionalInt.empty());
        return engine.ask(tx -> {
            List<ModelVersion> found = engine.registry().versions(tx, name, before, limit + 1);
            Map<Integer, GateDecision> decisions = decisions(tx, name, found);
            return Answer.page(
                    found,
                    limit,
                    version -> version(version, Optional.ofNullable(decisions.get(version.version()))),
                    version -> Integer.toString(version.version()));
        });
    }

    private Answer version(Call call) {
        ModelName name = name(call);
        int number;
        try {
            number = Integer.parseInt(call.part("v"));
        } catch (NumberFormatException e) {
            throw unknownVersion(call);
        }
        return engine.ask(tx -> version(tx, name, number)).map(Answer::ok).orElseThrow(() -> unknownVersion(call));
    }

    /** A version with what its gate decided; empty when there is none. */
    Optional<JsonObject> version(Tx tx, ModelName model, int number) {
        return engine.registry()
                .version(tx, model, number)
                .map(found -> version(
                        found,
                        Optional.ofNullable(decisions(tx, model, List.of(found)).get(number))));
    }

    /** The models that this pipeline's gates decide about, with their champions. */
    List<JsonObject> ofPipeline(Tx tx, PipelineDefinition pipeline) {
        List<JsonObject> models = new ArrayList<>();
        for (StepDefinition step : pipeline.steps()) {
            step.gate().ifPresent(rule -> {
                Optional<JsonObject> champion = champion(tx, rule.model());
                models.add(new JsonObject()
                        .put("name", rule.model().value())
                        .put(
                                "version",
                                champion.map(c -> c.getInteger("version")).orElse(null))
                        .put("metric", rule.metric())
                        .put(
                                "value",
                                champion.map(c -> c.getDouble("challenger")).orElse(null)));
            });
        }
        return models;
    }

    private JsonObject model(Tx tx, ModelName name, Optional<ModelSummary> summary) {
        Registry registry = engine.registry();
        Optional<Gate> gate = gate(name);
        Optional<GateDecision> newest =
                registry.decisions(tx, name, OptionalLong.empty(), 1).stream().findFirst();
        Map<ModelVersionState, Integer> states = registry.states(tx, name);
        int promoted =
                states.getOrDefault(ModelVersionState.CHAMPION, 0) + states.getOrDefault(ModelVersionState.RETIRED, 0);
        return new JsonObject()
                .put("name", name.value())
                .put(
                        "pipeline",
                        gate.map(g -> g.pipeline().name())
                                .or(() -> newest.map(GateDecision::pipeline))
                                .map(p -> p.value())
                                .orElse(null))
                .put(
                        "gate",
                        gate.map(g -> g.step().name())
                                .or(() -> newest.map(GateDecision::step))
                                .map(s -> s.value())
                                .orElse(null))
                .put(
                        "metric",
                        gate.map(g -> g.rule().metric())
                                .or(() -> newest.map(GateDecision::metric))
                                .orElse(null))
                .put("lowerIsBetter", gate.map(g -> g.rule().lowerIsBetter()).orElse(null))
                .put("champion", champion(tx, name).orElse(null))
                .put("versions", summary.map(ModelSummary::versions).orElse(0))
                .put("promoted", promoted)
                .put("rejected", states.getOrDefault(ModelVersionState.REJECTED, 0));
    }

    private Optional<JsonObject> champion(Tx tx, ModelName model) {
        return engine.registry().champion(tx, model).flatMap(c -> version(tx, model, c.version()));
    }

    private JsonObject version(ModelVersion version, Optional<GateDecision> decision) {
        return new JsonObject()
                .put("version", version.version())
                .put("state", version.state().name())
                .put("partition", RunJson.partition(version.partition()))
                .put("run", version.run().toString())
                .put("createdAt", RunJson.time(version.createdAt()))
                .put("decidedAt", RunJson.time(decision.map(GateDecision::decidedAt)))
                .put("metric", decision.map(GateDecision::metric).orElse(null))
                .put(
                        "lowerIsBetter",
                        gate(version.model()).map(g -> g.rule().lowerIsBetter()).orElse(null))
                .put("challenger", decision.flatMap(GateDecision::challenger).orElse(null))
                .put("champion", decision.flatMap(GateDecision::champion).orElse(null))
                .put("baseline", decision.flatMap(GateDecision::baseline).orElse(null))
                .put("why", decision.map(GateDecision::reason).orElse("no gate has decided about it"))
                .put("digest", StepJson.digest(version.digest().hex()))
                .put("sizeBytes", version.sizeBytes());
    }

    /** Of each version the decision that made it what it is: the newest that promoted it, else the newest. */
    private Map<Integer, GateDecision> decisions(Tx tx, ModelName model, List<ModelVersion> versions) {
        if (versions.isEmpty()) {
            return Map.of();
        }
        int last = versions.get(0).version();
        int first = versions.get(versions.size() - 1).version();
        Map<Integer, GateDecision> decisive = new TreeMap<>();
        for (GateDecision decision : engine.registry().decisionsAbout(tx, model, first, last)) {
            decisive.merge(
                    decision.version(),
                    decision,
                    (newer, older) -> !newer.promoted() && older.promoted() ? older : newer);
        }
        return decisive;
    }

    private Optional<Gate> gate(ModelName model) {
        for (Deployment deployment : engine.deployments().all()) {
            PipelineDefinition pipeline = deployment.pipeline();
            for (StepDefinition step : pipeline.steps()) {
                Optional<GateDefinition> rule =
                        step.gate().filter(g -> g.model().equals(model));
                if (rule.isPresent()) {
                    return Optional.of(new Gate(pipeline, step, rule.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** Every model: those with versions, and those that a deployed gate waits for. */
    private Map<ModelName, Optional<ModelSummary>> all() {
        Map<ModelName, Optional<ModelSummary>> all = new TreeMap<>();
        engine.deployments()
                .all()
                .forEach(d -> d.pipeline().steps().stream()
                        .flatMap(step -> step.gate().stream())
                        .forEach(gate -> all.put(gate.model(), Optional.empty())));
        engine.ask(engine.registry()::models).forEach(summary -> all.put(summary.model(), Optional.of(summary)));
        return all;
    }

    private ModelName name(Call call) {
        String text = call.part("m");
        Set<ModelName> all = all().keySet();
        return all.stream()
                .filter(name -> name.value().equals(text))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        ProblemCode.UNKNOWN_MODEL,
                        "There is no model \"" + text + "\".",
                        all.isEmpty()
                                ? "No gate that is deployed decides about any."
                                : Suggestion.among(
                                        "Models are",
                                        text,
                                        all.stream().map(ModelName::value).toList())));
    }

    private static Problem unknownVersion(Call call) {
        return new Problem(
                ProblemCode.UNKNOWN_MODEL_VERSION,
                "Model " + call.part("m") + " has no version \"" + call.part("v") + "\".",
                "Its versions are listed under GET " + Routes.ROOT + "/models/" + call.part("m") + "/versions.");
    }
}
