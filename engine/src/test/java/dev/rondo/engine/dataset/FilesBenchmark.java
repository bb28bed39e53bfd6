package dev.rondo.engine.dataset;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.definition.ValueType;
import dev.rondo.engine.artifact.Artifact;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.LocalArtifactStore;
import dev.rondo.step.DataFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * What digests, folders and looks at sources cost, beside what the machine's SHA-256 costs in the same run. Prints the
 * tables of docs/benchmarks.md.
 */
public final class FilesBenchmark {
    private static final long GIB = 1L << 30;
    private static final int FILES = 10_000;
    private static final int ROUNDS = 5;

    private final Path folder;
    private final int gibibytes;
    private final int filesInFolder;

    private FilesBenchmark(Path folder, int gibibytes, int filesInFolder) {
        this.folder = folder;
        this.gibibytes = gibibytes;
        this.filesInFolder = filesInFolder;
    }

    /**
     * @param args an empty folder on the disk to measure; then, if wanted, how many GiB the file has that is put into the
     *     store, and how many files the folder has; 1 and 10,000 otherwise
     */
    public static void main(String[] args) throws Exception {
        new FilesBenchmark(
                        Files.createDirectories(Path.of(args[0])),
                        args.length > 1 ? Integer.parseInt(args[1]) : 1,
                        args.length > 2 ? Integer.parseInt(args[2]) : FILES)
                .run();
    }

    private void run() throws IOException, NoSuchAlgorithmException {
        System.out.printf(
                "java %s, %d processors, heap of %d MiB%n%n",
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20);
        looks();
        digests();
        folders();
    }

    /** The machine's rate and ours by turns, so that what disturbs one disturbs the other. */
    private void digests() throws IOException, NoSuchAlgorithmException {
        Path file = file("gibibyte", 1);
        System.out.println("| round | SHA-256 in memory MB/s | digest of a file of 1 GiB MB/s | ratio |");
        System.out.println("|---:|---:|---:|---:|");
        for (int round = 1; round <= ROUNDS; round++) {
            double machine = GIB / 1e6 / onCore(FilesBenchmark::sha256OfGibibyte);
            double ours = GIB / 1e6 / onCore(() -> Digest.ofFile(file));
            System.out.printf("| %d | %.0f | %.0f | %.2f |%n", round, machine, ours, ours / machine);
        }
        var store = new LocalArtifactStore(folder.resolve("large"), InstantSource.system());
        List<Artifact> kept = new ArrayList<>();
        Path large = gibibytes == 1 ? file : file("large-file", gibibytes);
        double put = elapsed(() -> kept.add(store.put(large)));
        double again = elapsed(() -> store.put(large));
        double read = elapsed(() -> store.path(kept.get(0).digest()));
        System.out.printf(
                "%nput %d GiB %.1f s, put it again %.1f s, check it before reading %.1f s%n%n",
                gibibytes, put, again, read);
    }

    private Path file(String name, int gibibytes) throws IOException {
        byte[] part = new byte[1 << 20];
        new Random(1).nextBytes(part);
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < gibibytes * GIB; written += part.length) {
                out.write(part);
            }
        }
        return file;
    }

    private static void sha256OfGibibyte() throws NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] part = new byte[1 << 16];
        for (long done = 0; done < GIB; done += part.length) {
            sha256.update(part);
        }
        sha256.digest();
    }

    private void folders() throws IOException {
        Path source = folder.resolve("source");
        files(source, filesInFolder, i -> "part-" + i / 1000 + "/file-" + i);
        var store = new LocalArtifactStore(folder.resolve("folders"), InstantSource.system());
        List<Artifact> kept = new ArrayList<>();
        double put = elapsed(() -> kept.add(store.put(source)));
        double again = elapsed(() -> store.put(source));
        double laidOut = elapsed(() -> store.path(kept.get(0).digest()));
        double exists =
                elapsed(() -> store.exists(kept.get(0).digest(), kept.get(0).sizeBytes()));
        System.out.printf(
                "folder of %,d files: put %.2f s, put again %.2f s, laid out and checked %.2f s, found %.3f s%n%n",
                filesInFolder, put, again, laidOut, exists);
    }

    private void looks() throws IOException {
        Path data = folder.resolve("data");
        files(data.resolve("in"), FILES, i -> "p-" + i + ".csv");
        var definition = new SourceDefinition(
                DatasetName.of("bench.files"),
                "in/p-{partition}.csv",
                Duration.ofSeconds(2),
                ValueType.of(DataFile.class),
                Optional.empty());
        FileSourceScan scan = new FileSourceScan(data, definition);
        Instant hashed = Instant.now();
        List<KnownFile> known = scan.look().files().stream()
                .map(f -> new KnownFile(f.partition(), f.path(), f.sizeBytes(), f.modifiedAt(), "0".repeat(64), hashed))
                .toList();
        System.out.printf("| look at %,d unchanged files | ms on a core | ms elapsed |%n|---:|---:|---:|%n", FILES);
        for (int round = 1; round <= 10; round++) {
            List<Double> cpu = new ArrayList<>();
            double wall = elapsed(() -> cpu.add(onCore(() -> {
                SourceLook look = scan.look();
                SourceDiff diff = SourceDiff.between(known, look, look, Instant.now());
                if (!diff.toHash().isEmpty() || look.files().size() != FILES) {
                    throw new IllegalStateException(
                            "The files are unchanged, but " + diff.toHash().size() + " differ");
                }
            })));
            System.out.printf("| %d | %.1f | %.1f |%n", round, cpu.get(0) * 1e3, wall * 1e3);
        }
    }

    /** Small files, long unchanged. */
    private static void files(Path root, int count, IntFunction<String> name) throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        for (int i = 0; i < count; i++) {
            Path file = root.resolve(name.apply(i));
            Files.createDirectories(file.resolveSibling("."));
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                out.write(("content " + i).getBytes(StandardCharsets.UTF_8));
            }
            Files.setLastModifiedTime(file, old);
        }
    }

    /** What is measured. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, NoSuchAlgorithmException;
    }

    /** Seconds of this thread on a core. */
    private static double onCore(Work work) throws IOException, NoSuchAlgorithmException {
        var threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - begin) / 1e9;
    }

    private static double elapsed(Work work) throws IOException {
        long begin = System.nanoTime();
        try {
            work.run();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return (System.nanoTime() - begin) / 1e9;
    }
}
