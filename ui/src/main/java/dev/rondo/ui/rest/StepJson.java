package dev.rondo.ui.rest;

import dev.rondo.definition.EngineWork;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.engine.history.ItemView;
import dev.rondo.engine.history.StepView;
import dev.rondo.engine.history.StepView.AttemptView;
import dev.rondo.engine.history.StepView.ItemCounts;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.ItemTable.ItemRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Steps of a run as JSON. */
final class StepJson {
    /** How messages about files say where: {@code hour.csv, line 14, column "hr" (5)}. */
    private static final Pattern PLACE =
            Pattern.compile("([^\\s,:\"]+), line (\\d+)(?:, column (?:\"[^\"]*\" \\()?(\\d+)\\)?)?");

    private static final Pattern EXCEPTION =
            Pattern.compile("[\\w.$]+(Exception|Error|Throwable)\\b|[\\w$]+(\\.[\\w$]+)+");

    private final InstantSource clock;

    StepJson(InstantSource clock) {
        this.clock = clock;
    }

    /** @param pipeline the definition; empty when its code is not at hand any more */
    JsonObject step(StepView step, Optional<PipelineDefinition> pipeline) {
        Optional<StepDefinition> definition = pipeline.flatMap(p -> p.step(step.step()));
        List<AttemptView> tries = step.attempts();
        Optional<AttemptView> last = tries.isEmpty() ? Optional.empty() : Optional.of(tries.get(tries.size() - 1));
        JsonArray outputs = new JsonArray();
        step.outputs()
                .forEach(output -> outputs.add(new JsonObject()
                        .put("name", output.name())
                        .put("dataset", output.dataset().value())
                        .put("digest", digest(output.digest().hex()))
                        .put("sizeBytes", output.sizeBytes())));
        JsonArray attempts = new JsonArray();
        tries.forEach(attempt -> attempts.add(attempt(attempt)));
        return new JsonObject()
                .put("step", step.step().value())
                .put("kind", definition.map(StepDefinition::kind).orElse("STEP"))
                .put("state", step.state().name())
                .put("why", step.why())
                .put("attempts", tries.size())
                .put("maxAttempts", definition.map(d -> d.retry().maxAttempts()).orElse(Math.max(1, tries.size())))
                .put("cache", step.cache())
                .put("cacheWhy", step.cacheWhy())
                .put("nondeterminism", step.nondeterminism().orElse(null))
                .put("startedAt", RunJson.time(step.startedAt()))
                .put("finishedAt", RunJson.time(step.finishedAt()))
                .put("duration", duration(step.startedAt(), step.finishedAt()))
                .put("retryAt", RunJson.time(step.retryAt()))
                .put("metrics", new JsonObject(new HashMap<>(step.metrics())))
                .put(
                        "parameters",
                        new JsonObject(
                                new HashMap<>(last.map(AttemptView::params).orElse(Map.of()))))
                .put("outputs", outputs)
                .put("error", last.flatMap(StepJson::error).orElse(null))
                .put("tries", attempts)
                .put("items", step.items().map(StepJson::counts).orElse(null))
                .put("approval", definition.flatMap(d -> approval(d, step)).orElse(null))
                .put("childRun", step.child().map(RunId::toString).orElse(null));
    }

    /** One item of a step that has fanned out. */
    JsonObject item(ItemView view) {
        ItemRow item = view.item();
        JsonArray failures = new JsonArray();
        view.failures()
                .forEach(one -> failures.add(new JsonObject()
                        .put("attempt", one.number())
                        .put("state", one.state().name())
                        .put("startedAt", RunJson.time(one.startedAt()))
                        .put("finishedAt", RunJson.time(one.finishedAt()))
                        .put("error", error(one.failure(), one.stackTrace()).orElse(null))));
        return new JsonObject()
                .put("item", item.item())
                .put("state", item.state().name())
                .put("why", item.why())
                .put("attempts", item.attempts() + item.recoveries())
                .put("cache", item.cache())
                .put("element", digest(item.element()))
                .put("output", item.value().map(v -> digest(v.digest().hex())).orElse(null))
                .put("startedAt", RunJson.time(item.startedAt()))
                .put("finishedAt", RunJson.time(item.finishedAt()))
                .put("retryAt", RunJson.time(item.retryAt()))
                .put("failures", failures);
    }

    private static JsonObject counts(ItemCounts items) {
        JsonObject counts = new JsonObject().put("total", items.total()).put("notBegun", items.notBegun());
        for (StepState state : StepState.values()) {
            if (items.in(state) > 0) {
                counts.put(state.name().toLowerCase(Locale.ROOT), items.in(state));
            }
        }
        return counts;
    }

    private static Optional<JsonObject> approval(StepDefinition definition, StepView step) {
        return definition
                .mode()
                .work()
                .filter(EngineWork.Approval.class::isInstance)
                .map(work -> (EngineWork.Approval) work)
                .map(work -> new JsonObject()
                        .put("role", work.role())
                        .put("question", work.question())
                        .put("of", approved(definition))
                        .put("until", RunJson.time(step.deadline()))
                        .put(
                                "answer",
                                step.answer()
                                        .map(answer -> new JsonObject()
                                                .put("approved", answer.approved())
                                                .put("by", answer.by())
                                                .put("reason", answer.reason())
                                                .put("at", RunJson.time(answer.at())))
                                        .orElse(null)));
    }

    /** What is handed on once it is approved. */
    private static JsonArray approved(StepDefinition definition) {
        return new JsonArray(definition.arguments().stream()
                .filter(InputDefinition.OfDataset.class::isInstance)
                .map(input -> ((InputDefinition.OfDataset) input).dataset().value())
                .toList());
    }

    static String digest(String hex) {
        return "sha256:" + hex;
    }

    private JsonObject attempt(AttemptView attempt) {
        return new JsonObject()
                .put("attempt", attempt.number())
                .put("state", attempt.state().name())
                .put("startedAt", RunJson.time(attempt.startedAt()))
                .put("finishedAt", RunJson.time(attempt.finishedAt()))
                .put("duration", duration(Optional.of(attempt.startedAt()), attempt.finishedAt()))
                .put("error", error(attempt).orElse(null));
    }

    private @Nullable String duration(Optional<Instant> from, Optional<Instant> to) {
        return from.map(begin -> RunJson.between(begin, to.orElseGet(clock::instant)))
                .orElse(null);
    }

    private static Optional<JsonObject> error(AttemptView attempt) {
        return error(attempt.failure(), attempt.stackTrace());
    }

    private static Optional<JsonObject> error(Optional<String> failure, Optional<String> stackTrace) {
        return failure.map(message -> {
            String stack = stackTrace.orElse("");
            Matcher place = PLACE.matcher(message);
            boolean found = place.find();
            return new JsonObject()
                    .put("message", message)
                    .put("type", type(stack))
                    .put("file", found ? place.group(1) : null)
                    .put("line", found ? Integer.valueOf(place.group(2)) : null)
                    .put("column", found && place.group(3) != null ? Integer.valueOf(place.group(3)) : null)
                    .put("stack", stack.isEmpty() ? null : stack);
        });
    }

    /** The class of the exception, with which a stack trace begins. */
    private static @Nullable String type(String stack) {
        Matcher name = EXCEPTION.matcher(stack);
        return name.lookingAt() ? name.group() : null;
    }
}
