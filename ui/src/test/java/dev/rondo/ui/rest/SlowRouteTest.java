package dev.rondo.ui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlowRouteTest {
    private static final int MOST = 3;
    /** Fewer than that. */
    private static final int THREADS = 2;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Queue<CompletableFuture<Answer>> begun = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    @BeforeEach
    void serve() {
        Routes routes = new Routes(vertx.createSharedWorkerExecutor("slow", THREADS), Optional::empty);
        routes.post("/slow", MOST, call -> {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            begun.add(answer);
            return answer;
        });
        Router router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false));
        routes.mountOn(router);
        router.route().failureHandler(Failures::answer);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void beyond_its_capacity_a_route_says_when_to_come_again_and_takes_others_when_some_are_done() {
        var first = send();
        var second = send();
        var third = send();
        Awaitility.await().until(() -> begun.size() == MOST);

        HttpResponse<String> refused = send().join();
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.body()).contains("too-many-requests", "remedy");
        assertThat(begun).hasSize(MOST);

        begun.remove().complete(Answer.ok(new JsonObject()));
        Awaitility.await().until(() -> first.isDone() || second.isDone() || third.isDone());
        var fourth = send();
        Awaitility.await().until(() -> begun.size() == MOST);
        begun.forEach(answer -> answer.complete(Answer.ok(new JsonObject())));
        assertThat(fourth.join().statusCode()).isEqualTo(200);
    }

    @Test
    void more_requests_than_threads_can_be_under_way() {
        for (int i = 0; i < MOST; i++) {
            var unused = send();
        }
        Awaitility.await().until(() -> begun.size() == MOST);
        assertThat(begun).noneMatch(CompletableFuture::isDone);
    }

    private CompletableFuture<HttpResponse<String>> send() {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/api/v1/slow"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
