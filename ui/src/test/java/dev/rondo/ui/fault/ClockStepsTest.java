package dev.rondo.ui.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wall clock of the machine steps, under the whole program; the library that fakes it is Debian's libfaketime. */
class ClockStepsTest {
    private static final Path LIBRARY = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");

    @TempDir
    Path folder;

    @Test
    void steps_of_an_hour_and_a_year_in_both_directions_lose_and_double_nothing() throws Exception {
        Assumptions.assumeTrue(
                Files.exists(LIBRARY), "SKIPPED: no libfaketime; install it with apt-get install libfaketime");
        Path offset = Files.writeString(folder.resolve("offset"), "+0");
        ServerProcess.Setup setup = ServerProcess.in(folder, FaultPipelines.compile(folder))
                .under("LD_PRELOAD", LIBRARY.toString())
                .under("FAKETIME_TIMESTAMP_FILE", offset.toString())
                .under("FAKETIME_NO_CACHE", "1")
                .under("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        try (ServerProcess server = ServerProcess.start(setup).ready()) {
            List<String> runs = new ArrayList<>();
            int n = 0;
            for (String step : List.of("+3600s", "+0", "-3600s", "+0", "+31536000s", "+0", "-31536000s", "+0")) {
                runs.add(start(server, "wide", n++));
                Files.writeString(offset, step);
                runs.add(start(server, "chain", n++));
            }
            for (String run : runs) {
                String state = Awaitility.await("the end of run " + run)
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> server.get("/runs/" + run), view -> view.getString("finishedAt") != null)
                        .getString("state");
                assertThat(state).isEqualTo("SUCCEEDED");
            }
            assertThat(server.broken()).isEmpty();
            assertThat(new Journal(setup.journal()).broken()).isEmpty();
        }
    }

    private static String start(ServerProcess server, String pipeline, int n) throws Exception {
        JsonObject body = new JsonObject().put("settings", new JsonObject().put("n", n * 10));
        return new JsonObject(server.startRun(pipeline, "step-" + n, body).body()).getString("id");
    }
}
