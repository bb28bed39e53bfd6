package dev.rondo.ui.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.OperatingSystemMXBean;
import dev.rondo.engine.EngineSettings;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.ui.bench.Rounds.Round;
import dev.rondo.ui.rest.HttpSettings;
import dev.rondo.ui.rest.RestServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Measures an engine on the disk of a folder, beside what that disk and its database can do. See docs/benchmarks.md.
 *
 * <p>Arguments: {@code --home DIR} for the folder (a temporary one otherwise), {@code --db URL} for a PostgreSQL server on
 * which databases may be made (otherwise H2), then the names of what is wanted, all unless some are named: {@code chain},
 * {@code fan}, {@code cached}, {@code each}, {@code rest}, {@code restart}, {@code idle}; a count may follow, as in {@code fan:100000}.
 */
public final class SpeedBenchmark {
    /** Waiting, ready, running, succeeded. */
    private static final int MOVES_OF_STEP = 3;

    /** Ready, of which there is no row, running, succeeded. */
    private static final int MOVES_OF_ITEM = 2;

    private static final int CHAINS_BEFORE = 60;
    private static final int WAVES_BEFORE = 10;
    private static final int ROUNDS_BEFORE = 3;
    private static final int ROUNDS = 7;
    private static final int CACHED_BEFORE = 20;
    private static final int CACHED_ROUNDS = 15;
    private static final int LARGE = 10_000;
    private static final int ROUNDS_OF_LARGE = 3;
    private static final int ITEMS_BEFORE = 10_000;
    private static final int SLOTS = 1000;

    private static final List<String> ALL = List.of(
            "chain",
            "fan:1000",
            "fan:10000",
            "fan:100000",
            "each:1000",
            "each:10000",
            "each:100000",
            "cached",
            "rest",
            "restart",
            "idle");

    private final Path root;
    private final Optional<BenchServer> server;
    private final List<String> wanted;
    private int homes;

    private SpeedBenchmark(Path root, Optional<BenchServer> server, List<String> wanted) {
        this.root = root;
        this.server = server;
        this.wanted = wanted.isEmpty() ? ALL : List.copyOf(wanted);
    }

    public static void main(String[] args) throws IOException {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        List<String> rest = new ArrayList<>(Arrays.asList(args));
        int home = rest.indexOf("--home");
        Path root;
        if (home >= 0) {
            root = Path.of(rest.get(home + 1));
            rest.subList(home, home + 2).clear();
        } else {
            root = Files.createTempDirectory("rondo-bench");
        }
        Optional<BenchServer> server = Optional.empty();
        int db = rest.indexOf("--db");
        if (db >= 0) {
            server = Optional.of(new BenchServer(rest.get(db + 1)));
            rest.subList(db, db + 2).clear();
        }
        new SpeedBenchmark(root, server, rest).run();
    }

    private void run() throws IOException {
        say(
                "java %s, %d processors, %s, %s",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                root,
                server.isPresent() ? "PostgreSQL" : "H2");
        for (String name : wanted) {
            String[] parts = name.split(":", 2);
            measure(parts[0], parts.length > 1 ? OptionalInt.of(Integer.parseInt(parts[1])) : OptionalInt.empty());
        }
    }

    private void measure(String what, OptionalInt count) throws IOException {
        switch (what) {
            case "chain" -> chain(count.orElse(1000));
            case "fan" -> fan(count.orElse(10_000));
            case "cached" -> cached(count.orElse(10_000));
            case "each" -> each(count.orElse(10_000));
            case "rest" -> rest(count.orElse(10_000));
            case "restart" -> restart(1000, count.orElse(10_000));
            case "idle" -> idle(count.orElse(60));
            default ->
                throw new IllegalArgumentException(
                        "There is no measurement \"" + what
                                + "\"; there are chain, fan, cached, each, rest, restart and idle, each with a count after a colon if wanted");
        }
    }

