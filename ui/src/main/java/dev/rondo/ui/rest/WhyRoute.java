package dev.rondo.ui.rest;

import dev.rondo.definition.StepName;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.loop.Reason;
import dev.rondo.engine.run.RunId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** {@code GET /runs/{id}/why}: what a run waits for, or why it ended as it did. */
final class WhyRoute {
    private static final int MOST_READS = 3;

    private final Function<Call, RunView> runs;
    private final Function<RunId, List<Reason>> whys;

    /**
     * A route over what is known at the time of each call.
     *
     * @param runs the run that a call names, as recorded
     * @param whys why a run has not ended; empty when it has
     */
    WhyRoute(Function<Call, RunView> runs, Function<RunId, List<Reason>> whys) {
        this.runs = runs;
        this.whys = whys;
    }

    Answer answer(Call call) {
        RunView run = runs.apply(call);
        List<Reason> reasons = List.of();
        // A run without reasons has ended since its state was read, so the state is read again, after them.
        for (int read = 0;
                read < MOST_READS && reasons.isEmpty() && !run.state().terminal();
                read++) {
            reasons = whys.apply(run.id());
            run = runs.apply(call);
        }
        if (run.state().terminal()) {
            reasons = List.of();
        }
        String ended = run.why().isEmpty() ? run.state().meaning() : run.why();
        return Answer.ok(new JsonObject()
                .put("run", run.id().toString())
                .put("state", run.state().name())
                .put("why", reasons.isEmpty() ? ended : reasons.get(0).why())
                .put(
                        "reasons",
                        new JsonArray(reasons.stream().map(WhyRoute::json).toList())));
    }

    private static JsonObject json(Reason reason) {
        return new JsonObject()
                .put("kind", reason.kind().name())
                .put("step", reason.step().map(StepName::value).orElse(null))
                .put("why", reason.why())
                .put(
                        "runs",
                        new JsonArray(
                                reason.runs().stream().map(RunId::toString).toList()))
                .put("dataset", reason.input().map(in -> in.dataset().value()).orElse(null))
                .put(
                        "partition",
                        reason.input()
                                .map(in -> RunJson.partition(in.partition()))
                                .orElse(null))
                .put("pool", reason.pool().map(PoolRoutes::json).orElse(null))
                .put("until", RunJson.time(reason.until()));
    }
}
