package dev.rondo.ui.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.history.StepView;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server, started again with edited code: what runs is what the edit concerns. */
class EditedCodeTest {
    private static final String FEATURES =
            "package user; public final class Features { static int of(int n) { return n * 2; } }";
    private static final String PIPELINE = """
            package user;

            import dev.rondo.pipeline.*;
            import dev.rondo.settings.Default;
            import dev.rondo.step.StepContext;

            public final class Demo implements Pipeline<Demo.Settings> {
                public record Settings(@Default("3") int trees, @Default("1") int forgotten) {}

                public void define(PipelineBuilder<Settings> p) {
                    Dataset<Integer> rows = p.step("rows").run(Demo::rows);
                    Dataset<Integer> features = p.step("features").reads(rows).run(Demo::features);
                    p.output(p.step("train").reads(features).run(Demo::train));
                    p.output(p.step("count").reads(rows).run(Demo::count));
                }

                static int rows() { return 1; }

                static int features(int rows) { return Features.of(rows); }

                static int train(StepContext<Settings> context, int features) {
                    return context.settings().trees() * features;
                }

                static int count(int rows) { return rows; }
            }
            """;

    @TempDir
    Path folder;

    private CodeFolder user;
    private int jars;

    @BeforeEach
    void aFirstRun() throws IOException {
        user = new CodeFolder(folder.resolve("user"));
        assertThat(run(jar(PIPELINE, FEATURES), Map.of()))
                .allSatisfy((step, why) -> assertThat(why).isEqualTo("MISS runs for the first time"));
    }

    @Test
    void after_a_comment_nothing_runs() throws IOException {
        Map<String, String> steps = run(
                jar(PIPELINE.replace("static int count", "/** Counts. */\n\n static int count"), FEATURES), Map.of());
        assertThat(steps.values()).allMatch(why -> why.startsWith("HIT"));
    }

    @Test
    void after_an_edit_of_a_helper_its_closure_runs_and_the_reason_names_the_class() throws IOException {
        Map<String, String> steps = run(jar(PIPELINE, FEATURES.replace("n * 2", "n * 3")), Map.of());
        assertThat(steps.get("rows")).startsWith("HIT");
        assertThat(steps.get("count")).startsWith("HIT");
        assertThat(steps.get("features")).startsWith("MISS").endsWith("in: the code changed: class user.Features");
        assertThat(steps.get("train")).startsWith("MISS").contains("input demo.features changed");
    }

    @Test
    void an_edit_that_changes_no_value_stops_at_the_step_it_concerns() throws IOException {
        Map<String, String> steps = run(jar(PIPELINE, FEATURES.replace("n * 2", "n + n")), Map.of());
        assertThat(steps.get("features")).startsWith("MISS");
        assertThat(steps.get("train")).startsWith("HIT");
    }

    @Test
    void another_value_of_a_setting_that_no_step_reads_runs_nothing() throws IOException {
        Path jar = jar(PIPELINE, FEATURES);
        assertThat(run(jar, Map.of("forgotten", 5)).values()).allMatch(why -> why.startsWith("HIT"));
        Map<String, String> steps = run(jar, Map.of("trees", 4));
        assertThat(steps.get("train")).endsWith("in: setting trees 3 -> 4");
        assertThat(steps.get("features")).startsWith("HIT");
    }

    @Test
    void whoever_starts_a_run_is_told_which_of_the_settings_make_no_difference() throws Exception {
        try (Server server = Server.start(settings(jar(PIPELINE, FEATURES)))) {
            String body = "{\"settings\": {\"forgotten\": 9, \"trees\": 3}}";
            HttpResponse<String> answer = post(server, "/api/v1/pipelines/demo/runs", body);
            JsonArray warnings = new JsonObject(answer.body()).getJsonArray("warnings");
            assertThat(warnings.stream()
                            .map(w -> ((JsonObject) w).getString("code") + " " + ((JsonObject) w).getString("place")))
                    .containsExactly(
                            "unused-setting demo/settings.forgotten", "setting-is-default demo/settings.trees");
        }
    }

    @Test
    void edited_code_that_a_person_declares_equivalent_finds_the_results_of_the_old() throws Exception {
        Path jar = jar(PIPELINE, FEATURES.replace("n * 2", "n + n"));
        try (Server server = Server.start(settings(jar))) {
            String body = "{\"by\": \"ada\", \"reason\": \"the same sum\"}";
            String path = "/api/v1/pipelines/demo/steps/features/adopt";
            HttpResponse<String> answer = post(server, path, body);
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(new JsonObject(answer.body()).getString("difference"))
                    .isEqualTo("the code changed: class user.Features");
            HttpResponse<String> again = post(server, path, body);
            assertThat(again.statusCode()).isEqualTo(409);
            assertThat(again.body()).contains("cannot-adopt");
            HttpResponse<String> nothing =
                    post(server, "/api/v1/pipelines/demo/steps/features/accept-nondeterminism", body);
            assertThat(nothing.statusCode()).isEqualTo(409);
            assertThat(nothing.body()).contains("nothing-to-accept");
        }
        assertThat(run(jar, Map.of()).get("features"))
                .startsWith("HIT")
                .contains("ada has declared equivalent: the same sum");
    }

    private static HttpResponse<String> post(Server server, String path, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.address().resolve(path))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private ServerSettings settings(Path jar) {
        return ServerSettings.of(EngineSettings.inHome(folder.resolve("home")), List.of(jar), 0);
    }

    private Path jar(String... sources) throws IOException {
        return user.jar("demo" + ++jars + ".jar", user.classes(sources));
    }

    /** Each step's use of the cache, and why, in one run by a server of its own. */
    private Map<String, String> run(Path jar, Map<String, Object> settings) {
        try (Server server = Server.start(settings(jar))) {
            assertThat(server.code().problems())
                    .singleElement()
                    .satisfies(p -> assertThat(p.code()).isEqualTo("unused-setting"));
            RunId run = server.engine()
                    .startRun(new NewRun(
                            PipelineName.of("demo"),
                            PartitionKey.WHOLE,
                            settings,
                            UUID.randomUUID().toString(),
                            RunCause.person("somebody"),
                            Set.of(),
                            ""))
                    .join()
                    .run();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() ->
                            server.engine().history().run(run).orElseThrow().state() == RunState.SUCCEEDED);
            Map<String, String> steps = new TreeMap<>();
            for (StepView step : server.engine().history().steps(run)) {
                steps.put(step.step().value(), step.cache() + " " + step.cacheWhy());
            }
            return steps;
        }
    }
}
