package dev.rondo.ui.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.testkit.NeedsPostgres;
import dev.rondo.engine.testkit.PostgresServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clock of the machine is set on and back under the whole program, which goes on. {@code -Dfaults.long} sets it more
 * often.
 */
@FakedTime.Needed
class FakedTimeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final boolean LONG = System.getProperty("faults.long") != null;
    private static final List<Duration> STEPS = LONG
            ? List.of(
                    Duration.ofHours(1),
                    Duration.ZERO,
                    Duration.ofHours(-1),
                    Duration.ofDays(365),
                    Duration.ofDays(-365),
                    Duration.ZERO)
            : List.of(Duration.ofDays(365), Duration.ofHours(-1), Duration.ZERO);

    @TempDir
    Path folder;

    private int keys;
    private int lines;

    @Test
    void steps_of_the_machines_clock_lose_and_double_nothing_and_data_is_still_found_on_h2() throws Exception {
        steps(ServerProcess.in(folder, FaultPipelines.compile(folder)));
    }

    @Test
    @NeedsPostgres
    void steps_of_the_machines_clock_lose_and_double_nothing_and_data_is_still_found_on_postgresql() throws Exception {
        steps(ServerProcess.in(folder, FaultPipelines.compile(folder))
                .on(PostgresServer.shared().freshDatabase()));
    }

    private void steps(ServerProcess.Setup setup) throws Exception {
        FakedTime time = new FakedTime(folder);
        try (ServerProcess server = ServerProcess.start(time.in(setup)).ready()) {
            List<String> runs = new ArrayList<>();
            for (Duration step : STEPS) {
                runs.add(start(server));
                time.step(step);
                Awaitility.await("the clock that is set to " + step)
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(300))
                        .until(() -> {
                            runs.add(start(server));
                            JsonObject last = server.get("/runs/" + runs.get(runs.size() - 1));
                            return time.isNow(Instant.parse(last.getString("createdAt")));
                        });
                arrive();
                Awaitility.await("data that came after the clock was set to " + step)
                        .atMost(PATIENCE)
                        .until(() -> counted(server) == lines);
            }
            server.quiet(PATIENCE);
            for (String run : runs) {
                assertThat(server.get("/runs/" + run).getString("state")).isEqualTo("SUCCEEDED");
            }
            assertThat(runs).doesNotHaveDuplicates();
            assertThat(server.broken()).isEmpty();
            assertThat(new Journal(setup.journal()).broken(server::fromCache)).isEmpty();
        }
    }

    private String start(ServerProcess server) throws Exception {
        JsonObject body = new JsonObject().put("settings", new JsonObject().put("n", 10 * keys));
        HttpResponse<String> answer = server.startRun("wide", "key-" + keys++, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body()).getString("id");
    }

    private void arrive() throws Exception {
        lines++;
        Path data = folder.resolve("data");
        Path draft = Files.writeString(data.resolve("draft"), "x\n".repeat(lines));
        Files.move(draft, data.resolve("m-2011-01.txt"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** How many lines the newest run has counted. */
    private static int counted(ServerProcess server) throws Exception {
        JsonArray runs = server.get("/runs?pipeline=lines&limit=1").getJsonArray("items");
        if (runs.isEmpty() || !runs.getJsonObject(0).getString("state").equals("SUCCEEDED")) {
            return 0;
        }
        JsonObject metrics = server.get("/runs/" + runs.getJsonObject(0).getString("id") + "/steps")
                .getJsonArray("items")
                .getJsonObject(0)
                .getJsonObject("metrics");
        return metrics.getInteger("lines", 0);
    }
}
