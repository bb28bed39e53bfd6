package dev.rondo.ui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not done, and how that is said. */
class RefusalsTest {
    private static final String API = "/api/v1";
    private static final String RUNS = API + "/pipelines/shop/runs";

    @TempDir
    static Path home;

    private static ServedEngine rondo;
    private static String run;

    @BeforeAll
    static void serve() {
        rondo = new ServedEngine(home).started();
        run = rondo.run("nothing", "{}").getString("id");
    }

    @AfterAll
    static void close() {
        if (rondo != null) {
            rondo.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/nonsense, 404, unknown-route",
        "/nonsense, 404, unknown-route",
        "/api/v1/pipelines/none, 404, unknown-pipeline",
        "/api/v1/pipelines/NO%20NAME/graph, 404, unknown-pipeline",
        "/api/v1/pipelines/none/metrics, 404, unknown-pipeline",
        "/api/v1/runs/77777, 404, unknown-run",
        "/api/v1/runs/x/steps, 404, unknown-run",
        "/api/v1/runs/RUN/steps/none/attempts/1/log, 404, unknown-step",
        "/api/v1/runs/RUN/steps/..%2F..%2Fx/attempts/1/log, 404, unknown-step",
        "/api/v1/runs/RUN/steps/nothing/attempts/9/log, 404, unknown-attempt",
        "/api/v1/backfills/77, 404, unknown-backfill",
        "/api/v1/models/none, 404, unknown-model",
        "/api/v1/models/shop/versions/9, 404, unknown-model-version",
        "/api/v1/triggers/shop:none/decisions, 404, unknown-trigger",
        "/api/v1/runs?limit=0, 400, bad-parameter",
        "/api/v1/runs?limit=501, 400, bad-parameter",
        "/api/v1/runs?cursor=x, 400, bad-parameter",
        "/api/v1/runs?cursor=-1, 400, bad-parameter",
        "/api/v1/runs?cursor=99999999999999999999, 400, bad-parameter",
        "/api/v1/runs/RUN/steps/nothing/items?cursor=-1, 400, bad-parameter",
        "/api/v1/runs/RUN/steps/nothing/items?cursor=99999999999999, 400, bad-parameter",
        "/api/v1/backfills?cursor=-1, 400, bad-parameter",
        "/api/v1/pipelines?cursor=-1, 400, bad-parameter",
        "/api/v1/models?cursor=-1, 400, bad-parameter",
        "/api/v1/models/shop/versions?cursor=-1, 400, bad-parameter",
        "/api/v1/triggers?cursor=-1, 400, bad-parameter",
        "/api/v1/triggers/watcher:changed-1/decisions?cursor=-1, 400, bad-parameter",
        "/api/v1/runs?state=DONE, 400, bad-parameter",
        "/api/v1/runs?pipeline=NO, 400, bad-parameter",
        "/api/v1/runs?pipeline=shopp, 404, unknown-pipeline",
        "/api/v1/runs?pipeline=shop&partition=2011-13, 422, unknown-partition",
        "/api/v1/runs?backfill=4711, 404, unknown-backfill",
        "/api/v1/backfills?pipeline=shopp, 404, unknown-pipeline",
        "/api/v1/triggers?pipeline=shopp, 404, unknown-pipeline",
        "/api/v1/runs?cause=LUCK, 400, bad-parameter",
        "/api/v1/runs?pipline=shop, 400, bad-parameter",
        "/api/v1/runs/RUN?verbose=1, 400, bad-parameter",
        "/api/v1/events?pipeline=NO, 400, bad-parameter",
        "/api/v1/pipelines/shop/graph?format=gif, 400, bad-parameter",
    })
    void a_wrong_address_is_told_from_a_wrong_parameter(String path, int status, String code) {
        refused(rondo.send(rondo.request(path.replace("RUN", run)).GET()), status, code);
    }

