package dev.rondo.ui.rest;

import dev.rondo.engine.Engine;
import dev.rondo.engine.backup.BackupException;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;

/** A copy of the home as a stream of bytes, made while it is read. */
final class BackupRoutes {
    private final Engine engine;
    private final ZipAnswer zip;

    BackupRoutes(Engine engine, WorkerExecutor workers) {
        this.engine = engine;
        this.zip = new ZipAnswer(workers);
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
        zip.send(
                context,
                () -> out -> engine.backup(out, !"false".equals(artifacts)),
                failure -> failure instanceof BackupException e
                        ? new Problem(ProblemCode.NO_BACKUP, String.valueOf(e.getMessage()), "")
                        : failure);
    }
}