    private void chain(int steps) throws IOException {
        try (Limits limits = limits();
                BenchEngine bench = engine(2, NoOps.chains(CHAINS_BEFORE, ROUNDS, steps))) {
            NoOps.warmUps(CHAINS_BEFORE).forEach(bench::seconds);
            Rounds rounds = Rounds.of(bench, NoOps.measured(ROUNDS), limits::smallCommits);
            say(
                    "chain of %,d steps, %d times, medians, least and most: %s steps/s, %s, %.3f"
                            + " commits/step; %s small commits/s of the database, the chain %s times"
                            + " as long (goal 1.25)",
                    steps,
                    ROUNDS,
                    rounds.spread("%,.0f", round -> steps / round.seconds()),
                    onCores(rounds, steps),
                    rounds.median(round -> round.commits() / (double) steps),
                    rounds.spread("%,.0f", Round::limit),
                    rounds.spread("%.2f", round -> round.seconds() * round.limit() / steps));
        }
    }

    private void fan(int steps) throws IOException {
        int count = rounds(steps);
        wave("fan", "steps", steps, MOVES_OF_STEP, count, NoOps.fans(WAVES_BEFORE, count, steps));
    }

    private void each(int items) throws IOException {
        int count = rounds(items);
        wave("each", "items", items, MOVES_OF_ITEM, count, NoOps.eaches(WAVES_BEFORE, count));
    }

    private static String onCores(Rounds rounds, int steps) {
        return rounds.spread("%.0f", round -> round.coreMicros() / steps) + " µs each on a core, of these "
                + rounds.spread("%.0f", round -> round.engineMicros() / steps) + " of the engine's thread";
    }

    private static int rounds(int ofWave) {
        return ofWave > LARGE ? ROUNDS_OF_LARGE : ROUNDS;
    }

    private void wave(String name, String what, int steps, int moves, int count, Pipeline<?>[] pipelines)
            throws IOException {
        try (Limits limits = limits();
                BenchEngine bench = engine(SLOTS, pipelines)) {
            NoOps.items = ITEMS_BEFORE;
            NoOps.warmUps(WAVES_BEFORE).forEach(bench::seconds);
            NoOps.items = steps;
            Rounds rounds = Rounds.of(bench, NoOps.measured(count), limits::transitions);
            say(
                    "%s of %,d %s, %d times, medians, least and most: %s/s, %s, %.4f"
                            + " commits each (goal 0.01); the database %s transitions/s, %d to each, %s of that"
                            + " (goal 0.4)",
                    name,
                    steps,
                    what,
                    count,
                    rounds.spread("%,.0f", round -> steps / round.seconds()),
                    onCores(rounds, steps),
                    rounds.median(round -> round.commits() / (double) steps),
                    rounds.spread("%,.0f", Round::limit),
                    moves,
                    rounds.spread("%.2f", round -> steps / round.seconds() * moves / round.limit()));
        }
    }

    /**
     * Each step has a result from the run before; nothing runs, and that is recorded. All of it is in the turn that starts
     * the run, so once the start is answered the run has ended.
     */
    private void cached(int steps) throws IOException {
        String fan = NoOps.measured(1).get(0);
        try (BenchEngine bench = engine(SLOTS, NoOps.fans(0, 1, steps))) {
            for (int round = 0; round < CACHED_BEFORE; round++) {
                bench.seconds(fan);
            }
            Rounds rounds = Rounds.of(bench, Collections.nCopies(CACHED_ROUNDS, fan));
            say(
                    "%,d cached steps, %d times, medians, least and most: all resolved and durable after %s s (goal 0.25),"
                            + " heard of after %s s, %s; %.0f commits",
                    steps,
                    CACHED_ROUNDS,
                    rounds.spread("%.2f", Round::answered),
                    rounds.spread("%.2f", Round::seconds),
                    onCores(rounds, steps),
                    rounds.median(Round::commits));
        }
    }

