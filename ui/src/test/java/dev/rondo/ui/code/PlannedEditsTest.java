package dev.rondo.ui.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.partition.PartitionKey;
import dev.rondo.ui.server.Server;
import dev.rondo.ui.server.ServerSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that has run a pipeline is asked what edited code would do: exactly what the edit concerns. */
class PlannedEditsTest {
    private static final String FEATURES =
            "package user; public final class Features { static int of(int n) { return n * 2; } }";
    private static final String PIPELINE = """
            package user;

            import dev.rondo.partition.*;
            import dev.rondo.pipeline.*;
            import dev.rondo.settings.Default;
            import dev.rondo.step.*;

            public final class Demo implements Pipeline<Demo.Settings> {
                public record Settings(@Default("3") int trees, @Default("1") int forgotten) {}

                public void define(PipelineBuilder<Settings> p) {
                    p.partitionedBy(TimeWindows.monthly("2011-01"));
                    Source<DataFile> raw = p.source("raw", Files.matching("d-{partition}.txt"));
                    Dataset<Integer> rows = p.step("rows").reads(raw).run(Demo::rows);
                    Dataset<Integer> features = p.step("features").reads(rows).run(Demo::features);
                    p.output(p.step("train").reads(features).run(Demo::train));
                    p.output(p.step("count").reads(rows)
                            .environment(e -> e.file("conf/count.txt")).run(Demo::count));
                }

                static int rows(DataFile file) throws java.io.IOException {
                    return (int) java.nio.file.Files.size(file.content());
                }

                static int features(int rows) { return Features.of(rows); }

                static int train(StepContext<Settings> context, int features) {
                    return context.settings().trees() * features;
                }

                static int count(int rows) { return rows; }
            }
            """;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static CodeFolder user;
    private static Server server;
    private static int jars;

