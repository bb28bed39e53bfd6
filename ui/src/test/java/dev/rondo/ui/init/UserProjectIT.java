package dev.rondo.ui.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's way, in processes of their own: init, build without network, serve, run; from a distribution folder alone. */
class UserProjectIT {
    private static final Path BUILT = Path.of("target").toAbsolutePath();
    private static final List<String> OF_THE_OUTER_BUILD =
            List.of("MAVEN_BASEDIR", "MAVEN_PROJECTBASEDIR", "MAVEN_CMD_LINE_ARGS", "MAVEN_OPTS");

    @TempDir
    Path folder;

    @Test
    void a_new_project_builds_offline_and_its_pipeline_keeps_a_model_fresh() throws Exception {
        Path rondo = distribution();
        assertThat(run("init", folder, java(rondo, "init", "energy-use"))).contains("mvn verify");
        Path project = folder.resolve("energy-use");

        run("build", project, List.of("mvn", "-q", "-o", "-B", "verify"));
        assertThat(project.resolve("target/energy-use.jar")).exists();

        Process server = start(
                "server",
                project,
                java(rondo, "serve", "--pipelines", "target/energy-use.jar", "--data", "data", "--port", "0"));
        try {
            Path said = folder.resolve("server.out");
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> Files.readString(said).contains("energy-use (6 steps"));
            String url = Files.readString(said).replaceFirst("(?s).*(http://[0-9.:]+)/.*", "$1");

            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> runs(rondo, url)
                            .contains("SUCCEEDED")); // the file is there, so its trigger starts the first run
            assertThat(run("again", project, java(rondo, "run", "energy-use", "--server", url)))
                    .contains("from the cache")
                    .contains("SUCCEEDED after");
            assertThat(run("why", project, java(rondo, "why", "1", "--server", url)))
                    .contains("started by new data")
                    .contains("promoted");
        } finally {
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(run("later", project, java(rondo, "runs", "--home", "rondo-home")))
                .contains("energy-use");
    }

    private String runs(Path rondo, String url) throws Exception {
        return run("runs", folder, java(rondo, "runs", "--server", url));
    }

    /** What a user is given: the jar, the libraries and the launcher, elsewhere than they were built. */
    private Path distribution() throws IOException {
        Path target = folder.resolve("rondo");
        Files.createDirectories(target.resolve("lib"));
        Files.copy(BUILT.resolve("rondo.jar"), target.resolve("rondo.jar"));
        try (Stream<Path> jars = Files.list(BUILT.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, target.resolve("lib").resolve(jar.getFileName()));
            }
        }
        return target.resolve("rondo.jar");
    }

    private static List<String> java(Path jar, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs to the end, demands success, and answers what was said. */
    private String run(String name, Path in, List<String> command) throws Exception {
        Process process = start(name, in, command);
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        String said = Files.readString(folder.resolve(name + ".out"));
        assertThat(ended ? process.exitValue() : -1)
                .as("%s said: %s%s", command, said, Files.readString(folder.resolve(name + ".err")))
                .isZero();
        return said;
    }

    private Process start(String name, Path in, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(folder.resolve(name + ".err").toFile());
        OF_THE_OUTER_BUILD.forEach(builder.environment()::remove);
        return builder.start();
    }
}
