package dev.rondo.ui.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rondo.engine.testkit.NeedsPostgres;
import dev.rondo.engine.testkit.PostgresServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole program and what else may happen to it: each test is a fault and a promise. {@code -Dfaults.long} lets the
 * faults last longer and come more often.
 */
class FaultsTest {
    private static final boolean LONG = System.getProperty("faults.long") != null;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private int keys;

    @Test
    void a_step_that_exhausts_memory_fails_by_itself_and_the_server_goes_on() throws Exception {
        ServerProcess.Setup setup = ServerProcess.in(folder, FaultPipelines.compile(folder, HostileSteps.HUNGRY));
        try (ServerProcess server = ServerProcess.start(setup).ready()) {
            for (int i = 0; i < (LONG ? 20 : 3); i++) {
                List<String> beside = start(server, "chain", 5);
                String hungry = start(server, "hungry");
                ended(server, hungry);
                beside.forEach(run -> assertThat(ended(server, run)).isEqualTo("SUCCEEDED"));
                assertThat(server.get("/runs/" + hungry).getString("state")).isEqualTo("FAILED");
                assertThat(server.get("/runs/" + hungry).encode()).contains("OutOfMemoryError");
            }
            nothingBroken(server);
        }
    }

    @Test
    void a_step_that_never_ends_can_be_cancelled_and_its_slot_is_free_again() throws Exception {
        ServerProcess.Setup setup = ServerProcess.in(folder, FaultPipelines.compile(folder, HostileSteps.SPINNING));
        try (ServerProcess server = ServerProcess.start(setup.withSlots(1)).ready()) {
            String spinning = start(server, "spinning");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> server.get("/runs/" + spinning + "/steps")
                            .getJsonArray("items")
                            .getJsonObject(0)
                            .getString("state")
                            .equals("RUNNING"));
            server.post("/runs/" + spinning + "/cancel");
            assertThat(ended(server, spinning)).isEqualTo("CANCELLED");
            assertThat(ended(server, start(server, "chain"))).isEqualTo("SUCCEEDED");
            nothingBroken(server);
        }
    }

    @Test
    void a_step_that_says_gigabytes_fills_no_more_than_the_limit_of_its_log() throws Exception {
        ServerProcess.Setup setup = ServerProcess.in(folder, FaultPipelines.compile(folder, HostileSteps.CHATTY));
        try (ServerProcess server = ServerProcess.start(setup).ready()) {
            String chatty = start(server, "chatty");
            assertThat(ended(server, chatty)).isEqualTo("SUCCEEDED");
            Path log =
                    setup.home().resolve("logs").resolve(chatty).resolve("chat").resolve("1.log");
            assertThat(Files.size(log)).isBetween(9_000_000L, 10_300_000L);
            assertThat(Files.readString(log)).contains("the log is truncated here");
            nothingBroken(server);
        }
    }

    @Test
    void a_damaged_artifact_is_never_an_answer() throws Exception {
        ServerProcess.Setup setup = ServerProcess.in(folder, FaultPipelines.compile(folder, HostileSteps.BULKY));
        try (ServerProcess server = ServerProcess.start(setup).ready()) {
            String first = start(server, "bulky");
            assertThat(ended(server, first)).isEqualTo("SUCCEEDED");
            String truth = result(server, first);
            for (String how : List.of("flipped", "truncated", "deleted")) {
                damage(setup.home().resolve("artifacts"), how);
                // What is damaged is needed: the last step runs again and reads what the one before it wrote.
                JsonObject again = new JsonObject().put("refresh", new JsonArray().add("read"));
                String run = start(server, "bulky", again);
                String state = ended(server, run);
                System.out.println("Artifacts " + how + ": " + state + " "
                        + server.get("/runs/" + run).getValue("error"));
                if (state.equals("FAILED")) {
                    assertThat(server.get("/runs/" + run).encode()).containsAnyOf("damaged", "missing");
                    run = start(server, "bulky", again);
                    assertThat(ended(server, run))
                            .as("once %s artifacts are known", how)
                            .isEqualTo("SUCCEEDED");
                }
                assertThat(result(server, run)).as(how).isEqualTo(truth);
            }
            nothingBroken(server);
        }
    }

    @Test
    void a_process_that_is_stopped_for_a_while_goes_on_as_if_nothing_had_been() throws Exception {
        ServerProcess.Setup setup = ServerProcess.in(folder, FaultPipelines.compile(folder));
        try (ServerProcess server = ServerProcess.start(setup).ready()) {
            pauses(server, LONG ? List.of(500, 1_000, 3_000, 20_000) : List.of(500, 3_000));
        }
    }

    @Test
    @NeedsPostgres
    void a_process_that_is_stopped_for_up_to_twenty_leases_goes_on_when_nobody_took_over() throws Exception {
        try (ServerProcess server =
                ServerProcess.start(onPostgres(PostgresServer.shared())).ready()) {
            // The lease is one second long.
            pauses(server, LONG ? List.of(500, 1_000, 3_000, 20_000) : List.of(500, 1_000, 3_000));
        }
    }

    @Test
    @NeedsPostgres
    void connections_cut_at_any_moment_lose_and_double_nothing() throws Exception {
        ServerProcess.Setup setup = onPostgres(PostgresServer.shared());
        try (ServerProcess server = ServerProcess.start(setup).ready()) {
            List<String> runs = new ArrayList<>();
            for (int i = 0; i < (LONG ? 100 : 10); i++) {
                List<String> asked = new ArrayList<>();
                Thread client = new Thread(() -> asked.addAll(startPatiently(server, 4)), "client");
                client.start();
                rest(30 + i * 37 % 200);
                PostgresServer.shared().cutConnections(setup.database().orElseThrow());
                client.join(PATIENCE.toMillis());
                assertThat(asked).hasSize(4);
                runs.addAll(asked);
            }
            assertThat(runs).doesNotHaveDuplicates();
            runs.forEach(run -> assertThat(ended(server, run)).isEqualTo("SUCCEEDED"));
            nothingBroken(server);
            assertThat(new Journal(setup.journal()).broken(server::fromCache)).isEmpty();
        }
    }

    @Test
    @NeedsPostgres
    void a_database_server_that_loses_its_power_and_comes_back_loses_and_doubles_nothing() throws Exception {
        try (PostgresServer database = PostgresServer.own()) {
            ServerProcess.Setup setup = onPostgres(database);
            try (ServerProcess server = ServerProcess.start(setup).ready()) {
                List<String> runs = new ArrayList<>();
                for (int i = 0; i < (LONG ? 20 : 2); i++) {
                    runs.addAll(start(server, "chain", 6));
                    database.stop();
                    rest(500);
                    database.start();
                    runs.addAll(startPatiently(server, 3));
                }
                runs.forEach(run -> assertThat(ended(server, run)).isEqualTo("SUCCEEDED"));
                nothingBroken(server);
                assertThat(new Journal(setup.journal()).broken(server::fromCache))
                        .isEmpty();
            }
        }
    }

    @Test
    void a_full_disk_is_told_clearly_and_when_it_is_freed_nothing_is_lost_or_half_there() throws Exception {
        Path disk = smallDisk();
        try {
            ServerProcess.Setup setup = ServerProcess.in(disk, FaultPipelines.compile(folder));
            List<String> before;
            try (ServerProcess server = ServerProcess.start(setup).ready()) {
                before = start(server, "chain", 5);
                before.forEach(run -> assertThat(ended(server, run)).isEqualTo("SUCCEEDED"));
                fill(disk.resolve("ballast"));
                List<String> answers = new ArrayList<>();
                // The journal has asked the disk for some room ahead; until that is full, everything goes on. What a
                // step
                // writes may find it full before what a client asks does.
                while (!server.hasSaid("Look at the disk (space, errors)")
                        || answers.stream().allMatch(answer -> answer.startsWith("201"))) {
                    answers.add(answer(server, "full-" + answers.size(), settings(1000 + answers.size())));
                    assertThat(answers).as(server::lastWords).hasSizeLessThan(1_000);
                }
                Files.delete(disk.resolve("ballast"));

                assertThat(startPatiently(server, 1)).as("it goes on by itself").hasSize(1);
                List<String> runs = new ArrayList<>();
                for (int i = 0; i < answers.size(); i++) {
                    HttpResponse<String> again = server.startRun("chain", "full-" + i, settings(1000 + i));
                    String run = new JsonObject(again.body()).getString("id");
                    boolean promised = answers.get(i).startsWith("201");
                    assertThat(again.statusCode()).isIn(promised ? List.of(200) : List.of(200, 201));
                    assertThat(answers.get(i).replaceFirst("201 ", ""))
                            .isIn(promised ? List.of(run) : List.of(answers.get(i)));
                    runs.add(run);
                }
                assertThat(runs).doesNotHaveDuplicates();
                // A step may have failed for want of space; that is its own end and no other's.
                runs.forEach(run -> assertThat(ended(server, run)).isIn("SUCCEEDED", "FAILED"));
                before.forEach(run -> assertThat(ended(server, run)).isEqualTo("SUCCEEDED"));
                assertThat(ended(server, start(server, "chain"))).isEqualTo("SUCCEEDED");
                nothingBroken(server);
            }
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    /** H2 says nothing when it cannot write its file as it is closed. */
    @Test
    void an_orderly_stop_on_a_full_disk_loses_nothing_that_was_acknowledged() throws Exception {
        Path disk = smallDisk();
        try {
            ServerProcess.Setup setup = ServerProcess.in(disk, FaultPipelines.compile(folder));
            List<String> answers = new ArrayList<>();
            try (ServerProcess server = ServerProcess.start(setup).ready()) {
                assertThat(ended(server, start(server, "chain"))).isEqualTo("SUCCEEDED");
                fill(disk.resolve("ballast"));
                for (int i = 0; i < 5; i++) {
                    answers.add(answer(server, "stop-" + i, settings(i)));
                }
                assertThat(answers).as("the journal has room for these").allMatch(answer -> answer.startsWith("201"));
                server.signal("TERM");
                await().atMost(Duration.ofSeconds(60)).until(() -> !server.alive());
            }
            Files.delete(disk.resolve("ballast"));
            try (ServerProcess server = ServerProcess.start(setup).ready()) {
                for (int i = 0; i < answers.size(); i++) {
                    HttpResponse<String> again = server.startRun("chain", "stop-" + i, settings(i));
                    String run = new JsonObject(again.body()).getString("id");
                    assertThat(again.statusCode() + " " + run)
                            .isEqualTo(answers.get(i).replace("201", "200"));
                    assertThat(ended(server, run)).isIn("SUCCEEDED", "FAILED");
                }
                nothingBroken(server);
            }
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private Path smallDisk() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", disk.toString()) == 0,
                "SKIPPED: a disk that is full takes the right to mount one");
        return disk;
    }

    private static String answer(ServerProcess server, String key, JsonObject body) throws InterruptedException {
        try {
            HttpResponse<String> answer = server.startRun("chain", key, body);
            JsonObject said = new JsonObject(answer.body());
            return answer.statusCode() + " "
                    + (answer.statusCode() == 201 ? said.getString("id") : said.getString("detail"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void pauses(ServerProcess server, List<Integer> millis) throws Exception {
        List<String> runs = new ArrayList<>();
        for (int pause : millis) {
            runs.addAll(start(server, "wide", 3));
            server.signal("STOP");
            rest(pause);
            server.signal("CONT");
            runs.addAll(startPatiently(server, 2));
        }
        assertThat(runs).doesNotHaveDuplicates();
        runs.forEach(run -> assertThat(ended(server, run)).isEqualTo("SUCCEEDED"));
        nothingBroken(server);
        assertThat(new Journal(folder.resolve("journal")).broken(server::fromCache))
                .isEmpty();
    }

    private ServerProcess.Setup onPostgres(PostgresServer server) throws IOException {
        return ServerProcess.in(folder, FaultPipelines.compile(folder)).on(server.freshDatabase());
    }

    private static JsonObject settings(int n) {
        return new JsonObject().put("settings", new JsonObject().put("n", n));
    }

    private List<String> start(ServerProcess server, String pipeline, int count) throws Exception {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(start(server, pipeline, settings(100 + keys)));
        }
        return runs;
    }

    private String start(ServerProcess server, String pipeline) throws Exception {
        return start(server, pipeline, new JsonObject());
    }

    private String start(ServerProcess server, String pipeline, JsonObject body) throws Exception {
        HttpResponse<String> answer = server.startRun(pipeline, "key-" + keys++, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body()).getString("id");
    }

    /** Asks with the same key until the answer is yes, as a careful client does. */
    private synchronized List<String> startPatiently(ServerProcess server, int count) {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = "patient-" + keys++;
            JsonObject body = settings(100 + keys);
            runs.add(Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(
                            () -> {
                                HttpResponse<String> answer = server.startRun("chain", key, body);
                                return answer.statusCode() / 100 == 2
                                        ? new JsonObject(answer.body()).getString("id")
                                        : "";
                            },
                            run -> !run.isEmpty()));
        }
        return runs;
    }

    private static String ended(ServerProcess server, String run) {
        return Awaitility.await("the end of run " + run)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> server.get("/runs/" + run), view -> view.getString("finishedAt") != null)
                .getString("state");
    }

    /** What the last step of the bulky pipeline came to. */
    private static String result(ServerProcess server, String run) throws Exception {
        JsonObject last =
                server.get("/runs/" + run + "/steps").getJsonArray("items").getJsonObject(1);
        return last.getJsonArray("outputs").getJsonObject(0).getString("digest");
    }

    private static void nothingBroken(ServerProcess server) throws Exception {
        assertThat(server.broken()).isEmpty();
        assertThat(server.metrics()).contains("rondo_invariant_violations 0.0");
    }

    private static void damage(Path artifacts, String how) throws IOException {
        try (Stream<Path> all = Files.walk(artifacts)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            assertThat(files).isNotEmpty();
            for (Path file : files) {
                file.toFile().setWritable(true);
                byte[] bytes = Files.readAllBytes(file);
                switch (how) {
                    case "flipped" -> {
                        bytes[bytes.length / 2] ^= 1;
                        Files.write(file, bytes);
                    }
                    case "truncated" -> Files.write(file, new byte[0]);
                    default -> Files.delete(file);
                }
            }
        }
    }

    private static void fill(Path ballast) throws IOException {
        byte[] block = new byte[1 << 16];
        try (var out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full.getMessage()).contains("No space left");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    private static void rest(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }
}
