package dev.rondo.ui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolRoutesTest {
    @TempDir
    static Path home;

    private static ServedEngine rondo;

    @BeforeAll
    static void serve() {
        rondo = new ServedEngine(home).started();
    }

    @AfterAll
    static void close() {
        rondo.close();
    }

    @Test
    void a_pool_is_made_changed_and_listed() {
        assertThat(put("gpu", "{\"limit\": 2}").statusCode()).isEqualTo(200);
        JsonObject changed = new JsonObject(put("gpu", "{\"limit\": 3}").body());
        assertThat(changed)
                .isEqualTo(new JsonObject()
                        .put("name", "gpu")
                        .put("limit", 3)
                        .put("held", 0)
                        .put("holders", new JsonArray())
                        .put("waiting", 0)
                        .put("waiters", new JsonArray()));
        assertThat(rondo.get("/api/v1/pools").getJsonArray("items").getJsonObject(0))
                .isEqualTo(changed);
    }

    @Test
    void a_limit_that_is_none_is_refused() {
        assertThat(put("gpu", "{\"limit\": -1}").statusCode()).isEqualTo(400);
        assertThat(put("gpu", "{}").body()).contains("Send a whole number, 0 or more");
        assertThat(put("GPU", "{\"limit\": 1}").statusCode()).isEqualTo(400);
    }

    private static HttpResponse<String> put(String pool, String body) {
        return rondo.send(rondo.request("/api/v1/pools/" + pool)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }
}
