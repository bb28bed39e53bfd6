package dev.rondo.ui.rest;

import dev.rondo.engine.Engine;
import dev.rondo.engine.export.ExportException;
import dev.rondo.engine.export.ExportedRun;
import dev.rondo.engine.export.WriteExport;
import dev.rondo.engine.run.RunId;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.BufferedOutputStream;

/** What a run was made of, as a stream of bytes. */
final class ExportRoute {
    private static final int AT_ONCE = 1 << 16;

    private final Engine engine;
    private final WorkerExecutor workers;

    ExportRoute(Engine engine, WorkerExecutor workers) {
        this.engine = engine;
        this.workers = workers;
    }

    void addTo(Routes routes) {
        routes.rawPost("/runs/:id/export", this::export);
    }

    private void export(RoutingContext context) {
        HttpServerResponse response = context.response();
        workers.executeBlocking(
                        () -> {
                            WriteExport exports = engine.exports();
                            ExportedRun run = exports.describe(run(context), mostBytes(context));
                            response.setChunked(true)
                                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/zip")
                                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
                            var out = new BufferedOutputStream(new ResponseStream(response), AT_ONCE);
                            exports.write(run, out);
                            out.flush();
                            return true;
                        },
                        false)
                .onComplete(done -> {
                    if (done.succeeded()) {
                        response.end();
                    } else if (done.cause() instanceof ExportException e && !response.headWritten()) {
                        response.headers().clear();
                        response.setChunked(false);
                        context.fail(new Problem(ProblemCode.NO_EXPORT, e.getMessage() + ".", ""));
                    } else {
                        context.fail(done.cause());
                    }
                });
    }

    private RunId run(RoutingContext context) {
        String id = context.pathParam("id");
        RunId run = new Deployed(engine).run(id);
        return engine.history()
                .run(run)
                .orElseThrow(() -> Deployed.unknownRun(id))
                .id();
    }

    private static long mostBytes(RoutingContext context) {
        String text = context.queryParams().get("inputs");
        if (text == null) {
            return Long.MAX_VALUE;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw Problem.badParameter(
                    "inputs",
                    text,
                    "Say how many bytes of inputs may be in the file; all of them unless said otherwise.");
        }
        return Long.parseLong(text);
    }
}
