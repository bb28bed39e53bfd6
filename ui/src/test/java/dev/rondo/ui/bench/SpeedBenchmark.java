package dev.rondo.ui.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.OperatingSystemMXBean;
import dev.rondo.engine.EngineSettings;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.ui.rest.HttpSettings;
import dev.rondo.ui.rest.RestServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
        Limits limits = limits();
        try (BenchEngine bench = engine(2, NoOps.afterChains(CHAINS_BEFORE, NoOps.chain(steps)))) {
            NoOps.warmUps(CHAINS_BEFORE).forEach(bench::seconds);
            long before = bench.engine.commits();
            CpuTime cpu = CpuTime.now();
            double seconds = bench.seconds("chain");
            long commits = bench.engine.commits() - before;
            say(
                    "chain of %,d steps: %.2f s = %,.0f steps/s, %.1f µs each on a core, of these %.1f of the engine's"
                            + " thread, %.3f commits/step; %.2f times the database's small commits (goal 1.25), %.2f times the store's",
                    steps,
                    seconds,
                    steps / seconds,
                    cpu.microsOfProcess() / steps,
                    cpu.microsOfEngine() / steps,
                    commits / (double) steps,
                    seconds * limits.database().smallCommits() / steps,
                    seconds * limits.store().smallCommits() / steps);
        }
    }

    private void fan(int steps) throws IOException {
        wave("steps", "fan", steps, MOVES_OF_STEP, NoOps.afterFans(WAVES_BEFORE, NoOps.fan(steps)));
    }

    private void each(int items) throws IOException {
        wave("items", "each", items, MOVES_OF_ITEM, NoOps.afterItems(WAVES_BEFORE, NoOps.each("each")));
    }

    private void wave(String what, String name, int steps, int moves, Pipeline<?>[] pipelines) throws IOException {
        Limits limits = limits();
        try (BenchEngine bench = engine(SLOTS, pipelines)) {
            NoOps.items = ITEMS_BEFORE;
            NoOps.warmUps(WAVES_BEFORE).forEach(bench::seconds);
            NoOps.items = steps;
            long before = bench.engine.commits();
            CpuTime cpu = CpuTime.now();
            double seconds = bench.seconds(name);
            long commits = bench.engine.commits() - before;
            double best = limits.database().transitions() / moves;
            say(
                    "%s of %,d %s: %.2f s = %,.0f/s, %.1f µs each, %.1f on a core, of these %.1f of the engine's thread,"
                            + " %.4f commits each (goal 0.01); %.2f of the database's %,.0f (goal 0.4), %.2f of the store's",
                    name,
                    steps,
                    what,
                    seconds,
                    steps / seconds,
                    seconds * 1e6 / steps,
                    cpu.microsOfProcess() / steps,
                    cpu.microsOfEngine() / steps,
                    commits / (double) steps,
                    steps / seconds / best,
                    best,
                    steps / seconds * moves / limits.store().transitions());
        }
    }

    /** Each step has a result from the run before; nothing runs, and that is recorded. */
    private void cached(int steps) throws IOException {
        try (BenchEngine bench = engine(SLOTS, NoOps.fan(steps), NoOps.single())) {
            bench.seconds("fan");
            for (int round = 1; round <= 5; round++) {
                long before = bench.engine.commits();
                double working = engineSeconds();
                double seconds = bench.seconds("fan");
                working = engineSeconds() - working;
                say(
                        "%,d cached steps, round %d: %.2f s, of which the engine's thread worked %.2f s, %.1f µs/step; %d"
                                + " commits (goal 0.25 s)",
                        steps, round, seconds, working, working * 1e6 / steps, bench.engine.commits() - before);
            }
        }
    }

    private static double engineSeconds() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                        .filter(thread ->
                                thread != null && thread.getThreadName().equals("rondo-engine"))
                        .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                        .sum()
                / 1e9;
    }

    private void rest(int requests) throws IOException {
        Limits limits = limits();
        try (BenchEngine bench = engine(2, NoOps.single())) {
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

    /** From the opening of the home to the first step of an unfinished run that begins anew. */
    private void restart(int unfinished, int finished) {
        EngineSettings settings = newHome();
        try (BenchEngine bench = new BenchEngine(settings, 1, NoOps.single(), NoOps.endless())) {
            bench.seconds("single");
            bench.startAll("single", finished);
            bench.startAll("endless", unfinished);
        }
        NoOps.begun = new CountDownLatch(1);
        long begin = System.nanoTime();
        try (BenchEngine bench = new BenchEngine(settings, 1, NoOps.single(), NoOps.endless())) {
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
                "limits: %,.0f syncs/s; database: %,.0f small commits/s, %,.0f transitions/s in commits of a thousand; store:"
                        + " %,.0f and %,.0f",
                limits.syncs(),
                limits.database().smallCommits(),
                limits.database().transitions(),
                limits.store().smallCommits(),
                limits.store().transitions());
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
