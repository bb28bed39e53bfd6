package dev.rondo.ui.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a backfill on its way, of answers that are written here. */
class FollowBackfillTest {
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final StringWriter told = new StringWriter();
    private final AtomicInteger looks = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/", exchange -> {
            byte[] answer = answers.getOrDefault(exchange.getRequestURI().getPath(), "null")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void a_run_whose_time_was_up_is_told_with_that_reason_although_no_step_failed() throws InterruptedException {
        backfill("FAILED", "\"failed\": 1", "FAILED");
        answers.put(
                "/api/v1/runs/12",
                "{\"state\": \"FAILED\", \"error\": null, \"why\": \"its time was up: it took longer than PT1H\"}");
        follow(1);
        assertThat(told.toString())
                .contains("Backfill 7 of demand: 1 total, 1 failed")
                .contains("  2011-01  FAILED (run 12): its time was up: it took longer than PT1H");
    }

    @Test
    void when_nothing_moves_a_run_in_a_queue_is_told_with_what_it_waits_for() throws InterruptedException {
        backfill("RUNNING", "\"waiting\": 1", "QUEUED");
        answers.put("/api/v1/runs/12/why", "{\"why\": \"waits for run 11; at most 1 is under way at once\"}");
        follow(40);
        assertThat(told.toString())
                .containsOnlyOnce("  2011-01  QUEUED (run 12): waits for run 11; at most 1 is under way at once");
    }

    /** Looks so often, and then the backfill has ended. */
    private void follow(int times) throws InterruptedException {
        FollowBackfill.Pause pause = () -> {
            if (looks.incrementAndGet() == times) {
                backfill("SUCCEEDED", "\"succeeded\": 1", "SUCCEEDED");
            }
        };
        new FollowBackfill(
                        new Api(URI.create(
                                "http://127.0.0.1:" + server.getAddress().getPort())),
                        new PrintWriter(told, true),
                        pause)
                .toItsEnd("7");
    }

    private void backfill(String state, String count, String runState) {
        answers.put("/api/v1/backfills/7", """
                {"id": "7", "pipeline": "demand", "state": "%s", "partitions": {"total": 1, %s},
                 "items": [{"partition": "2011-01", "state": "%s", "run": "12", "why": "it has no run"}]}
                """.formatted(state, count, runState));
    }
}
