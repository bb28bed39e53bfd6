package dev.rondo.engine.backup;

import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.StoreContents;
import dev.rondo.engine.store.StoreSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Makes a home of a backup. The home appears when all of it has been written and looked at: artifacts match their digests,
 * and the database opens.
 */
public final class HomeRestore {
    /** {@code artifacts/ab/cdef…}: the file whose digest is abcdef…; a folder's manifest has another digest's name. */
    private static final Pattern ARTIFACT = Pattern.compile("artifacts/([0-9a-f]{2})/([0-9a-f]{62})");

    private HomeRestore() {}

    /**
     * What was restored.
     *
     * @param createdAt when the backup was written
     * @param missing digests that rows name and the backup does not hold
     */
    public record Restored(
            String instance, Instant createdAt, int runs, int models, int artifacts, List<Digest> missing) {
        public Restored {
            missing = List.copyOf(missing);
        }
    }

    /**
     * Restores {@code backup} into {@code home}, which must not exist or be empty.
     *
     * @throws BackupException when the home is in the way, or the file is no whole backup; nothing is left behind then
     */
    public static Restored restore(Path backup, Path home, InstantSource clock) {
        Path target = home.toAbsolutePath().normalize();
        refuseFull(target);
        Path aside = target.resolveSibling(target.getFileName() + ".restoring");
        try {
            delete(aside);
            Files.createDirectories(aside);
            try (ZipFile zip = new ZipFile(backup.toFile(), StandardCharsets.UTF_8)) {
                BackupNote note = note(zip, backup);
                int artifacts = extract(zip, aside);
                Restored restored = inspect(aside, note, artifacts, clock);
                Files.deleteIfExists(target);
                Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
                return restored;
            } finally {
                delete(aside);
            }
        } catch (ZipException e) {
            throw new BackupException(
                    backup + " is no whole backup: " + e.getMessage() + ". Nothing was restored; use another backup",
                    e);
        } catch (IOException | UncheckedIOException e) {
            throw new BackupException(backup + " could not be restored: " + e + ". Nothing was restored", e);
        }
    }

    private static void refuseFull(Path home) {
        try (Stream<Path> files = Files.isDirectory(home) ? Files.list(home) : Stream.empty()) {
            if (Files.isRegularFile(home) || files.findAny().isPresent()) {
                throw new HomeNotEmptyException(
                        "The home " + home + " is not empty. Nothing is restored over what is there:"
                                + " name a folder that does not exist yet, or move this one away");
            }
        } catch (IOException e) {
            throw new BackupException("The home " + home + " cannot be used: " + e, e);
        }
    }

    private static BackupNote note(ZipFile zip, Path backup) throws IOException {
        ZipEntry entry = zip.getEntry(BackupNote.ENTRY);
        if (entry == null || zip.getEntry(HomeBackup.DATABASE) == null || zip.getEntry(HomeBackup.INSTANCE) == null) {
            throw new BackupException(backup + " is no backup of a home; rondo backup writes one");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return BackupNote.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static int extract(ZipFile zip, Path home) throws IOException {
        int artifacts = 0;
        for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
            String name = entry.getName();
            if (name.equals(BackupNote.ENTRY)) {
                continue;
            }
            Path place = home.resolve(name).normalize();
            if (!belongs(name) || !place.startsWith(home)) {
                throw new BackupException("The backup holds \"" + name + "\", which has no place in a home. Nothing was"
                        + " restored; it was not written by rondo backup");
            }
            Files.createDirectories(home.resolve(name).getParent());
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, place);
            }
            if (name.startsWith("artifacts/")) {
                check(name, place);
                artifacts++;
            }
            force(place);
        }
        return artifacts;
    }

    private static boolean belongs(String name) {
        return name.equals(HomeBackup.DATABASE)
                || name.equals(HomeBackup.INSTANCE)
                || (!name.endsWith("/")
                        && HomeBackup.FOLDERS.stream().anyMatch(folder -> name.startsWith(folder + "/")));
    }

    private static void check(String name, Path file) throws IOException {
        var artifact = ARTIFACT.matcher(name);
        if (artifact.matches()) {
            String expected = artifact.group(1) + artifact.group(2);
            if (!Digest.ofFile(file).hex().equals(expected)) {
                throw new BackupException(
                        "The artifact " + expected + " in the backup is damaged: its content has another"
                                + " digest. Nothing was restored; use another backup");
            }
        }
        if (!file.toFile().setReadOnly()) {
            throw new IOException("The file system refuses to make " + file + " read-only");
        }
    }

    private static Restored inspect(Path home, BackupNote note, int artifacts, InstantSource clock) {
        try (Database database = Database.open(StoreSettings.inHome(home), clock)) {
            StoreContents contents = database.read(StoreContents::of);
            List<Digest> missing = new ArrayList<>();
            for (Digest digest : contents.artifacts()) {
                Path file = home.resolve("artifacts")
                        .resolve(digest.hex().substring(0, 2))
                        .resolve(digest.hex().substring(2));
                if (!Files.exists(file) && !Files.exists(file.resolveSibling(file.getFileName() + ".folder"))) {
                    missing.add(digest);
                }
            }
            return new Restored(
                    note.instance(), note.createdAt(), contents.runs(), contents.models(), artifacts, missing);
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}
