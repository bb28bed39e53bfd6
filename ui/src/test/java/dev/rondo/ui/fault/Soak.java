package dev.rondo.ui.fault;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.rondo.definition.PipelineName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.backfill.BackfillMode;
import dev.rondo.engine.backfill.BackfillRequest;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.engine.clock.VirtualClock;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.store.StoreSettings;
import dev.rondo.executor.local.LocalExecutor;
import dev.rondo.partition.PartitionKey;
import dev.rondo.pipeline.Catalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A whole engine with its threads, files and store, whose clock is moved on hour by hour as soon as it is quiet. */
final class Soak implements AutoCloseable {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> MONTHS = List.of("2025-01", "2025-02", "2025-03", "2025-04");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final VirtualClock clock = new VirtualClock(BEGINNING);
    private final EngineSettings settings;
    private final Engine engine;
    private int days;

    Soak(EngineSettings settings) {
        this.settings = settings;
        this.engine = Engine.open(
                settings, clock, time -> clock, call -> new LocalExecutor(4, call), (name, digest) -> Optional.empty());
        Catalog catalog =
                Catalog.compile(List.of(SoakPipelines.hourly(), SoakPipelines.letters(), SoakPipelines.daily()));
        CodeDigest code = new CodeDigest(Digest.ofText("soak"), "soak");
        engine.deploy(
                catalog,
                catalog.pipelines().stream().map(p -> Deployment.of(p, code)).toList());
        engine.start();
    }

    /** A day: every hour its run, four versions of data, a list, and three months of data done again. */
    void day() {
        for (int hour = 0; hour < 24; hour++) {
            if (hour % 6 == 1) {
                arrive(MONTHS.get((days + hour / 6) % MONTHS.size()), days * 24 + hour);
            }
            if (hour == 12) {
                engine.inTurn(turn -> engine.backfills()
                                .start(
                                        turn,
                                        BackfillRequest.of(PipelineName.of("letters"), BackfillMode.ALL, "soak")
                                                .between(PartitionKey.of("2025-01"), PartitionKey.of("2025-03"))))
                        .join();
            }
            clock.advance(Duration.ofHours(1));
            quiet();
        }
        days++;
    }

    /** Until everything that the hour brought has ended. */
    private void quiet() {
        engine.lookAtSources(PipelineName.of("letters")).join();
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> engine.inTurn(turn -> count("run where finished_at is null"))
                        .join()
                        .equals(0L));
    }

    private void arrive(String month, int version) {
        try {
            Path data = Files.createDirectories(settings.dataRoot());
            Path draft = Files.writeString(data.resolve("draft"), ("version " + version + "\n").repeat(600));
            Files.setLastModifiedTime(draft, java.nio.file.attribute.FileTime.from(clock.instant()));
            Files.move(draft, data.resolve("m-" + month + ".txt"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What may not grow without end, by name. */
    Map<String, Long> sizes() {
        Map<String, Long> sizes = new TreeMap<>();
        for (String table : tables()) {
            sizes.put("rows of " + table, count(table));
        }
        System.gc();
        sizes.put(
                "heap after collection, KiB",
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 10);
        sizes.put("threads", (long) ManagementFactory.getThreadMXBean().getThreadCount());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            sizes.put("open files", unix.getOpenFileDescriptorCount());
        }
        for (String folder : List.of("artifacts", "logs", "work", "")) {
            List<Long> files = files(settings.home().resolve(folder));
            String of = folder.isEmpty() ? "the home" : folder;
            sizes.put("files of " + of, (long) files.size());
            sizes.put("KiB of " + of, files.stream().mapToLong(Long::longValue).sum() >> 10);
        }
        if (settings.store().place() instanceof StoreSettings.Place.Server) {
            long all = bytes("pg_database_size(current_database())");
            for (String table : tables()) {
                sizes.put("KiB of " + table + " on the server", bytes("pg_total_relation_size('" + table + "')") >> 10);
            }
            long feed = bytes("pg_total_relation_size('feed')");
            sizes.put("KiB of the database on the server without the feed", (all - feed) >> 10);
        }
        long journals = Stream.of("rondo.journal", "rondo.journal-2")
                        .mapToLong(
                                name -> settings.home().resolve(name).toFile().length())
                        .sum()
                >> 10;
        sizes.put("KiB of the journals", journals);
        sizes.merge("KiB of the home", -journals, Long::sum);
        return sizes;
    }

    private long bytes(String asked) {
        return engine.ask(tx -> tx.one("select " + asked + " as n", row -> row.bigint("n")))
                .orElseThrow();
    }

    long runs() {
        return engine.ask(tx -> tx.one("select max(run_id) as n from run", row -> row.bigint("n"))
                .orElse(0L));
    }

    Engine engine() {
        return engine;
    }

    private List<String> tables() {
        return engine.ask(tx -> tx.query("""
                select lower(table_name) as name from information_schema.tables
                 where lower(table_schema) = 'public' and table_type = 'BASE TABLE'
                   and lower(table_name) <> 'flyway_schema_history' order by 1
                """, row -> row.text("name")));
    }

    private long count(String from) {
        return engine.ask(tx -> tx.one("select count(*) as n from " + from, row -> row.bigint("n")))
                .orElseThrow();
    }

    /** Sizes of all files; one that retention removes at this moment is none. */
    private static List<Long> files(Path folder) {
        List<Long> sizes = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sizes.add(attributes.size());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    return goneMeanwhile(failure);
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    return failure == null ? FileVisitResult.CONTINUE : goneMeanwhile(failure);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sizes;
    }

    private static FileVisitResult goneMeanwhile(IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }

    @Override
    public void close() {
        engine.close();
    }
}
