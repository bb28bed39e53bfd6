package dev.rondo.ui.rest;

import dev.rondo.definition.StepName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.history.StepView;
import dev.rondo.engine.loop.Turn.Started;
import dev.rondo.engine.run.Repeat;
import dev.rondo.settings.SettingsException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** {@code POST /runs/{id}/retry}: a new run that repeats one that has ended. */
final class RetryRun {
    private static final Set<String> FIELDS = Set.of("from", "step", "code", "note");
    private static final String PREFIX = "retry:";

    private final Engine engine;
    private final RunRoutes runs;

    RetryRun(Engine engine, RunRoutes runs) {
        this.engine = engine;
        this.runs = runs;
    }

    Answer answer(Call call) {
        RunView other = runs.run(call);
        JsonObject body = call.json();
        Bodies.onlyFields(body, FIELDS);
        Repeat repeat = new Repeat(other.id(), from(body), code(body));
        repeat.from().ifPresent(step -> refuseUnknown(other, step));
        String note = StartRun.note(body);
        String startKey = PREFIX + other.id() + ":"
                + call.idempotencyKey().orElseGet(() -> UUID.randomUUID().toString());
        try {
            Started started = engine.repeat(repeat, startKey, "a person", note).join();
            RunView run = engine.history().run(started.run()).orElseThrow();
            if (!run.repeats().equals(Optional.of(repeat)) || !run.note().equals(note)) {
                throw new Problem(
                        ProblemCode.IDEMPOTENCY_KEY_REUSED,
                        "The Idempotency-Key was used before to start run " + run.id() + ", with another body.",
                        "Send a new key for a new run; repeat a key only with the very same request.");
            }
            return started.isNew()
                    ? Answer.created(runs.detail(run), Routes.ROOT + "/runs/" + run.id())
                    : Answer.ok(runs.detail(run));
        } catch (CompletionException e) {
            Throwable why = e.getCause();
            // The newest definition may know a step or a setting no more.
            if (why instanceof IllegalArgumentException || why instanceof SettingsException) {
                throw new Problem(
                        ProblemCode.CANNOT_REPEAT,
                        why.getMessage() + ".",
                        "GET " + Routes.ROOT + "/runs/" + other.id() + "/steps shows its steps.");
            }
            throw e;
        }
    }

    private void refuseUnknown(RunView run, StepName step) {
        List<StepView> all = engine.history().steps(run.id());
        if (all.stream().noneMatch(one -> one.step().equals(step))) {
            throw StepRoutes.unknown(run.id().toString(), step.value(), all);
        }
    }

    private static Optional<StepName> from(JsonObject body) {
        Optional<String> step = Bodies.text(body, "step");
        String from = Bodies.text(body, "from").orElse(step.isPresent() ? "step" : "failed");
        boolean known = from.equals("failed") || from.equals("step");
        if (!known || step.isPresent() != from.equals("step")) {
            throw Problem.badParameter(
                    "from", from, "Send \"failed\", or \"step\" and the step's name in the field \"step\".");
        }
        step.filter(name -> !StepName.valid(name)).ifPresent(name -> {
            throw Problem.badParameter("step", name, "Send the name of a step.");
        });
        return step.map(StepName::of);
    }

    private static Repeat.Code code(JsonObject body) {
        return switch (Bodies.text(body, "code").orElse("pinned")) {
            case "pinned" -> Repeat.Code.PINNED;
            case "newest" -> Repeat.Code.NEWEST;
            default ->
                throw Problem.badParameter(
                        "code", Bodies.text(body, "code").orElse(""), "Send \"pinned\" or \"newest\".");
        };
    }
}
