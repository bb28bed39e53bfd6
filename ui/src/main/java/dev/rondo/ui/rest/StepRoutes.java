package dev.rondo.ui.rest;

import dev.rondo.definition.StepName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.history.ItemView;
import dev.rondo.engine.history.StepView;
import dev.rondo.engine.loop.ApprovalAnswer;
import dev.rondo.engine.loop.NotAwaitingApprovalException;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepState;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** One step of a run: its items, and what a person says to it. */
final class StepRoutes {
    private final Engine engine;
    private final Deployed deployed;
    private final StepJson steps;

    StepRoutes(Engine engine, InstantSource clock) {
        this.engine = engine;
        this.deployed = new Deployed(engine);
        this.steps = new StepJson(clock);
    }

    void addTo(Routes routes) {
        routes.get("/runs/:id/steps/:s/items", this::items);
        routes.post("/runs/:id/steps/:s/approve", call -> answer(call, true));
        routes.post("/runs/:id/steps/:s/reject", call -> answer(call, false));
    }

    private Answer items(Call call) {
        RunId run = deployed.run(call.part("id"));
        StepName step = step(engine, call).step();
        List<StepState> states = call.query("state")
                .map(text -> Arrays.stream(text.split(",", -1))
                        .map(one -> RunRoutes.choice("state", one, StepState.values(), StepState::name))
                        .toList())
                .orElse(List.of());
        int after = call.cursor(0, Integer.MAX_VALUE).map(Math::toIntExact).orElse(-1);
        int limit = call.limit();
        List<ItemView> found = engine.history().items(run, step, states, after, limit + 1);
        return Answer.page(
                found, limit, steps::item, item -> Integer.toString(item.item().item()));
    }

    private Answer answer(Call call, boolean approved) {
        RunId run = deployed.run(call.part("id"));
        StepName step = step(engine, call).step();
        JsonObject body = call.json();
        Bodies.onlyFields(body, Set.of("by", "role", "reason"));
        try {
            engine.answer(
                            run,
                            step,
                            new ApprovalAnswer(
                                    approved,
                                    Bodies.required(body, "by"),
                                    Bodies.required(body, "role"),
                                    Bodies.text(body, "reason").orElse("")))
                    .join();
        } catch (IllegalArgumentException e) {
            throw new Problem(ProblemCode.BAD_PARAMETER, e.getMessage() + ".", "Nothing was changed.");
        } catch (CompletionException e) {
            if (e.getCause() instanceof NotAwaitingApprovalException refused) {
                StepView is = step(engine, call);
                throw new Problem(
                        ProblemCode.NOT_AWAITING_APPROVAL,
                        refused.getMessage() + ".",
                        "Nothing was changed: the step is " + is.state() + ", " + is.why() + ".");
            }
            throw e;
        }
        StepView view = step(engine, call);
        return Answer.ok(steps.step(view, deployed.definition(run)));
    }

    /** The step that a path names. */
    static StepView step(Engine engine, Call call) {
        String id = call.part("id");
        List<StepView> all = engine.history().steps(new Deployed(engine).run(id));
        if (all.isEmpty()) {
            throw Deployed.unknownRun(id);
        }
        return all.stream()
                .filter(s -> s.step().value().equals(call.part("s")))
                .findFirst()
                .orElseThrow(() -> unknown(id, call.part("s"), all));
    }

    static Problem unknown(String run, String step, List<StepView> all) {
        return new Problem(
                ProblemCode.UNKNOWN_STEP,
                "Run " + run + " has no step \"" + step + "\".",
                Suggestion.among(
                        "Its steps are",
                        step,
                        all.stream().map(one -> one.step().value()).toList()));
    }
}
