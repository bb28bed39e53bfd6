package dev.rondo.ui.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script beside the jar, as a user starts it. */
class LauncherIT {
    private static final Path LAUNCHER = Path.of("target/rondo").toAbsolutePath();
    private static final String ENOUGH_PATH = "/usr/bin:/bin";

    @TempDir
    private Path dir;

    private record Outcome(int exit, String out, String err) {}

    @Test
    void it_starts_rondo_also_through_a_symbolic_link_from_anywhere() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("r"), LAUNCHER);
        Outcome outcome = run(link, Map.of(), "--version");
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).startsWith("Rondo 0").contains("Java");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void a_java_home_without_java_is_named_with_what_to_do() throws Exception {
        Outcome outcome =
                run(LAUNCHER, Map.of("JAVA_HOME", dir.resolve("nothing").toString()), "--version");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("there is no bin/java in it").contains("JDK 17 or newer");
    }

    @Test
    void a_java_that_is_too_old_is_named_with_its_version() throws Exception {
        Files.createDirectories(dir.resolve("old/bin"));
        Files.writeString(dir.resolve("old/release"), "JAVA_VERSION=\"11.0.2\"\n");
        Path java = Files.writeString(dir.resolve("old/bin/java"), "#!/bin/sh\nexit 99\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Outcome outcome = run(LAUNCHER, Map.of("JAVA_HOME", dir.resolve("old").toString()), "--version");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("needs Java 17 or newer").contains("is 11.0.2");
    }

    @Test
    void starts_at_the_same_time_make_one_class_archive_which_later_starts_use() throws Exception {
        Path cache = dir.resolve("cache");
        Map<String, String> environment = Map.of("RONDO_CACHE", cache.toString(), "RONDO_CDS", "make");
        Process first = process(LAUNCHER, environment, "--version").start();
        Process second = process(LAUNCHER, environment, "--version").start();
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        Awaitility.await()
                .atMost(120, TimeUnit.SECONDS)
                .until(() -> names(cache).equals(List.of("jsa")));

        Outcome outcome = run(
                LAUNCHER,
                Map.of("RONDO_CACHE", cache.toString(), "RONDO_JAVA_OPTS", "-Xlog:class+load:stdout"),
                "--version");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).contains("dev.rondo.ui.cli.Main source: shared objects file (top)");
    }

    @Test
    void a_damaged_archive_and_a_cache_that_cannot_be_written_do_no_harm() throws Exception {
        Path notADirectory = Files.writeString(dir.resolve("file"), "");
        Map<String, String> nowhere =
                Map.of("RONDO_CACHE", notADirectory.resolve("cache").toString(), "RONDO_CDS", "make");
        Outcome unwritable = run(LAUNCHER, nowhere, "--version");
        assertThat(unwritable.exit()).isZero();
        assertThat(unwritable.err()).isEmpty();

        Path cache = dir.resolve("cache");
        run(LAUNCHER, Map.of("RONDO_CACHE", cache.toString(), "RONDO_CDS", "make"), "--version");
        Awaitility.await()
                .atMost(120, TimeUnit.SECONDS)
                .until(() -> names(cache).equals(List.of("jsa")));
        try (Stream<Path> files = Files.list(cache)) {
            Path archive = files.findFirst().orElseThrow();
            Files.delete(archive);
            Files.writeString(archive, "damaged");
        }
        Outcome damaged = run(LAUNCHER, Map.of("RONDO_CACHE", cache.toString()), "--version");
        assertThat(damaged.exit()).isZero();
        assertThat(damaged.out()).startsWith("Rondo");
        assertThat(damaged.err()).isEmpty();
    }

    /** Endings of what lies in the cache. */
    private static List<String> names(Path cache) throws IOException {
        if (!Files.isDirectory(cache)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString())
                    .map(name -> name.substring(name.lastIndexOf('.') + 1))
                    .toList();
        }
    }

    private ProcessBuilder process(Path launcher, Map<String, String> environment, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments))
                .toList());
        builder.directory(dir.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", ENOUGH_PATH);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("RONDO_CDS", "use");
        builder.environment().put("RONDO_CACHE", dir.resolve("unused").toString());
        builder.environment().putAll(environment);
        return builder;
    }

    private Outcome run(Path launcher, Map<String, String> environment, String... arguments) throws Exception {
        Path out = Files.createTempFile(dir, "out", "");
        Path err = Files.createTempFile(dir, "err", "");
        Process process = process(launcher, environment, arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
