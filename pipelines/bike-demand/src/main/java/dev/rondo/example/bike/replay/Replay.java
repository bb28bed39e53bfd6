package dev.rondo.example.bike.replay;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Lets two years of bike rentals arrive month after month in a folder that a Rondo server watches, and tells what the
 * server makes of it. Everything it knows is on disk: killed and started again, it goes on where it was.
 */
public final class Replay {
    private static final Duration LONGEST_TIDYING = Duration.ofMinutes(2);

    private final Options options;
    private final SortedMap<String, byte[]> months;
    private final Server server;
    private final WatchedFolder folder;
    private final Report report;
    private final PrintStream out;

    private Replay(Options options, SortedMap<String, byte[]> months, PrintStream out) {
        this.options = options;
        this.months = months;
        this.server = new Server(options.home().toAbsolutePath().normalize(), options.port());
        this.folder = new WatchedFolder(
                options.home().toAbsolutePath().normalize().resolve("data").resolve("bike"));
        this.report = new Report(server.rondo(), out);
        this.out = out;
    }

    /** See {@code --help}. Exit status 1 when it cannot go on. */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (words.contains("--help") || words.contains("-h")) {
            System.out.print(Options.USAGE);
            return;
        }
        try {
            Path jar = Jars.own();
            SortedMap<String, byte[]> months = Months.all();
            Options options = Options.parse(words, jar.resolveSibling("replay"), new TreeSet<>(months.keySet()));
            new Replay(options, months, System.out).run(jar, Clock.systemUTC());
        } catch (ReplayException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void run(Path jar, InstantSource clock) {
        Instant start = clock.instant();
        server.attachOrStart(jar);
        out.println("Rondo is at " + server.rondo().page() + " and keeps everything in " + options.home() + "."
                + (server.ours() ? "" : " It was running already."));
        out.println();
        try {
            deliverAll();
            if (Poll.until(LONGEST_TIDYING, this::quiet).isEmpty()) {
                out.println("Some runs have not ended yet, so the table may lack their results.");
            }
            report.table();
            report.work(start);
        } catch (Rondo.GoneException e) {
            throw server.gone(e);
        }
        out.println("The page shows the same, with a chart: " + server.rondo().page());
        finish();
    }

    private void finish() {
        if (options.exit()) {
            server.stop();
        } else if (server.ours()) {
            out.println("The server goes on; Ctrl-C stops it. The same command again executes nothing.");
            server.await();
        } else {
            out.println("The server was not started here, so it goes on.");
        }
    }

    private void deliverAll() {
        for (Map.Entry<String, byte[]> month : months.entrySet()) {
            if (month.getKey().compareTo(options.until()) <= 0) {
                deliver(month.getKey(), month.getValue());
                Poll.pause(options.pause());
            }
        }
    }

    private void deliver(String month, byte[] content) {
        options.damaged()
                .filter(damaged -> damaged.month().equals(month) && !folder.holds(month, content))
                .ifPresent(damaged ->
                        report.month(month, arrive(month, damaged.how().damage(content))));
        List<Run> runs = arrive(month, content);
        report.month(month, runs);
        if (!runs.get(0).succeeded()) {
            throw new ReplayException(
                    "The run of " + Arrival.DEMAND + " for " + month + " did not succeed, so later months"
                            + " would lack it. Start it again on the page, "
                            + server.rondo().page()
                            + ", when its cause is gone, and then the replay.");
        }
    }

    private List<Run> arrive(String month, byte[] content) {
        Instant arrivedAt = folder.deliver(month, content);
        return new Arrival(server, month, arrivedAt).awaitRuns();
    }

    /** Whether no run is active, such as one whose month came twice. */
    private Optional<Boolean> quiet() {
        return Optional.of(server.rondo()
                        .runs("state=QUEUED,RUNNING,CANCELLING,STOPPING")
                        .isEmpty())
                .filter(quiet -> quiet);
    }
}
