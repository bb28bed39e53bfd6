package dev.rondo.ui.rest;

import dev.rondo.engine.Engine;
import dev.rondo.engine.attempt.LogReader.Chunk;
import dev.rondo.engine.history.ItemView;
import dev.rondo.engine.history.StepView;
import dev.rondo.engine.history.StepView.AttemptView;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.run.Unit;
import dev.rondo.engine.store.ItemTable.ItemRow;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Logs of attempts: piece by piece as JSON, or whole as text. */
final class LogRoutes {
    private static final int DEFAULT_BYTES = 256 * 1024;
    private static final int MOST_BYTES = 1024 * 1024;

    private final Engine engine;
    private final WorkerExecutor workers;

    LogRoutes(Engine engine, WorkerExecutor workers) {
        this.engine = engine;
        this.workers = workers;
    }

    void addTo(Routes routes) {
        for (String path :
                List.of("/runs/:id/steps/:s/attempts/:n/log", "/runs/:id/steps/:s/items/:item/attempts/:n/log")) {
            routes.raw(path, context -> {
                if (wantsText(context)) {
                    text(context);
                } else {
                    routes.serve(context, this::piece);
                }
            });
        }
    }

    /** An attempt whose log is asked for; its state is read before its log, so that one that has ended is complete. */
    private record Place(RunId run, Unit unit, int attempt, boolean ended) {}

    private Answer piece(Call call) {
        Place place = place(call);
        int limit = call.query("limit")
                .map(text -> Call.number("limit", text, 4, MOST_BYTES))
                .orElse(DEFAULT_BYTES);
        Chunk chunk = engine.history().log(place.run(), place.unit(), place.attempt(), offset(call), limit);
        return Answer.ok(new JsonObject()
                .put("offset", chunk.offset())
                .put("text", chunk.text())
                .put("next", chunk.nextOffset())
                .put("sizeBytes", chunk.sizeBytes())
                .put("complete", place.ended() && chunk.atEnd()));
    }

    private void text(RoutingContext context) {
        Call call = Routes.call(context);
        HttpServerResponse response = context.response();
        workers.executeBlocking(() -> place(call), false)
                .compose(place -> {
                    response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                            .setChunked(true);
                    return send(place, offset(call), response);
                })
                .onComplete(sent -> response.end(), context::fail);
    }

    /** Reads the next piece when the one before has been sent. */
    private Future<Void> send(Place place, long offset, HttpServerResponse response) {
        return workers.executeBlocking(
                        () -> engine.history().log(place.run(), place.unit(), place.attempt(), offset, DEFAULT_BYTES),
                        false)
                .compose(chunk -> response.write(Buffer.buffer(chunk.text()))
                        .compose(written ->
                                chunk.atEnd() ? Future.succeededFuture() : send(place, chunk.nextOffset(), response)));
    }

    private Place place(Call call) {
        String id = call.part("id");
        RunId run = new Deployed(engine).run(id);
        StepView step = StepRoutes.step(engine, call);
        if (call.path().containsKey("item")) {
            return item(call, run, step);
        }
        Optional<AttemptView> attempt = step.attempts().stream()
                .filter(a -> Integer.toString(a.number()).equals(call.part("n")))
                .findFirst();
        AttemptView found = attempt.orElseThrow(() -> new Problem(
                ProblemCode.UNKNOWN_ATTEMPT,
                "Step " + step.step() + " of run " + id + " has no attempt \"" + call.part("n") + "\".",
                step.attempts().isEmpty()
                        ? "It has not run: " + (step.why().isEmpty() ? "it waits" : step.why()) + "."
                        : "Its attempts are 1 to " + step.attempts().size() + "."));
        return new Place(
                run, Unit.of(step.step()), found.number(), found.state().terminal());
    }

    /** Of an item's attempts that have succeeded only the item's row tells, and how many there were. */
    private Place item(Call call, RunId run, StepView step) {
        int number = Call.number("item", call.part("item"), 0, Integer.MAX_VALUE);
        int attempt = Call.number("attempt", call.part("n"), 1, Integer.MAX_VALUE);
        ItemRow row = engine.history().items(run, step.step(), List.of(), number - 1, 1).stream()
                .map(ItemView::item)
                .filter(item -> item.item() == number)
                .findFirst()
                .orElseThrow(() -> new Problem(
                        ProblemCode.UNKNOWN_ITEM,
                        "Step " + step.step() + " of run " + run + " has no item " + number + " that has begun.",
                        "Those that have are listed under its items."));
        int last = row.attempts() + row.recoveries();
        if (attempt > last) {
            throw new Problem(
                    ProblemCode.UNKNOWN_ATTEMPT,
                    "Item " + number + " of step " + step.step() + " of run " + run + " has no attempt " + attempt
                            + ".",
                    last == 0 ? "It has not run: " + row.why() + "." : "Its attempts are 1 to " + last + ".");
        }
        return new Place(
                run, Unit.of(step.step(), number), attempt, attempt < last || row.state() != StepState.RUNNING);
    }

    private static long offset(Call call) {
        return call.query("offset")
                .map(text -> {
                    try {
                        return Long.parseLong(text);
                    } catch (NumberFormatException e) {
                        throw Problem.badParameter(
                                "offset", text, "Choose a whole number of bytes; a negative one counts from the end.");
                    }
                })
                .orElse(0L);
    }

    /** A browser that opens the address, and whoever asks for text, gets text; a client that takes anything gets JSON. */
    private static boolean wantsText(RoutingContext context) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        String types = accept == null ? "" : accept.toLowerCase(Locale.ROOT);
        return !types.contains("application/json") && types.contains("text/");
    }
}
