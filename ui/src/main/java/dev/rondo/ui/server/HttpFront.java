package dev.rondo.ui.server;

import dev.rondo.engine.Engine;
import dev.rondo.ui.web.WebPage;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.BindException;
import java.net.URI;
import java.util.concurrent.CompletionException;

/** What listens for HTTP. */
final class HttpFront implements AutoCloseable {
    private final Vertx vertx;
    private final URI address;

    private HttpFront(Vertx vertx, URI address) {
        this.vertx = vertx;
        this.address = address;
    }

    static HttpFront start(Engine engine, String host, int port) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        Router router = Router.router(vertx);
        router.get("/health/ready")
                .handler(context -> context.response()
                        .setStatusCode(engine.ready() ? 200 : 503)
                        .end(engine.ready() ? "{\"state\":\"UP\"}" : "{\"state\":\"DOWN\"}"));
        new WebPage().mountOn(router);
        try {
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(port, host)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return new HttpFront(vertx, URI.create("http://" + host + ":" + server.actualPort()));
        } catch (CompletionException e) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            throw e.getCause() instanceof BindException ? new PortInUseException(host, port, e) : e;
        }
    }

    URI address() {
        return address;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