    @BeforeAll
    static void afterAFirstRun() throws IOException {
        user = new CodeFolder(folder.resolve("user"));
        Path data = Files.createDirectories(folder.resolve("home/data"));
        Files.writeString(data.resolve("d-2011-01.txt"), "january");
        Files.writeString(Files.createDirectories(data.resolve("conf")).resolve("count.txt"), "10");
        server = Server.start(
                ServerSettings.of(EngineSettings.inHome(folder.resolve("home")), List.of(jar(PIPELINE, FEATURES)), 0));
        RunId run = server.engine()
                .startRun(new NewRun(
                        PipelineName.of("demo"),
                        PartitionKey.of("2011-01"),
                        Map.of(),
                        UUID.randomUUID().toString(),
                        RunCause.person("somebody"),
                        Set.of(),
                        ""))
                .join()
                .run();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> server.engine().history().run(run).orElseThrow().state() == RunState.SUCCEEDED);
    }

    @AfterAll
    static void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void after_a_comment_nothing_runs() throws Exception {
        JsonObject plan =
                plan(code(PIPELINE.replace("static int count", "/** Counts. */\n\n static int count"), FEATURES));
        assertThat(plan.getBoolean("nothingRuns")).isTrue();
        assertThat(plan.getBoolean("newCode")).isTrue();
        assertThat(verdicts(plan).values()).containsOnly("HIT");
    }

    @Test
    void what_is_to_be_said_of_new_code_is_said_with_its_plan() throws Exception {
        JsonObject plan = plan(code(PIPELINE, FEATURES).put("settings", new JsonObject().put("forgotten", 9)));
        assertThat(plan.getJsonArray("warnings").stream().map(w -> ((JsonObject) w).getString("code")))
                .containsExactly("unused-setting");
        assertThat(plan(code(PIPELINE, FEATURES)).getJsonArray("warnings")).isEqualTo(plan.getJsonArray("warnings"));
    }

    @Test
    void after_an_edit_of_a_helper_its_closure_runs_and_nothing_else() throws Exception {
        JsonObject plan = plan(code(PIPELINE, FEATURES.replace("n * 2", "n * 3")));
        assertThat(verdicts(plan))
                .isEqualTo(Map.of("rows", "HIT", "count", "HIT", "features", "RUN", "train", "DEPENDS"));
        assertThat(step(plan, "features").getString("why")).endsWith("in: the code changed: class user.Features");
        assertThat(step(plan, "features").getJsonObject("expected").getInteger("times"))
                .isEqualTo(1);
        assertThat(step(plan, "rows").getValue("expected")).isNull();
    }

    @Test
    void another_value_of_a_setting_that_no_step_reads_runs_nothing_and_is_warned_about() throws Exception {
        JsonObject plan = plan(new JsonObject().put("settings", new JsonObject().put("forgotten", 9)));
        assertThat(plan.getBoolean("nothingRuns")).isTrue();
        assertThat(plan.getJsonArray("warnings").getJsonObject(0).getString("code"))
                .isEqualTo("unused-setting");
        JsonObject other = plan(new JsonObject().put("settings", new JsonObject().put("trees", 4)));
        assertThat(verdicts(other)).isEqualTo(Map.of("rows", "HIT", "count", "HIT", "features", "HIT", "train", "RUN"));
        assertThat(step(other, "train").getString("why")).endsWith("in: setting trees 3 -> 4");
    }

    @Test
    void a_file_that_is_touched_and_not_changed_runs_nothing() throws Exception {
        Path file = folder.resolve("home/data/d-2011-01.txt");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        assertThat(plan(new JsonObject()).getBoolean("nothingRuns")).isTrue();
    }

    @Test
    void a_declared_file_counts_by_its_bytes_and_not_by_its_time() throws Exception {
        Path file = folder.resolve("home/data/conf/count.txt");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        assertThat(plan(new JsonObject()).getBoolean("nothingRuns")).isTrue();
        Files.writeString(file, "20");
        JsonObject edited = plan(new JsonObject());
        assertThat(verdicts(edited))
                .isEqualTo(Map.of("rows", "HIT", "features", "HIT", "train", "HIT", "count", "RUN"));
        assertThat(step(edited, "count").getString("why")).endsWith("in: file conf/count.txt changed");
        Files.writeString(file, "10");
        assertThat(plan(new JsonObject()).getBoolean("nothingRuns")).isTrue();
    }

    @Test
    void a_range_without_its_data_says_what_cannot_be_done() throws Exception {
        JsonObject plan = plan(new JsonObject().put("from", "2011-01").put("to", "2011-02"));
        assertThat(plan.getJsonObject("counts").getInteger("FAIL")).isEqualTo(1);
        assertThat(plan.getJsonObject("counts").getInteger("SKIP")).isEqualTo(3);
    }

    @Test
    void code_that_does_not_belong_to_the_server_or_cannot_be_used_is_refused() throws Exception {
        Path jar = jar(PIPELINE, FEATURES);
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(ask(new JsonObject().put("code", jar.toString())).body()).contains("or others can write it");
        assertThat(ask(new JsonObject().put("code", "demo.jar")).body()).contains("not an absolute path");
        HttpResponse<String> nothing =
                ask(new JsonObject().put("code", folder.resolve("no.jar").toString()));
        assertThat(nothing.statusCode()).isEqualTo(422);
        assertThat(nothing.body()).contains("code-not-usable").contains("cannot be read");
        assertThat(ask(new JsonObject().put("from", "2011-01")).statusCode()).isEqualTo(400);
        assertThat(ask(new JsonObject().put("partition", "2010-12")).statusCode())
                .isEqualTo(422);
    }

    private static JsonObject code(String... sources) throws IOException {
        return new JsonObject().put("code", jar(sources).toString());
    }

    private static Path jar(String... sources) throws IOException {
        return user.jar("demo" + ++jars + ".jar", user.classes(sources));
    }

    private static JsonObject plan(JsonObject body) throws Exception {
        HttpResponse<String> answer = ask(body.containsKey("from") ? body : body.put("partition", "2011-01"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static HttpResponse<String> ask(JsonObject body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(server.address().resolve("/api/v1/pipelines/demo/plan"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, String> verdicts(JsonObject plan) {
        Map<String, String> verdicts = new TreeMap<>();
        steps(plan)
                .forEach(step ->
                        verdicts.put(((JsonObject) step).getString("step"), ((JsonObject) step).getString("verdict")));
        return verdicts;
    }

    private static JsonObject step(JsonObject plan, String name) {
        return steps(plan).stream()
                .map(JsonObject.class::cast)
                .filter(step -> step.getString("step").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonArray steps(JsonObject plan) {
        return plan.getJsonArray("items").getJsonObject(0).getJsonArray("steps");
    }
}
