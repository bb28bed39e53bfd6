package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.Problem.Severity;
import dev.rondo.definition.StepName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.plan.Expected;
import dev.rondo.engine.plan.Plan;
import dev.rondo.engine.plan.PlanRequest;
import dev.rondo.engine.plan.Verdict;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says what runs of a pipeline would do, of the code that is deployed or of other code. */
final class PlanRoute {
    private static final Set<String> FIELDS =
            Set.of("partition", "from", "to", "settings", "refresh", "noCache", "code");

    private final Engine engine;
    private final InstantSource clock;
    private final OtherCode otherCode;

    PlanRoute(Engine engine, InstantSource clock, OtherCode otherCode) {
        this.engine = engine;
        this.clock = clock;
        this.otherCode = otherCode;
    }

    Answer answer(Call call) {
        JsonObject body = call.json();
        Bodies.onlyFields(body, FIELDS);
        Optional<String> place = Bodies.text(body, "code");
        Subject subject = place.map(code -> other(call.part("p"), code)).orElseGet(() -> deployed(call.part("p")));
        PipelineDefinition pipeline = subject.deployment().pipeline();
        Map<String, Object> settings =
                Bodies.plain(Bodies.field(body, "settings", JsonObject.class).orElseGet(JsonObject::new));
        SettingsJson.bound(pipeline.settings(), settings);
        Set<StepName> refresh = new LinkedHashSet<>();
        Bodies.field(body, "refresh", JsonArray.class)
                .orElseGet(JsonArray::new)
                .forEach(name -> refresh.add(StartRun.step(pipeline, String.valueOf(name))));
        List<PartitionKey> partitions = partitions(pipeline, body);
        if (partitions.isEmpty() || partitions.size() > Plan.MOST_PARTITIONS) {
            throw new Problem(
                    ProblemCode.BAD_RANGE,
                    "The range holds " + partitions.size() + " partitions; a plan is for 1 to " + Plan.MOST_PARTITIONS
                            + ".",
                    "Ask for another range.");
        }
        Plan plan = engine.plan(
                subject.deployment(),
                new PlanRequest(
                        partitions,
                        settings,
                        refresh,
                        Bodies.field(body, "noCache", Boolean.class).orElse(false)));
        return Answer.ok(json(plan)
                .put("newCode", place.isPresent())
                .put(
                        "warnings",
                        place.isPresent()
                                ? RunWarnings.withCode(pipeline, settings, subject.warnings())
                                : RunWarnings.of(pipeline, settings, subject.warnings())));
    }

    /** What is planned, and what is to be said about its code. */
    private record Subject(Deployment deployment, List<dev.rondo.definition.Problem> warnings) {}

    private Subject deployed(String name) {
        PipelineDefinition pipeline = new Deployed(engine).pipeline(name);
        return new Subject(
                engine.deployments().pipeline(pipeline.name()).orElseThrow(),
                engine.deployments().catalog().warnings());
    }

    private Subject other(String pipeline, String place) {
        OtherCode.Found found = otherCode.load(place);
        return found.pipelines().stream()
                .filter(d -> d.pipeline().name().value().equals(pipeline))
                .findFirst()
                .map(d -> new Subject(
                        d,
                        found.problems().stream()
                                .filter(p -> p.severity() == Severity.WARNING)
                                .toList()))
                .orElseThrow(() -> new Problem(
                        ProblemCode.CODE_NOT_USABLE,
                        "The code " + place + " holds no pipeline \"" + pipeline + "\" that can be used; it holds "
                                + found.pipelines().stream()
                                        .map(d -> d.pipeline().name().value())
                                        .reduce((a, b) -> a + ", " + b)
                                        .orElse("none")
                                + ".",
                        "Mend what is said about it, or name other code.",
                        found.problems().stream()
                                .filter(p -> p.severity() == Severity.ERROR)
                                .map(p -> new Problem.Part(p.place(), p.reason(), p.remedy()))
                                .toList()));
    }

    /** One, a range, or what a run would take that names none. */
    private List<PartitionKey> partitions(PipelineDefinition pipeline, JsonObject body) {
        Optional<PartitionKey> one = key(pipeline, body, "partition");
        Optional<PartitionKey> from = key(pipeline, body, "from");
        Optional<PartitionKey> to = key(pipeline, body, "to");
        if (from.isEmpty() && to.isEmpty()) {
            return List.of(one.orElseGet(() -> StartRun.newest(engine, pipeline, clock.instant())));
        }
        if (one.isPresent() || from.isEmpty() || to.isEmpty()) {
            throw Problem.badParameter(
                    "from",
                    from.map(PartitionKey::value).orElse(""),
                    "Send \"partition\", or both \"from\" and \"to\".");
        }
        return pipeline.partitioning().range(from.get(), to.get());
    }

    private static Optional<PartitionKey> key(PipelineDefinition pipeline, JsonObject body, String field) {
        return Bodies.text(body, field).map(text -> StartRun.partition(pipeline, text));
    }

    private static JsonObject json(Plan plan) {
        JsonObject counts = new JsonObject();
        for (Verdict verdict : Verdict.values()) {
            counts.put(verdict.name(), plan.counts().getOrDefault(verdict, 0));
        }
        JsonArray items = new JsonArray();
        plan.partitions().forEach(partition -> items.add(partition(partition)));
        return new JsonObject()
                .put("pipeline", plan.pipeline().value())
                .put("code", new JsonObject().put("digest", plan.codeDigest()).put("text", plan.codeText()))
                .put("nothingRuns", plan.nothingRuns())
                .put("counts", counts)
                .put(
                        "expected",
                        new JsonObject()
                                .put("atLeast", plan.expectedAtLeast().toString())
                                .put("atMost", plan.expectedAtMost().toString()))
                .put(
                        "models",
                        new JsonArray(plan.touched().models().stream()
                                .map(model -> model.value())
                                .toList()))
                .put(
                        "pipelines",
                        new JsonArray(plan.touched().pipelines().stream()
                                .map(pipeline -> pipeline.value())
                                .toList()))
                .put("items", items);
    }

    private static JsonObject partition(Plan.OfPartition partition) {
        JsonArray steps = new JsonArray();
        partition
                .steps()
                .forEach(step -> steps.add(new JsonObject()
                        .put("step", step.step().value())
                        .put("verdict", step.verdict().name())
                        .put("why", step.why())
                        .put(
                                "expected",
                                step.expected().map(PlanRoute::expected).orElse(null))));
        return new JsonObject()
                .put("partition", RunJson.partition(partition.partition()))
                .put(
                        "underWay",
                        new JsonArray(partition.underWay().stream()
                                .map(RunId::toString)
                                .toList()))
                .put("steps", steps);
    }

    private static JsonObject expected(Expected expected) {
        return new JsonObject()
                .put("median", expected.median().toString())
                .put("shortest", expected.shortest().toString())
                .put("longest", expected.longest().toString())
                .put("times", expected.times());
    }
}
