package dev.rondo.ui.bench;

import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.store.Database;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;

/**
 * What the disk and the database can do at best, each commit on the disk before it is answered. The database is used over
 * plain JDBC, as any program would use it, and stays open, to be asked again beside whatever is measured.
 *
 * @param syncs how often the disk takes 4 KiB for good in a second
 * @param storeCommits small commits in a second through the engine's own way of writing
 * @param storeTransitions transitions in a second, a thousand in each commit, likewise
 */
record Limits(double syncs, double storeCommits, double storeTransitions, PlainDatabase plain, Transitions database)
        implements AutoCloseable {
    private static final double SECONDS = 2;

    static Limits measure(EngineSettings settings) throws IOException {
        double syncs = syncs(settings.home());
        double commits;
        double transitions;
        try (Database store = Database.open(settings.store(), InstantSource.system());
                Transitions there = new Transitions((sql, rows) -> store.write(tx -> {
                    for (int i = 0; i < sql.size(); i++) {
                        tx.batch(sql.get(i), rows.get(i));
                    }
                    return true;
                }))) {
            there.inThousands(1); // warm
            transitions = there.inThousands(SECONDS);
            commits = there.smallCommits(SECONDS);
        }
        PlainDatabase plain = PlainDatabase.open(settings);
        var limits = new Limits(syncs, commits, transitions, plain, new Transitions(plain));
        limits.transitions(); // warm
        limits.smallCommits();
        return limits;
    }

    /** What the database does now. */
    double smallCommits() throws IOException {
        return database.smallCommits(SECONDS);
    }

    /** What the database does now. */
    double transitions() throws IOException {
        return database.inThousands(SECONDS);
    }

    private static double syncs(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = Files.createTempFile(folder, "sync", "");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] page = new byte[4096];
            return PerSecond.of(SECONDS, () -> {
                channel.write(ByteBuffer.wrap(page));
                channel.force(false);
            });
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void close() throws IOException {
        try (plain) {
            database.close();
        }
    }
}
