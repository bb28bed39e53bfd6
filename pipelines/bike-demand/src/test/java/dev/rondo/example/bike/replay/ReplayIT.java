package dev.rondo.example.bike.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole program as people start it: the replay and the server it starts, each a process of its own. */
@Timeout(300)
class ReplayIT {
    private static final Path BIKE_JAR = Path.of(System.getProperty("bike.jar", "target/bike-demand.jar"));
    private static final Path RONDO_JAR = Path.of(System.getProperty("rondo.jar", "../../ui/target/rondo.jar"));

    /** Three months are forecast, the third of which rejects its challenger. */
    private static final String UNTIL = "2011-09";

    private static final List<String> TABLE = List.of(
            "2011-07 29.2 29.2 29.2 33.0 - promoted",
            "2011-08 29.4 28.8 28.2 36.2 29.4 promoted",
            "2011-09 34.3 35.8 34.7 42.2 34.6 rejected",
            "mean 31.0 31.2 30.7 37.2 32.0 2 of 3 promoted");

    private final List<ProcessHandle> processes = new ArrayList<>();
    private int port;

    @TempDir
    Path home;

    @BeforeEach
    void choosePort() throws IOException {
        assumeThat(RONDO_JAR).exists();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stopEverything() {
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    @Test
    void a_second_replay_executes_nothing_and_prints_the_same() throws IOException {
        List<String> first = replay("--exit").toEnd();
        assertThat(table(first)).isEqualTo(TABLE);
        List<String> second = replay("--exit").toEnd();
        assertThat(months(second)).isEqualTo(months(first));
        assertThat(table(second)).isEqualTo(TABLE);
        assertThat(second).anyMatch(line -> line.endsWith("Since this start: 0 steps run, 0 from the cache."));
    }

    @Test
    void a_server_killed_in_mid_replay_goes_on_where_it_was_and_trains_no_month_twice() throws IOException {
        Replaying killed = replay();
        killed.until(line -> line.startsWith("2011-07"));
        killed.server().destroyForcibly();
        assertThat(killed.toEnd()).anyMatch(line -> line.contains("Start the same command again"));
        Replaying again = replay();
        assertThat(table(again.until(line -> line.startsWith("The server goes on"))))
                .isEqualTo(TABLE);
        assertThat(successfulTrainings()).isEqualTo(Map.of("2011-07", 1L, "2011-08", 1L, "2011-09", 1L));
    }

    @Test
    void a_replay_that_was_killed_finds_its_server_again() throws IOException {
        Replaying killed = replay();
        killed.until(line -> line.startsWith("2011-07"));
        ProcessHandle server = killed.server();
        killed.process.destroyForcibly();
        List<String> again = replay().toEnd();
        assertThat(again).anyMatch(line -> line.endsWith("It was running already."));
        assertThat(table(again)).isEqualTo(TABLE);
        assertThat(server.isAlive()).isTrue();
    }

    @Test
    void a_corrupt_month_is_refused_with_file_line_and_column_and_its_correction_runs_again() throws IOException {
        List<String> lines = replay("--corrupt", "2011-08:letter", "--exit").toEnd();
        assertThat(months(lines))
                .filteredOn(line -> line.startsWith("2011-08"))
                .satisfiesExactly(
                        refused -> assertThat(refused).contains("FAILED"),
                        corrected -> assertThat(corrected).contains("promoted"));
        assertThat(lines).anyMatch(line -> line.contains("bike/hour-2011-08.csv, line 14, column \"temp\" (11)"));
        assertThat(table(lines)).isEqualTo(TABLE);
    }

    @Test
    void without_a_server_jar_it_says_what_to_build() throws IOException {
        Process process = new ProcessBuilder(
                        java(), "-Drondo.jar=" + home.resolve("no.jar"), "-jar", BIKE_JAR.toString())
                .redirectErrorStream(true)
                .start();
        processes.add(process.toHandle());
        assertThat(new Replaying(process).toEnd()).first().asString().contains("no.jar", "mvn -q -DskipTests package");
    }

    private Map<String, Long> successfulTrainings() {
        Rondo rondo = new Rondo(port);
        return rondo.runs("pipeline=" + Arrival.DEMAND).stream()
                .filter(run -> rondo.steps(run).stream()
                        .anyMatch(step -> step.name().equals("train") && step.succeeded() && !step.fromCache()))
                .collect(Collectors.groupingBy(Run::partition, Collectors.counting()));
    }

    private Replaying replay(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(java(), "-Drondo.jar=" + RONDO_JAR.toAbsolutePath(), "-jar"));
        command.addAll(List.of(BIKE_JAR.toString(), "--home", home.toString(), "--port", Integer.toString(port)));
        command.addAll(List.of("--until", UNTIL));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process.toHandle());
        return new Replaying(process);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static List<String> table(List<String> lines) {
        return lines.stream()
                .dropWhile(line -> !line.startsWith("Mean absolute error"))
                .filter(line -> line.startsWith("20") || line.startsWith("mean"))
                .map(line -> line.replaceAll(" +", " "))
                .toList();
    }

    private static List<String> months(List<String> lines) {
        return lines.stream()
                .takeWhile(line -> !line.startsWith("Mean absolute error"))
                .filter(line -> line.startsWith("20"))
                .toList();
    }

    /** A replay that runs, and what it has printed. */
    private final class Replaying {
        private final Process process;
        private final List<String> printed = new ArrayList<>();

        Replaying(Process process) {
            this.process = process;
        }

        /** Everything printed up to and including the first line that passes. */
        List<String> until(Predicate<String> last) throws IOException {
            String line;
            do {
                line = process.inputReader().readLine();
                if (line == null) {
                    throw new AssertionError("It ended too early: " + String.join("\n", printed) + serverLog());
                }
                printed.add(line);
            } while (!last.test(line));
            server();
            return printed;
        }

        List<String> toEnd() throws IOException {
            process.inputReader().lines().forEach(printed::add);
            return printed;
        }

        /** The server it started. */
        ProcessHandle server() {
            List<ProcessHandle> children = process.toHandle().children().toList();
            processes.addAll(children);
            return children.get(0);
        }

        private String serverLog() throws IOException {
            Path log = home.resolve("server.log");
            return Files.exists(log) ? "\nserver.log:\n" + Files.readString(log) : "";
        }
    }
}
