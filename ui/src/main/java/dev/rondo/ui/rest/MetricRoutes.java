package dev.rondo.ui.rest;

import dev.rondo.engine.Engine;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;

/** The numbers of the server for Prometheus, at the root. They are prepared when they are first asked for. */
final class MetricRoutes {
    private final Engine engine;
    private Optional<ServerMetrics> metrics = Optional.empty();

    MetricRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Routes routes) {
        routes.top(
                "/metrics",
                call -> new Answer(
                        200,
                        Map.of(),
                        ServerMetrics.MEDIA_TYPE,
                        Buffer.buffer(metrics().text())));
    }

    private synchronized ServerMetrics metrics() {
        if (metrics.isEmpty()) {
            metrics = Optional.of(new ServerMetrics(engine));
        }
        return metrics.get();
    }
}