    @Test
    void a_wrong_method_names_the_right_ones() {
        HttpResponse<String> deleted =
                rondo.send(rondo.request(API + "/runs/" + run).DELETE());
        refused(deleted, 405, "method-not-allowed");
        assertThat(deleted.headers().firstValue("Allow")).contains("GET, HEAD");
        refused(rondo.send(rondo.request(RUNS).GET()), 405, "method-not-allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                              | 400 | malformed-json",
                "[]                             | 400 | malformed-json",
                "{\"partitoin\": \"2011-01\"}   | 400 | bad-parameter",
                "{\"partition\": 7}             | 400 | bad-parameter",
                "{\"partition\": \"2011-13\"}   | 422 | unknown-partition",
                "{\"partition\": \"../etc\"}    | 422 | unknown-partition",
                "{\"refresh\": [\"none\"]}      | 404 | unknown-step",
                "{\"settings\": {\"shelfs\": 1}}| 422 | bad-settings",
                "{\"settings\": {\"shelves\": 99, \"style\": 1}} | 422 | bad-settings",
            })
    void a_run_is_not_started_from_a_wrong_body(String body, int status, String code) {
        refused(rondo.post(RUNS, body), status, code);
    }

    @Test
    void a_note_is_no_longer_than_is_kept() {
        String body = "{\"from\": \"step\", \"step\": \"nothing\", \"note\": \"" + "x".repeat(2001) + "\"}";
        refused(rondo.post(API + "/runs/" + run + "/retry", body), 400, "bad-parameter");
        refused(rondo.post(RUNS, "{\"note\": \"" + "x".repeat(2001) + "\"}"), 400, "bad-parameter");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /pipelines/nothing/runs | {\"priority\": \"high\"} | Send a whole number.",
                "POST | /pipelines/nothing/runs | {\"note\": 7}            | Send a JSON string.",
                "POST | /pipelines/nothing/runs | {\"noCache\": 7}         | Send true or false.",
                "POST | /pipelines/nothing/runs | {\"refresh\": 7}         | Send a JSON array.",
                "PUT  | /pools/gpu              | {\"units\": 7}           | There is no such field; there is limit.",
            })
    void a_wrong_field_is_told_in_whole_sentences(String method, String path, String body, String remedy) {
        HttpResponse<String> answer = rondo.send(rondo.request(API + path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
        refused(answer, 400, "bad-parameter");
        assertThat(new JsonObject(answer.body()).getString("remedy")).isEqualTo(remedy);
    }

    @Test
    void several_wrong_settings_are_named_at_once() {
        JsonObject problem = new JsonObject(rondo.post(RUNS, "{\"settings\": {\"shelfs\": 1, \"shelves\": 99}}")
                .body());
        assertThat(problem.getJsonArray("problems")).hasSize(2);
        assertThat(problem.getJsonArray("problems").encode()).contains("Did you mean \\\"shelves\\\"?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"pipeline\": \"nothing\"}                                                    | 422 | partitions-needed",
                "{\"pipeline\": \"none\"}                                                       | 404 | unknown-pipeline",
                "{}                                                                             | 400 | bad-parameter",
                "{\"pipeline\": \"shop\", \"from\": \"2011-05\", \"to\": \"2011-02\"}           | 422 | bad-range",
                "{\"pipeline\": \"shop\", \"from\": \"2010-05\", \"dryRun\": true}              | 422 | unknown-partition",
                "{\"pipeline\": \"shop\", \"mode\": \"some\"}                                   | 400 | bad-parameter",
            })
    void a_backfill_is_not_started_from_a_wrong_body(String body, int status, String code) {
        refused(rondo.post(API + "/backfills", body), status, code);
    }

    @Test
    void a_run_that_has_ended_is_not_cancelled() {
        refused(rondo.post(API + "/runs/" + run + "/cancel", "{}"), 409, "run-already-ended");
    }

    @Test
    void a_body_is_json_and_no_longer_than_allowed() {
        refused(
                rondo.send(
                        rondo.request(RUNS).header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{}"))),
                415,
                "unsupported-media-type");
        refused(rondo.post(RUNS, "{\"note\": \"" + "x".repeat(2 << 20) + "\"}"), 413, "body-too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\twords", " ", "ä"})
    void an_idempotency_key_is_printable(String key) throws IOException {
        String answer = raw("POST " + RUNS + " HTTP/1.1", "Host: localhost", "Idempotency-Key: x" + key + "\u0001y");
        assertThat(answer).startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/pipelines/%zz", "/api/v1/runs/%zz/steps", "/api/v1/runs?state=%zz", "/%zz", "/%"})
    void an_address_that_cannot_be_read_is_a_problem_of_the_client(String path) throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1", "Host: localhost");
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .contains("bad-parameter");
    }

    @Test
    void a_page_of_another_origin_changes_nothing() {
        for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1")) {
            HttpResponse<String> answer = rondo.post(RUNS, "{}", "Origin", origin);
            refused(answer, 403, "foreign-origin");
        }
        refused(rondo.post(RUNS, "{}", "Sec-Fetch-Site", "cross-site"), 403, "foreign-origin");
        HttpResponse<String> own =
                rondo.post(API + "/pipelines/nothing/runs", "{}", "Origin", "http://127.0.0.1:" + rondo.server.port());
        assertThat(own.statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/runs", "/", "/js/main.js", "/health/ready", "/api/v1/events"})
    void a_host_name_that_somebody_else_points_here_gets_nothing(String path) throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1", "Host: evil.example:" + rondo.server.port());
        assertThat(answer).startsWith("HTTP/1.1 403").contains("foreign-host");
        assertThat(raw("GET /api/v1/runs HTTP/1.1", "Host: LocalHost")).startsWith("HTTP/1.1 200");
    }

    @Test
    void every_answer_forbids_the_browser_what_is_not_needed() {
        HttpResponse<String> answer = rondo.send(rondo.request(API + "/runs").GET());
        assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void an_engine_that_has_not_started_is_not_ready(@TempDir Path other) {
        try (ServedEngine waiting = new ServedEngine(other)) {
            HttpResponse<String> ready =
                    waiting.send(waiting.request("/health/ready").GET());
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("DOWN").contains("has not started");
            assertThat(waiting.get("/health/live").getString("state")).isEqualTo("UP");
            assertThat(waiting.post(API + "/pipelines/nothing/runs", "{}").statusCode())
                    .isEqualTo(503);
        }
    }

    @Test
    void a_failure_of_our_own_is_an_id_to_the_client_and_a_trace_to_the_log(@TempDir Path other) {
        try (ServedEngine broken = new ServedEngine(other).started()) {
            String damaged = broken.run("nothing", "{}").getString("id");
            broken.engine
                    .inTurn(turn -> turn.tx()
                            .update("update run set settings = 'no JSON' where run_id = ?", Long.parseLong(damaged)))
                    .join();
            HttpResponse<String> answer =
                    broken.send(broken.request(API + "/runs/" + damaged).GET());
            refused(answer, 500, "internal");
            assertThat(answer.body())
                    .contains("under the id")
                    .doesNotContain("Exception")
                    .doesNotContain("at dev.rondo");
        }
    }

    @Test
    void a_store_that_cannot_be_used_at_the_moment_is_told_from_a_failure(@TempDir Path other) {
        ServedEngine broken = new ServedEngine(other).started();
        try {
            broken.engine.close();
            refused(broken.send(broken.request(API + "/runs").GET()), 503, "not-ready");
        } finally {
            broken.server.close();
        }
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("code")).isEqualTo(code);
        assertThat(problem.getString("type")).isEqualTo("urn:rondo:problem:" + code);
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("detail")).isNotBlank();
        assertThat(problem.getString("remedy")).isNotBlank();
    }

    /** A request as it is written here, for headers that a proper client does not send. */
    private static String raw(String... lines) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", rondo.server.port())) {
            String request = String.join("\r\n", lines) + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return answer.lines().collect(Collectors.joining("\n"));
        }
    }
}
