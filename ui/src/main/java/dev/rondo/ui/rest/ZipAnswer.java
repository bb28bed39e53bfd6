package dev.rondo.ui.rest;

import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** Answers with a zip file that is made while it is read. */
final class ZipAnswer {
    private static final int AT_ONCE = 1 << 16;

    private final WorkerExecutor workers;

    ZipAnswer(WorkerExecutor workers) {
        this.workers = workers;
    }

    /** What writes the bytes. */
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Sends a file. What goes wrong before its first byte is answered as a problem; after it, the answer breaks off.
     *
     * @param prepare finds out what is to be written, and refuses what cannot be; may take long
     * @param failed turns a failure into what is answered
     */
    void send(RoutingContext context, Callable<Content> prepare, Function<Throwable, Throwable> failed) {
        HttpServerResponse response = context.response();
        workers.executeBlocking(
                        () -> {
                            Content content = prepare.call();
                            response.setChunked(true)
                                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/zip")
                                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
                            var out = new BufferedOutputStream(new ResponseStream(response), AT_ONCE);
                            content.write(out);
                            out.flush();
                            return true;
                        },
                        false)
                .onComplete(done -> {
                    if (done.succeeded()) {
                        response.end();
                    } else if (response.headWritten()) {
                        context.fail(done.cause());
                    } else {
                        response.headers().clear();
                        response.setChunked(false);
                        context.fail(failed.apply(done.cause()));
                    }
                });
    }
}