    private void rest(int requests) throws IOException {
        try (Limits limits = limits();
                BenchEngine bench = engine(2, NoOps.single())) {
            warm(bench);
            for (int round = 0; round < ROUNDS_BEFORE; round++) {
                RestLoad.drive(bench.engine, requests);
            }
            long before = bench.engine.commits();
            CpuTime cpu = CpuTime.now();
            RestLoad.Result result = RestLoad.drive(bench.engine, requests);
            long commits = bench.engine.commits() - before;
            say(
                    "%,d triggers over REST, a tenth of them repeated: %,.0f/s (goal 5,000), %.0f times the disk's syncs,"
                            + " %.0f µs each on a core with their client, of these %.0f of the client and %.0f of the"
                            + " engine's thread, %,d commits; %,d accepted, %,d repeated, %,d told to come again, %,d failed;"
                            + " %,d runs for %,d keys",
                    requests,
                    result.perSecond(),
                    result.perSecond() / limits.syncs(),
                    cpu.microsOfProcess() / requests,
                    result.clientMicros() / requests,
                    cpu.microsOfEngine() / requests,
                    commits,
                    result.created(),
                    result.repeated(),
                    result.busy(),
                    result.failed(),
                    result.runs(),
                    result.keys());
        }
    }

    /**
     * From the opening of the home to the first step of an unfinished run that begins anew. On H2 the home is a copy made
     * while the engine is at work, which is what a kill leaves; on a server the engine was closed in order.
     */
    private void restart(int unfinished, int finished) throws IOException {
        EngineSettings settings = newHome();
        EngineSettings left = server.isPresent() ? settings : newHome();
        try (BenchEngine bench = new BenchEngine(settings, 1, NoOps.single(), NoOps.endless())) {
            bench.seconds("single");
            bench.startAll("single", finished);
            bench.startAll("endless", unfinished);
            if (server.isEmpty()) {
                copy(settings.home(), left.home());
            }
        }
        NoOps.begun = new CountDownLatch(1);
        long begin = System.nanoTime();
        try (BenchEngine bench = new BenchEngine(left, 1, NoOps.single(), NoOps.endless())) {
            NoOps.begun.await();
            double seconds = (System.nanoTime() - begin) / 1e9;
            int active = bench.engine.history().active().values().stream()
                    .mapToInt(n -> n)
                    .sum();
            say(
                    "restart with %,d unfinished and %,d finished runs: a step runs again after %.2f s (goal 2)",
                    active, finished, seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All as it was at one moment: a file and a journal that do not belong together come only of a checkpoint meanwhile. */
    private static void copy(Path from, Path to) throws IOException {
        FileTime written;
        do {
            written = Files.getLastModifiedTime(from.resolve("rondo.mv.db"));
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } while (!written.equals(Files.getLastModifiedTime(from.resolve("rondo.mv.db"))));
    }

    /** What the process costs while nobody wants anything; the page and its stream are not open. */
    private void idle(int seconds) {
        try (BenchEngine bench = engine(2, NoOps.single());
                RestServer server = RestServer.start(
                        bench.engine, HttpSettings.at("127.0.0.1", 0), InstantSource.system(), "benchmark")) {
            bench.seconds("single");
            new CountDownLatch(1).await(5, TimeUnit.SECONDS);
            var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long before = process.getProcessCpuTime();
            new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
            double used = (process.getProcessCpuTime() - before) / 1e9;
            say(
                    "idle for %d s on port %d: %.2f s on a core = %.2f %% (goal below 1)",
                    seconds, server.port(), used, 100 * used / seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Limits limits() throws IOException {
        Limits limits = Limits.measure(newHome());
        say(
                "limits: %,.0f syncs/s; the store alone: %,.0f small commits/s, %,.0f transitions/s in commits of a thousand",
                limits.syncs(), limits.storeCommits(), limits.storeTransitions());
        return limits;
    }

    private static void warm(BenchEngine bench) {
        for (int i = 0; i < 200; i++) {
            bench.seconds("single");
        }
    }

    private BenchEngine engine(int slots, Pipeline<?>... pipelines) {
        return new BenchEngine(newHome(), slots, pipelines);
    }

    private EngineSettings newHome() {
        EngineSettings settings = EngineSettings.inHome(root.resolve("home-" + homes++));
        return server.map(s -> settings.withStore(s.newDatabase())).orElse(settings);
    }

    private static void say(String format, Object... args) {
        System.out.println(String.format(Locale.ROOT, format, args));
    }
}
