package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.rondo.engine.feed.Feed;
import dev.rondo.engine.loop.SimulatedEngine.Fault;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.StoreSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The real loop with its store, triggers and schedules in thousands of unkind lives. {@code -Dengine.seeds=1000000} lives
 * more of them than the thousand of a build, {@code -Dengine.first=42} begins at another seed.
 */
class EngineSimulationTest {
    private static final long FIRST = Long.getLong("engine.first", 1);
    private static final long SEEDS = Long.getLong("engine.seeds", 1_000);

    @TempDir
    static Path home;

    private static Database database;
    private static Feed feed;
    private static List<String> tables;

    @BeforeAll
    static void open() {
        // What is made to fail says so at length, thousands of times.
        ((Logger) LoggerFactory.getLogger("dev.rondo.engine")).setLevel(Level.OFF);
        Instant then = Instant.parse("2026-01-01T00:00:00Z");
        database = Database.open(StoreSettings.inMemory(), () -> then);
        feed = Feed.open(database);
        tables = database.read(tx -> tx.query("""
                select table_name as name from information_schema.tables
                 where lower(table_schema) = 'public' and table_type = 'BASE TABLE'
                   and lower(table_name) not in ('instance', 'node', 'flyway_schema_history')
                """, row -> row.text("name")));
    }

    @AfterAll
    static void close() {
        ((Logger) LoggerFactory.getLogger("dev.rondo.engine")).setLevel(null);
        feed.close();
        database.close();
    }

    @Test
    void every_promise_is_kept_in_every_life() {
        long actions = 0;
        long runs = 0;
        long faults = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            List<Fault> all = SimulatedEngine.faults(seed);
            SimulatedEngine engine = life(seed, all);
            Optional<Throwable> failure = fate(engine);
            if (failure.isPresent()) {
                throw new AssertionError(report(seed, all, failure.get()), failure.get());
            }
            actions += engine.history().size();
            runs += engine.runs();
            faults += all.size();
        }
        System.out.println("Simulated " + SEEDS + " lives from seed " + FIRST + ": " + runs + " runs, " + faults
                + " faults, " + actions + " things that happened");
        assertThat(runs).isPositive();
    }

    @Test
    void a_seed_gives_the_same_life_each_time() {
        SimulatedEngine first = life(11, SimulatedEngine.faults(11));
        assertThat(fate(first)).isEmpty();
        SimulatedEngine second = life(11, SimulatedEngine.faults(11));
        assertThat(fate(second)).isEmpty();
        assertThat(second.history()).isEqualTo(first.history());
    }

    private static SimulatedEngine life(long seed, List<Fault> faults) {
        return life(seed, faults, SimulatedEngine.actions(seed));
    }

    private static SimulatedEngine life(long seed, List<Fault> faults, int actions) {
        database.write(tx -> {
            tables.forEach(table -> tx.update("delete from \"" + table + "\""));
            tx.update("alter sequence run_sequence restart with 1");
            return true;
        });
        return new SimulatedEngine(database, feed, home, seed, faults, actions);
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
    private static String report(long seed, List<Fault> faults, Throwable failure) {
        List<Fault> needed = new ArrayList<>(faults);
        SimulatedEngine smallest = life(seed, needed);
        fate(smallest);
        for (Fault fault : faults) {
            List<Fault> fewer = new ArrayList<>(needed);
            fewer.remove(fault);
            SimulatedEngine engine = life(seed, fewer);
            if (fate(engine).isPresent()) {
                needed = fewer;
                smallest = engine;
            }
        }
        for (int actions = 0; actions < SimulatedEngine.actions(seed); actions++) {
            SimulatedEngine engine = life(seed, needed, actions);
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
}
