package dev.rondo.ui.cli;

import dev.rondo.ui.web.WebPage;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Loads what a start needs, and ends. The launcher runs it once in the background, so that the virtual machine can
 * write down the loaded classes for quicker starts.
 */
@Command(name = "warm-up", hidden = true, description = "Loads the classes that a start needs, then ends.")
final class WarmUpCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            new WebPage().mountOn(router);
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .await();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/"))
                    .build();
            int status = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return status == 200 ? 0 : 1;
        } finally {
            vertx.close().await();
        }
    }
}
