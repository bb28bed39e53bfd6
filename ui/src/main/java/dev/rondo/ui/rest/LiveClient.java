package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.run.RunId;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Optional;

/**
 * One who listens to the live stream. When it takes in less than is sent, it misses the rest and is told to load afresh
 * once it can take something again.
 *
 * <p>Threads: {@link #send} may be called from any thread; the connection is touched on its event loop alone.
 */
final class LiveClient {
    private static final String HEARTBEAT = ": still here\n\n";

    private final Context loop;
    private final HttpServerResponse response;
    private final Optional<PipelineName> pipeline;
    private final Optional<RunId> run;
    /** The last number that it was not sent; touched on the event loop alone. */
    private long missed;

    LiveClient(Context loop, HttpServerResponse response, Optional<PipelineName> pipeline, Optional<RunId> run) {
        this.loop = loop;
        this.response = response;
        this.pipeline = pipeline;
        this.run = run;
        response.drainHandler(drained -> catchUp());
    }

    void send(List<LiveEvent> events) {
        List<LiveEvent> wanted = events.stream().filter(this::wants).toList();
        if (!wanted.isEmpty()) {
            loop.runOnContext(now -> wanted.forEach(event -> write(event.id(), event.text())));
        }
    }

    /** Something that is sent whatever is filtered. */
    void send(long id, String text) {
        loop.runOnContext(now -> write(id, text));
    }

    void heartbeat() {
        loop.runOnContext(now -> {
            if (!gone() && !response.writeQueueFull()) {
                response.write(HEARTBEAT);
            }
        });
    }

    void end() {
        loop.runOnContext(now -> {
            if (!gone()) {
                response.end();
            }
        });
    }

    private boolean wants(LiveEvent event) {
        return pipeline.filter(p -> !event.pipeline().equals(Optional.of(p))).isEmpty()
                && run.filter(r -> !event.run().equals(Optional.of(r))).isEmpty();
    }

    private void write(long id, String text) {
        if (gone()) {
            return;
        }
        if (response.writeQueueFull()) {
            missed = Math.max(missed, id);
        } else if (missed > 0) {
            missed = Math.max(missed, id);
            catchUp();
        } else {
            response.write(text);
        }
    }

    private void catchUp() {
        if (missed > 0 && !gone()) {
            response.write(LiveEvent.reset(missed));
            missed = 0;
        }
    }

    private boolean gone() {
        return response.closed() || response.ended();
    }
}
