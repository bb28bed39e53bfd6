package dev.rondo.example.bike.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.rondo.example.bike.replay.Rondo.Presence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final TreeSet<String> MONTHS = new TreeSet<>(Months.all().keySet());

    /** Answers by path and query. */
    private final Map<String, String> answers = new LinkedHashMap<>();

    private HttpServer http;

    @TempDir
    Path folder;

    @BeforeEach
    void serve() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            String answer = answers.get(exchange.getRequestURI().toString());
            byte[] body = (answer == null ? "{\"detail\": \"no\"}" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    @Test
    void every_option_is_understood() {
        Options options =
                parse("--home", "/h", "--port", "9000", "--until", "2011-12", "--corrupt", "2012-03:empty", "--exit");
        assertThat(options.home()).isEqualTo(Path.of("/h"));
        assertThat(options.port()).isEqualTo(9000);
        assertThat(options.until()).isEqualTo("2011-12");
        assertThat(options.damaged()).contains(new Options.Damaged("2012-03", Corruption.EMPTY));
        assertThat(options.exit()).isTrue();
        assertThat(parse().until()).isEqualTo("2012-12");
    }

    @Test
    void what_is_no_option_no_month_or_no_number_is_explained() {
        assertThatThrownBy(() -> parse("--fast")).hasMessageContaining("\"--fast\" is not an option");
        assertThatThrownBy(() -> parse("--until", "2013-01"))
                .hasMessageContaining("\"2013-01\"")
                .hasMessageContaining("2011-01 to 2012-12");
        assertThatThrownBy(() -> parse("--port", "x")).hasMessageContaining("--port needs a whole number");
        assertThatThrownBy(() -> parse("--port")).hasMessageContaining("--port needs a value");
        assertThatThrownBy(() -> parse("--corrupt", "2012-03:fire")).hasMessageContaining("letter, truncated, empty");
    }

    @Test
    void a_month_that_is_there_already_is_not_written_again() throws IOException {
        var watched = new WatchedFolder(folder.resolve("bike"));
        byte[] content = Months.all().get("2012-03");
        watched.deliver("2012-03", content);
        Path file = folder.resolve("bike/hour-2012-03.csv");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(watched.deliver("2012-03", content)).isEqualTo(Instant.EPOCH);
        assertThat(watched.deliver("2012-03", Corruption.LETTER.damage(content)))
                .isAfter(Instant.EPOCH);
        assertThat(folder.resolve("bike")).isDirectoryContaining(path -> path.equals(file));
        assertThat(watched.holds("2012-03", content)).isFalse();
    }

    @Test
    void it_sees_who_answers_at_the_port() {
        Rondo rondo = new Rondo(http.getAddress().getPort());
        assertThat(rondo.presence()).isEqualTo(Presence.FOREIGN);
        answers.put("/health/ready", "{\"state\": \"UP\", \"checks\": []}");
        assertThat(rondo.presence()).isEqualTo(Presence.READY);
        http.stop(0);
        assertThat(rondo.presence()).isEqualTo(Presence.NOBODY);
    }

    @Test
    void a_server_of_another_home_is_left_alone() {
        answers.put("/health/ready", "{\"state\": \"UP\", \"checks\": []}");
        var server = new Server(folder, http.getAddress().getPort());
        assertThatThrownBy(() -> server.attachOrStart(folder)).hasMessageContaining("does not work in " + folder);
    }

    @Test
    void a_month_is_done_when_the_runs_that_it_started_have_ended() {
        answers.put(
                runs("bike-demand"),
                items(
                        run("r2", "bike-demand", "SUCCEEDED", "2026-01-01T00:00:10Z"),
                        run("r1", "bike-demand", "FAILED", "2026-01-01T00:00:00Z")));
        answers.put(
                "/api/v1/runs/r2/steps?&limit=200", items(step("clean", "SUCCEEDED"), step("evaluate", "SUCCEEDED")));
        answers.put("/api/v1/pipelines/bike-comparison", "{}");
        answers.put(runs("bike-comparison"), items(run("r3", "bike-comparison", "SUCCEEDED", "2026-01-01T00:00:12Z")));
        var server = new Server(folder, http.getAddress().getPort());
        var arrival = new Arrival(server, "2012-03", Instant.parse("2026-01-01T00:00:09Z"));
        assertThat(arrival.awaitRuns()).extracting(Run::id).containsExactly("r2", "r3");
    }

    @Test
    void the_table_shows_each_month_and_the_means_that_the_page_shows() {
        answers.put("/api/v1/pipelines/bike-comparison/metrics", """
                {"items": [{"metric": "mae", "partitions": ["2011-07", "2011-08"], "series": [
                  {"step": "rondo", "label": "r", "mean": 28.7, "values": [29.2, 28.2]},
                  {"step": "baseline", "label": "b", "mean": 33.0, "values": [33.0, null]}]}], "next": null}
                """);
        answers.put("/api/v1/models/bike-demand", "{}");
        answers.put("/api/v1/models/bike-demand/versions?&limit=200", """
                {"items": [
                  {"version": 2, "state": "CHAMPION", "partition": "2011-08", "challenger": 28.2, "champion": 29.4, "baseline": 36.2},
                  {"version": 1, "state": "RETIRED", "partition": "2011-07", "challenger": 29.2, "champion": null, "baseline": 33.0}],
                 "next": null}
                """);
        var printed = new ByteArrayOutputStream();
        new Report(new Rondo(http.getAddress().getPort()), new PrintStream(printed, true, StandardCharsets.UTF_8))
                .table();
        assertThat(printed.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceAll(" +", " ")))
                .contains("2011-07 - - 29.2 33.0 - promoted", "2011-08 - - 28.2 - 29.4 promoted")
                .contains("mean - - 28.7 33.0 29.4 2 of 2 promoted");
    }

    private Options parse(String... arguments) {
        return Options.parse(List.of(arguments), folder, MONTHS);
    }

    private static String runs(String pipeline) {
        return "/api/v1/runs?pipeline=" + pipeline + "&partition=2012-03&limit=200";
    }

    private static String items(String... items) {
        return "{\"items\": [" + String.join(",", items) + "], \"next\": null}";
    }

    private static String run(String id, String pipeline, String state, String createdAt) {
        return """
                {"id": "%s", "pipeline": "%s", "partition": "2012-03", "state": "%s", "createdAt": "%s",
                 "finishedAt": null, "steps": {"succeeded": 2, "failed": 0, "cached": 1}, "error": null}
                """.formatted(id, pipeline, state, createdAt);
    }

    private static String step(String name, String state) {
        return """
                {"step": "%s", "state": "%s", "attempts": 1, "cache": "MISS", "finishedAt": "2026-01-01T00:00:11Z",
                 "duration": "PT1S"}
                """.formatted(name, state);
    }
}
