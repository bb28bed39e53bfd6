package dev.rondo.ui.rest;

import dev.rondo.engine.Engine;
import dev.rondo.engine.backup.BackupException;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.BufferedOutputStream;

/** A copy of the home as a stream of bytes, made while it is read. */
final class BackupRoutes {
    private static final int AT_ONCE = 1 << 16;

    private final Engine engine;
    private final WorkerExecutor workers;

    BackupRoutes(Engine engine, WorkerExecutor workers) {
        this.engine = engine;
        this.workers = workers;
    }

    void addTo(Routes routes) {
        routes.rawPost("/backup", this::backup);
    }

    private void backup(RoutingContext context) {
        String artifacts = context.queryParams().get("artifacts");
        if (artifacts != null && !artifacts.equals("true") && !artifacts.equals("false")) {
            context.fail(
                    Problem.badParameter("artifacts", artifacts, "Say true or false; true unless said otherwise."));
            return;
        }
        HttpServerResponse response = context.response();
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/zip")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        workers.executeBlocking(
                        () -> {
                            var out = new BufferedOutputStream(new ResponseStream(response), AT_ONCE);
                            engine.backup(out, !"false".equals(artifacts));
                            out.flush();
                            return true;
                        },
                        false)
                .onComplete(done -> {
                    if (done.succeeded()) {
                        response.end();
                    } else if (done.cause() instanceof BackupException e && !response.headWritten()) {
                        response.headers().clear();
                        response.setChunked(false);
                        context.fail(new Problem(ProblemCode.NO_BACKUP, String.valueOf(e.getMessage()), ""));
                    } else {
                        context.fail(done.cause());
                    }
                });
    }
}
