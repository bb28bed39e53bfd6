package dev.rondo.ui.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.loop.Turn.Started;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.partition.PartitionKey;
import dev.rondo.ui.server.Server;
import dev.rondo.ui.server.ServerSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts thrown at every thread that a server has, save those that run steps and the test's own. */
class InterruptsTest {
    private static final int ROUNDS = Integer.getInteger("interrupts", 10);

    @TempDir
    Path folder;

    @Test
    void interrupts_at_any_thread_of_the_server_lose_nothing_and_stop_nothing() throws Exception {
        System.setProperty("fault.journal", folder.resolve("journal").toString());
        Set<Thread> others = new HashSet<>(Thread.getAllStackTraces().keySet());
        EngineSettings home = EngineSettings.inHome(folder.resolve("home"));
        Set<String> hit = new TreeSet<>();
        try (Server server = Server.start(ServerSettings.of(home, List.of(FaultPipelines.compile(folder)), 0)
                .withSlots(4))) {
            List<RunId> runs = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                for (int k = 0; k < 3; k++) {
                    runs.add(start(server.engine(), i * 3 + k));
                }
                for (Thread thread : Thread.getAllStackTraces().keySet()) {
                    boolean ours = !others.contains(thread) && !thread.getName().startsWith("run-");
                    if (ours && thread.isAlive()) {
                        thread.interrupt();
                        hit.add(thread.getName().replaceAll("\\d+", "N"));
                    }
                }
            }
            assertThat(hit).contains("rondo-engine", "rondo-feed");
            for (RunId run : runs) {
                RunState end = Awaitility.await("the end of run " + run)
                        .atMost(Duration.ofSeconds(60))
                        .until(
                                () -> server.engine()
                                        .history()
                                        .run(run)
                                        .orElseThrow()
                                        .state(),
                                RunState::terminal);
                assertThat(end).isEqualTo(RunState.SUCCEEDED);
            }
            assertThat(server.engine().ready()).isTrue();
            assertThat(server.engine().invariants().checkAll().violations()).isEmpty();
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(server.address() + "/api/v1/health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        System.out.println("Interrupted " + ROUNDS + " times: " + hit);
    }

    /** Asks until it is answered: an interrupt may well end a question, as long as it is told. */
    private static RunId start(Engine engine, int n) {
        NewRun request = new NewRun(
                PipelineName.of("chain"),
                PartitionKey.WHOLE,
                Map.of("n", 7 * n),
                "interrupted-" + n,
                RunCause.person("ada"),
                Set.of(),
                "");
        Started started = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> engine.startRun(request).join(), answer -> true);
        return started.run();
    }
}
