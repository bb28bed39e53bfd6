package dev.rondo.ui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GarbageRoutesTest {
    private static final String GC = "/api/v1/gc";

    @TempDir
    static Path home;

    private static ServedEngine rondo;

    @BeforeAll
    static void serve() {
        rondo = new ServedEngine(home).started();
        rondo.run("nothing", "{}");
    }

    @AfterAll
    static void close() {
        if (rondo != null) {
            rondo.close();
        }
    }

    @Test
    void what_nobody_needs_is_said_first_and_then_removed() throws IOException {
        Path unneeded = Files.createDirectories(home.resolve("artifacts/ab")).resolve("c".repeat(62));
        Files.writeString(unneeded, "nobody needs this");
        Files.setLastModifiedTime(unneeded, FileTime.from(Instant.now().minus(Duration.ofDays(8))));

        JsonObject looked = search("{\"dryRun\": true}");
        assertThat(looked.getJsonArray("freed").encode()).isEqualTo("[{\"what\":\"FILE\",\"count\":1,\"bytes\":17}]");
        assertThat(looked.getJsonArray("largest").getJsonObject(0).getString("name"))
                .isEqualTo("ab" + "c".repeat(62));
        assertThat(looked.getJsonArray("kept")).isNotNull();
        assertThat(unneeded).exists();

        assertThat(search("{\"grace\": \"P9D\"}").getJsonArray("freed")).isEmpty();
        assertThat(search("{}").getJsonArray("freed")).hasSize(1);
        assertThat(unneeded).doesNotExist();
    }

    @Test
    void a_wish_that_makes_no_sense_is_refused() {
        assertThat(post("{\"grace\": \"PT0S\"}").statusCode()).isEqualTo(400);
        assertThat(post("{\"grace\": \"PT0S\"}").body()).contains("at least PT1H");
        assertThat(post("{\"grace\": \"a week\"}").body()).contains("such as P7D");
        assertThat(post("{\"force\": true}").body()).contains("There is no such field");
    }

    @Test
    void what_was_found_damaged_is_listed() throws IOException {
        Files.writeString(home.resolve("artifacts/quarantine/ab-cd"), "damaged");
        JsonObject damaged =
                rondo.get("/api/v1/artifacts/quarantine").getJsonArray("items").getJsonObject(0);
        assertThat(damaged.getString("name")).isEqualTo("ab-cd");
        assertThat(damaged.getLong("bytes")).isEqualTo(7);
        assertThat(Instant.parse(damaged.getString("foundAt"))).isBefore(Instant.now());
        assertThat(damaged.getString("foundAt")).matches(".{19}(\\.[0-9]{3})?Z");
    }

    private static JsonObject search(String body) {
        HttpResponse<String> begun = post(body);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        Awaitility.await().until(() -> !rondo.get(GC).getBoolean("underWay"));
        JsonObject status = rondo.get(GC);
        assertThat(status.getValue("failure")).isNull();
        return status.getJsonObject("last");
    }

    private static HttpResponse<String> post(String body) {
        return rondo.send(
                rondo.request(GC).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }
}
