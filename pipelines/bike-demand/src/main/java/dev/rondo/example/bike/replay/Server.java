package dev.rondo.example.bike.replay;

import dev.rondo.example.bike.replay.Rondo.Presence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The server of the replay: a process of its own, started here, or found running with the same home when an earlier
 * replay was killed and its server was not.
 */
final class Server {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);
    /** In order, after Ctrl-C, after a request to end. */
    private static final Set<Integer> ASKED_TO_STOP = Set.of(0, 130, 143);

    private static final int LAST_LINES = 15;

    private final Path home;
    private final int port;
    private final Rondo rondo;
    private Optional<Process> started = Optional.empty();

    Server(Path home, int port) {
        this.home = home;
        this.port = port;
        this.rondo = new Rondo(port);
    }

    Rondo rondo() {
        return rondo;
    }

    Path log() {
        return home.resolve("server.log");
    }

    /** Whether it was started here, and so ends with the replay. */
    boolean ours() {
        return started.isPresent();
    }

    /** Returns once the server is ready. */
    void attachOrStart(Path ownJar) {
        Presence found = settled();
        if (found == Presence.FOREIGN) {
            throw new ReplayException("Port " + port + " is taken by another program. Choose one with --port.");
        }
        if (found == Presence.NOBODY) {
            start(ownJar);
        } else if (!homeInUse()) {
            throw new ReplayException("The Rondo on port " + port + " does not work in " + home
                    + ". Choose another port with --port, or stop that server.");
        }
        awaitReady();
    }

    /** Waits while a server holds the home and does not listen yet, or does not listen any more. */
    private Presence settled() {
        return Poll.until(LONGEST_STOP, () -> {
                    Presence now = rondo.presence();
                    return now == Presence.NOBODY && homeInUse() ? Optional.empty() : Optional.of(now);
                })
                .orElseThrow(() -> new ReplayException("The home " + home + " is in use, but nobody answers on port "
                        + port + ". If its server listens on another port, name that with --port; otherwise stop it."));
    }

    private boolean homeInUse() {
        Path lock = home.resolve("lock");
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                @Nullable FileLock free = channel.tryLock()) {
            return free == null;
        } catch (IOException e) {
            throw new UncheckedIOException("The lock of " + home + " cannot be read", e);
        }
    }

    private void start(Path ownJar) {
        try {
            Files.createDirectories(home);
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    Jars.rondo(ownJar).toString(),
                    "serve",
                    "--home",
                    home.toString(),
                    "--port",
                    Integer.toString(port),
                    "--pipelines",
                    ownJar.toString(),
                    "--data",
                    home.resolve("data").toString());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
            started = Optional.of(process);
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-server"));
        } catch (IOException e) {
            throw new UncheckedIOException("The server cannot be started", e);
        }
    }

    private void awaitReady() {
        Optional<Presence> ready = Poll.until(LONGEST_START, () -> {
            requireAlive();
            return Optional.of(rondo.presence()).filter(Presence.READY::equals);
        });
        if (ready.isEmpty()) {
            throw new ReplayException("The server was not ready after " + LONGEST_START.toSeconds() + " s. Its log, "
                    + log() + ", ends with:\n" + lastLines());
        }
    }

    /** Says clearly that the server has died, if it has. */
    void requireAlive() {
        started.filter(process -> !process.isAlive()).ifPresent(process -> {
            throw died(process.exitValue());
        });
    }

    /** What to tell when it does not answer. */
    ReplayException gone(RuntimeException cause) {
        started.ifPresent(process -> waitFor(process, Duration.ofSeconds(2)));
        requireAlive();
        return new ReplayException(
                "The server on port " + port
                        + " does not answer any more. Start the same command again: it goes on where it" + " was.",
                cause);
    }

    private ReplayException died(int exitValue) {
        return new ReplayException("The server ended with status " + exitValue
                + ". Start the same command again: it goes on where it was. Its log, " + log() + ", ends with:\n"
                + lastLines());
    }

    /** Returns when the server was asked to stop, by Ctrl-C for example; complains when it ended otherwise. */
    void await() {
        started.ifPresent(process -> {
            waitFor(process, Duration.ofDays(365));
            if (!process.isAlive() && !ASKED_TO_STOP.contains(process.exitValue())) {
                throw died(process.exitValue());
            }
        });
    }

    void stop() {
        started.filter(Process::isAlive).ifPresent(process -> {
            process.destroy();
            if (!waitFor(process, LONGEST_STOP)) {
                process.destroyForcibly();
            }
        });
    }

    private static boolean waitFor(Process process, Duration longest) {
        try {
            return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "(it cannot be read: " + e + ")";
        }
    }
}
