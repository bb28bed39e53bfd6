package dev.rondo.ui.rest;

import dev.rondo.engine.Engine;
import dev.rondo.engine.export.ExportException;
import dev.rondo.engine.export.ExportedRun;
import dev.rondo.engine.export.WriteExport;
import dev.rondo.engine.run.RunId;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;

/** What a run was made of, as a stream of bytes. */
final class ExportRoute {
    private final Engine engine;
    private final ZipAnswer zip;

    ExportRoute(Engine engine, WorkerExecutor workers) {
        this.engine = engine;
        this.zip = new ZipAnswer(workers);
    }

    void addTo(Routes routes) {
        routes.rawPost("/runs/:id/export", this::export);
    }

    private void export(RoutingContext context) {
        zip.send(
                context,
                () -> {
                    WriteExport exports = engine.exports();
                    ExportedRun run = exports.describe(run(context), mostBytes(context));
                    return out -> exports.write(run, out);
                },
                failure -> failure instanceof ExportException e
                        ? new Problem(ProblemCode.NO_EXPORT, e.getMessage() + ".", "")
                        : failure);
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
