package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.engine.Engine;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.registry.GateDecision;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.RunTable.RunFilter;
import dev.rondo.partition.PartitionKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs: lists, one, its steps, cancelling. */
final class RunRoutes {
    private final Engine engine;
    private final Deployed deployed;
    private final RunJson runs;
    private final StepJson steps;

    RunRoutes(Engine engine, InstantSource clock) {
        this.engine = engine;
        this.deployed = new Deployed(engine);
        this.runs = new RunJson(clock);
        this.steps = new StepJson(clock);
    }

    void addTo(Routes routes) {
        routes.get("/runs", this::list);
        routes.get("/runs/:id", call -> Answer.ok(detail(run(call))));
        routes.get("/runs/:id/steps", this::steps);
        routes.post("/runs/:id/cancel", this::cancel);
        routes.get("/runs/:id/why", new WhyRoute(this::run, engine::why)::answer);
        routes.post("/runs/:id/retry", new RetryRun(engine, this)::answer);
    }

    /** A run with all that is told of one. */
    JsonObject detail(RunView run) {
        Optional<PipelineDefinition> pipeline = definition(run);
        JsonArray models = new JsonArray();
        if (pipeline.isEmpty() || pipeline.get().steps().stream().anyMatch(StepDefinition::isGate)) {
            models(run).forEach(models::add);
        }
        return runs.summary(run)
                .put("settings", new JsonObject(new HashMap<>(run.settings())))
                .put(
                        "changed",
                        new JsonArray(pipeline.map(p -> SettingsJson.changed(p.settings(), run.settings()))
                                .orElse(List.of())))
                .put(
                        "why",
                        run.why().isEmpty() && run.state().terminal()
                                ? run.state().meaning()
                                : run.why())
                .put("models", models);
    }

    private Answer list(Call call) {
        RunFilter filter = new RunFilter(
                deployed.filter(call),
                call.query("state").map(RunRoutes::states).orElse(Set.of()),
                call.query("partition").map(RunRoutes::partition),
                call.query("cause").map(text -> choice("cause", text, RunCause.Kind.values(), RunCause.Kind::name)),
                call.query("backfill").map(BackfillRoutes::id),
                call.cursor(1, Long.MAX_VALUE).map(RunId::new));
        int limit = call.limit();
        List<RunView> found = engine.history().list(filter, limit + 1);
        if (found.isEmpty()) {
            filter.partition().ifPresent(one -> deployed.refuseUnknownPartition(filter.pipeline(), one));
            filter.backfill().ifPresent(id -> BackfillRoutes.known(engine, Long.toString(id)));
        }
        return Answer.page(found, limit, runs::summary, run -> run.id().toString());
    }

    private Answer steps(Call call) {
        RunView run = run(call);
        Optional<PipelineDefinition> pipeline = definition(run);
        return Answer.list(engine.history().steps(run.id()).stream()
                .map(step -> steps.step(step, pipeline))
                .toList());
    }

    private Answer cancel(Call call) {
        RunView run = run(call);
        if (!run.state().terminal()) {
            engine.cancel(run.id(), "a person", "").join();
            run = run(call);
        }
        if (run.state().terminal() && run.state() != RunState.CANCELLED) {
            throw new Problem(
                    ProblemCode.RUN_ALREADY_ENDED,
                    "Run " + run.id() + " of " + run.pipeline() + " has ended: it is " + run.state() + ".",
                    "There is nothing left to stop.");
        }
        return Answer.of(202, detail(run));
    }

    RunView run(Call call) {
        String id = call.part("id");
        return engine.history().run(deployed.run(id)).orElseThrow(() -> Deployed.unknownRun(id));
    }

    private Optional<PipelineDefinition> definition(RunView run) {
        return engine.deployments().pinned(run.pipeline(), run.codeDigest()).map(Deployment::pipeline);
    }

    private List<JsonObject> models(RunView run) {
        return engine.ask(tx -> engine.registry().decisionsOf(tx, run.id()).stream()
                .map(decision -> model(
                        decision,
                        engine.registry()
                                .version(tx, decision.model(), decision.version())
                                .map(v -> v.state().name())
                                .orElse("")))
                .toList());
    }

    private static JsonObject model(GateDecision decision, String state) {
        return new JsonObject()
                .put("name", decision.model().value())
                .put("version", decision.version())
                .put("state", state)
                .put("why", decision.reason());
    }

    private static Set<RunState> states(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(one -> choice("state", one, RunState.values(), RunState::name))
                .collect(Collectors.toSet());
    }

    private static PartitionKey partition(String text) {
        try {
            return PartitionKey.of(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badParameter("partition", text, e.getMessage() + ".");
        }
    }

    static <T> T choice(String parameter, String text, T[] all, Function<T, String> name) {
        return Arrays.stream(all)
                .filter(one -> name.apply(one).equals(text))
                .findFirst()
                .orElseThrow(() -> Problem.badParameter(
                        parameter,
                        text,
                        "Choose " + Arrays.stream(all).map(name).collect(Collectors.joining(", ")) + "."));
    }
}
