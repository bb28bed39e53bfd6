package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.rondo.engine.feed.Feed;
import dev.rondo.engine.loop.SimulatedEngine.Fault;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.StoreSettings;
import dev.rondo.engine.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The real loop with its store, triggers and schedules in thousands of unkind lives. {@code -Dengine.seeds=1000000} lives
 * more of them than those of a build, {@code -Dengine.first=42} begins at another seed, {@code -Ddb=postgres}
 * has the tables on a server. Each life is lived in one thread;
 * there is one for every core, with a store of its own that is emptied between two lives.
 */
class EngineSimulationTest {
    private static final long FIRST = Long.getLong("engine.first", 1);
    private static final long SEEDS = Long.getLong("engine.seeds", 10_000);

    private static final boolean ON_SERVER = System.getProperty("db", "h2").equals("postgres");

    @TempDir
    static Path home;

    /** What many lives came to. */
    private record Tally(long lives, long runs, long faults, long events) {
        static final Tally NONE = new Tally(0, 0, 0, 0);

        Tally plus(Tally other) {
            return new Tally(lives + other.lives, runs + other.runs, faults + other.faults, events + other.events);
        }
    }

    @BeforeAll
    static void say_nothing() {
        // What is made to fail says so at length, thousands of times.
        ((Logger) LoggerFactory.getLogger("dev.rondo.engine")).setLevel(Level.OFF);
    }

    @AfterAll
    static void speak_again() {
        ((Logger) LoggerFactory.getLogger("dev.rondo.engine")).setLevel(null);
    }

    @Test
    void every_promise_is_kept_in_every_life() throws Exception {
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        AtomicLong next = new AtomicLong(FIRST);
        Tally all = Tally.NONE;
        try {
            List<Future<Tally>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                parts.add(pool.submit(() -> lives(next)));
            }
            for (Future<Tally> part : parts) {
                all = all.plus(part.get());
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } finally {
            next.set(FIRST + SEEDS);
            pool.shutdown();
            assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
        System.out.println("Simulated " + all.lives() + " lives from seed " + FIRST + ": " + all.runs() + " runs, "
                + all.faults() + " faults, " + all.events() + " things that happened");
        assertThat(all.lives()).isEqualTo(SEEDS);
        assertThat(all.runs()).isPositive();
    }

    @Test
    void a_seed_gives_the_same_life_each_time() throws Exception {
        try (World world = new World()) {
            SimulatedEngine first = world.life(11, SimulatedEngine.faults(11));
            assertThat(fate(first)).isEmpty();
            SimulatedEngine second = world.life(11, SimulatedEngine.faults(11));
            assertThat(fate(second)).isEmpty();
            assertThat(second.history()).isEqualTo(first.history());
        }
    }

    /** Takes one seed after the other until there are no more. */
    private static Tally lives(AtomicLong next) throws IOException {
        Tally tally = Tally.NONE;
        try (World world = new World()) {
            for (long seed = next.getAndIncrement(); seed < FIRST + SEEDS; seed = next.getAndIncrement()) {
                List<Fault> faults = SimulatedEngine.faults(seed);
                SimulatedEngine engine = world.life(seed, faults);
                Optional<Throwable> failure = fate(engine);
                if (failure.isPresent()) {
                    throw new AssertionError(report(world, seed, faults, failure.get()), failure.get());
                }
                tally = tally.plus(new Tally(
                        1, engine.runs(), faults.size(), engine.history().size()));
            }
        }
        return tally;
    }

    private static Optional<Throwable> fate(SimulatedEngine engine) {
        try {
            engine.live();
            return Optional.empty();
        } catch (AssertionError | RuntimeException e) {
            return Optional.of(e);
        }
    }

    /** Leaves out the faults that the failure does not need, and then what happens after it. */
    private static String report(World world, long seed, List<Fault> faults, Throwable failure) {
        List<Fault> needed = new ArrayList<>(faults);
        SimulatedEngine smallest = world.life(seed, needed);
        fate(smallest);
        for (Fault fault : faults) {
            List<Fault> fewer = new ArrayList<>(needed);
            fewer.remove(fault);
            SimulatedEngine engine = world.life(seed, fewer);
            if (fate(engine).isPresent()) {
                needed = fewer;
                smallest = engine;
            }
        }
        for (int actions = 0; actions < SimulatedEngine.actions(seed); actions++) {
            SimulatedEngine engine = world.life(seed, needed, actions);
            if (fate(engine).isPresent()) {
                smallest = engine;
                break;
            }
        }
        List<String> told = smallest.history();
        return "Seed " + seed + ": " + failure.getMessage() + "\nAgain: -Dengine.first=" + seed
                + " -Dengine.seeds=1\nFaults needed: " + needed + "\n"
                + String.join("\n", told.subList(Math.max(0, told.size() - 120), told.size()));
    }

    /** A store in which one life is lived after the other. */
    private static final class World implements AutoCloseable {
        private final Database database;
        private final Feed feed;
        private final List<String> tables;
        private final Path folder;

        World() throws IOException {
            folder = Files.createTempDirectory(home, "world");
            Instant then = Instant.parse("2026-01-01T00:00:00Z");
            database = Database.open(ON_SERVER ? onServer() : StoreSettings.inMemory(), () -> then);
            feed = Feed.open(database);
            tables = database.read(tx -> tx.query("""
                    select table_name as name from information_schema.tables
                     where lower(table_schema) = 'public' and table_type = 'BASE TABLE'
                       and lower(table_name) not in ('instance', 'node', 'flyway_schema_history')
                    """, row -> row.text("name")));
        }

        private static StoreSettings onServer() {
            return StoreSettings.at(PostgresServer.shared().freshDatabase());
        }

        SimulatedEngine life(long seed, List<Fault> faults) {
            return life(seed, faults, SimulatedEngine.actions(seed));
        }

        SimulatedEngine life(long seed, List<Fault> faults, int actions) {
            database.write(tx -> {
                tables.forEach(table -> tx.update("delete from \"" + table + "\""));
                return true;
            });
            return new SimulatedEngine(database, feed, folder, seed, faults, actions);
        }

        @Override
        public void close() {
            feed.close();
            database.close();
        }
    }
}
