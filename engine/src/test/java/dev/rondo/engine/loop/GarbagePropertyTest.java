package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.HeldArtifacts;
import dev.rondo.engine.garbage.Garbage;
import dev.rondo.engine.garbage.GarbageReport;
import dev.rondo.engine.garbage.GarbageRequest;
import dev.rondo.engine.retention.Retention;
import dev.rondo.engine.retention.RetentionSettings;
import dev.rondo.engine.store.ArtifactNeeds;
import dev.rondo.engine.store.SmallArtifactTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens between the look at what is needed and any of the removals, nothing goes that is needed: data arrives,
 * runs begin and end, old ones are forgotten, and time goes by.
 */
class GarbagePropertyTest {
    /** More with {@code -DargLine=-Dgarbage.rounds=1000}. */
    private static final int ROUNDS = Integer.getInteger("garbage.rounds", 3);

    private static final Duration GRACE = Duration.ofHours(1);
    private static final List<String> MONTHS = List.of("2011-01", "2011-02", "2011-03");

    @TempDir
    Path folder;

    @Test
    void nothing_that_is_needed_goes_in_any_interleaving() throws InterruptedException {
        long seed = Long.getLong("garbage.seed", new Random().nextLong());
        Random random = new Random(seed);
        long freed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path home = folder.resolve("home-" + round);
            try (World one = new World(home, random)) {
                freed += one.searches(4);
            } catch (AssertionError e) {
                throw new AssertionError("In round " + round + " of seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(freed).as("things that went, with seed %d", seed).isPositive();
    }

    /** An engine, a search for garbage that stops at every step of its way, and what happens at these. */
    private static final class World implements AutoCloseable {
        private final Path home;
        private final Random random;
        private final LoopWorld engine;
        private final Garbage garbage;
        private final Retention retention;
        private final Semaphore stopped = new Semaphore(0);
        private final Semaphore goOn = new Semaphore(0);

        World(Path home, Random random) {
            this.home = home;
            this.random = random;
            this.engine = new LoopWorld(
                    home,
                    random.nextBoolean(),
                    LoopPipelines.counting(),
                    LoopPipelines.reading(),
                    LoopPipelines.gated());
            this.garbage = new Garbage(
                    engine.database, engine.loop, new Stopping(engine.artifacts, this::stop), () -> engine.now);
            this.retention = new Retention(
                    engine.loop,
                    new RunFolders(home),
                    Runnable::run,
                    new RetentionSettings(Optional.of(Duration.ofDays(1)), 1),
                    Set::of);
        }

        long searches(int count) throws InterruptedException {
            long freed = 0;
            for (int i = 0; i < count; i++) {
                happen(15);
                CompletableFuture<GarbageReport> search = garbage.begin(new GarbageRequest(false, GRACE));
                while (!search.isDone()) {
                    engine.loop.runDue();
                    if (stopped.tryAcquire(1, TimeUnit.MILLISECONDS)) {
                        happen(random.nextInt(4));
                        goOn.release();
                    }
                }
                freed += search.join().totalFreed().count();
                assertEverythingNeededIsThere();
            }
            engine.finishAll();
            List<String> failures = engine.database.read(tx -> tx.query(
                    "select run_id, step, why from run_step where state = 'FAILED'",
                    row -> "run " + row.bigint("run_id") + ", step " + row.text("step") + ": " + row.text("why")));
            assertThat(failures).isEmpty();
            assertThat(engine.invariants().checkAll().violations()).isEmpty();
            return freed;
        }

        private void stop() {
            stopped.release();
            goOn.acquireUninterruptibly();
        }

        private void happen(int times) {
            for (int i = 0; i < times; i++) {
                String month = MONTHS.get(random.nextInt(MONTHS.size()));
                switch (random.nextInt(11)) {
                    case 0 -> engine.arrive("counting.raw", month, content());
                    case 1 -> engine.arrive("gated.raw", month, content());
                    case 2 -> start("counting", month);
                    case 3 -> start("reading", month);
                    case 4 -> start("gated", month);
                    case 5 -> finishOne();
                    case 6 -> engine.advance(Duration.ofMinutes(random.nextInt(36 * 60)));
                    case 7 -> forget();
                    default -> keepUnrecorded();
                }
            }
        }

        private void start(String pipeline, String month) {
            String data = pipeline.equals("reading") ? "counts" : pipeline + ".raw";
            if (engine.versions(data, month) > 0) {
                engine.start(pipeline, month);
            }
        }

        private void finishOne() {
            List<String> live = engine.executor.live();
            if (!live.isEmpty()) {
                engine.finish(live.get(random.nextInt(live.size())));
            }
        }

        /** Few, so that what was unneeded is often needed again. */
        private String content() {
            return "x".repeat(random.nextInt(12));
        }

        /** As a look at a source does that finds the file changing. */
        private void keepUnrecorded() {
            try {
                byte[] content = content().getBytes(StandardCharsets.UTF_8);
                engine.artifacts.put(out -> out.write(content));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void forget() {
            retention.pass();
            engine.loop.runDue();
        }

        private void assertEverythingNeededIsThere() {
            Set<Digest> needed = new HashSet<>();
            Set<Digest> missing = engine.database.read(tx -> {
                ArtifactNeeds.ofModels(tx, needed::add);
                ArtifactNeeds.ofDatasets(tx, needed::add);
                ArtifactNeeds.ofRuns(tx, needed::add);
                ArtifactNeeds.ofCache(tx, needed::add);
                Set<Digest> gone = new HashSet<>(needed);
                gone.removeIf(digest -> Files.exists(file(digest))
                        || SmallArtifactTable.find(tx, digest).isPresent());
                return gone;
            });
            assertThat(missing).as("needed, and gone").isEmpty();
        }

        /** Looking for it as the store does would count as a use. */
        private Path file(Digest digest) {
            return home.resolve("artifacts")
                    .resolve(digest.hex().substring(0, 2))
                    .resolve(digest.hex().substring(2));
        }

        @Override
        public void close() {
            garbage.close();
            engine.close();
        }
    }

    /** Stops after the look at the rows, and before every removal. */
    private record Stopping(HeldArtifacts real, Runnable stop) implements HeldArtifacts {
        @Override
        public void each(int part, Consumer<Held> visitor) {
            if (part % 64 == 0) {
                stop.run();
            }
            real.each(part, visitor);
        }

        @Override
        public boolean removeUnlessUsedSince(Held held, Instant time) {
            stop.run();
            return real.removeUnlessUsedSince(held, time);
        }

        @Override
        public Set<Digest> filesOf(Digest folder) {
            return real.filesOf(folder);
        }

        @Override
        public List<Quarantined> quarantined() {
            return real.quarantined();
        }

        @Override
        public List<Quarantined> clearQuarantine(Instant time) {
            stop.run();
            return real.clearQuarantine(time);
        }

        @Override
        public boolean check(Held held) {
            return real.check(held);
        }
    }
}
