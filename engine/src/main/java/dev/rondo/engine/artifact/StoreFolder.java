package dev.rondo.engine.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where things are below the root of a {@link LocalArtifactStore}, and how they get there so that a crash leaves all or
 * nothing of them. The time of a file says when it was used last.
 *
 * <pre>
 * ab/cdef…           the file whose digest is abcdef…
 * ab/cdef….folder    the manifest of the folder whose digest is abcdef…
 * folders/ab/cdef…   that folder, laid out for reading; can be made again from the manifest
 * quarantine/        what did not match its digest, for people to look at
 * tmp/               what is being written; emptied at the start
 * </pre>
 */
final class StoreFolder {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFolder.class);
    static final String MANIFEST = ".folder";

    private final Path root;
    private final Path temporary;
    private final Path quarantine;
    private final InstantSource clock;
    /** One for each first byte of a digest: a file is noted as used, put in place and removed by one thread at a time. */
    private final Object[] locks = new Object[256];
    /** Folders that this process knows to survive a crash. */
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    private final boolean posix;
    private volatile Consumer<Digest> whenDamaged = digest -> {};

    StoreFolder(Path root, InstantSource clock) {
        this.root = root.toAbsolutePath().normalize();
        this.clock = clock;
        this.temporary = this.root.resolve("tmp");
        this.quarantine = this.root.resolve("quarantine");
        Arrays.setAll(locks, i -> new Object());
        try {
            Files.createDirectories(quarantine);
            Files.createDirectories(temporary);
            try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(temporary)) {
                for (Path leftover : leftovers) {
                    delete(leftover);
                }
            }
            this.posix = Files.getFileStore(this.root).supportsFileAttributeView("posix");
        } catch (IOException e) {
            throw failure("open", e);
        }
    }

    /** Tells {@code listener} of everything that is moved to quarantine, on the thread that found it. */
    void whenDamaged(Consumer<Digest> listener) {
        whenDamaged = listener;
    }

    Path root() {
        return root;
    }

    Path quarantine() {
        return quarantine;
    }

    Path file(Digest digest) {
        return root.resolve(digest.hex().substring(0, 2)).resolve(digest.hex().substring(2));
    }

    Path manifest(Digest digest) {
        Path file = file(digest);
        return file.resolveSibling(file.getFileName() + MANIFEST);
    }

    Path laidOut(Digest digest) {
        return root.resolve("folders")
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex().substring(2));
    }

    Path newTemporaryFile() throws IOException {
        return Files.createTempFile(temporary, "", "");
    }

    Path newTemporaryFolder() throws IOException {
        return Files.createTempDirectory(temporary, "");
    }

    /** What is at a place, noted as used; empty when there is no file. */
    Optional<BasicFileAttributes> use(Path place) throws IOException {
        Optional<BasicFileAttributes> found = look(place);
        if (found.isEmpty() || isNoted(found.get())) {
            return found;
        }
        synchronized (lock(place)) {
            found = look(place);
            if (found.isPresent()) {
                Files.setLastModifiedTime(place, FileTime.from(clock.instant()));
            }
            return found;
        }
    }

    /** What is at a place; empty when there is no file. */
    static Optional<BasicFileAttributes> look(Path place) throws IOException {
        try {
            return Optional.of(Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS))
                    .filter(BasicFileAttributes::isRegularFile);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private boolean isNoted(BasicFileAttributes found) {
        Instant noted = found.lastModifiedTime().toInstant();
        return noted.isAfter(clock.instant().minus(HeldArtifacts.NOTED_AFTER));
    }

    /**
     * Moves a finished file to its place; an older one there is replaced, which also heals it if it was damaged. Durable
     * after {@link #sync} of the place's folder.
     */
    void place(Path finished, Path place) throws IOException {
        readOnly(finished);
        Files.setLastModifiedTime(finished, FileTime.from(clock.instant()));
        createDurably(parent(place));
        synchronized (lock(place)) {
            Files.move(finished, place, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Removes a file, and before it what was made of it, unless it was used since {@code time}; whether it did. */
    boolean removeUnlessUsedSince(Path place, Path madeOfIt, Instant time) throws IOException {
        synchronized (lock(place)) {
            Optional<BasicFileAttributes> found = look(place);
            if (found.isEmpty() || !found.get().lastModifiedTime().toInstant().isBefore(time)) {
                return false;
            }
            delete(madeOfIt);
            Files.delete(place);
            return true;
        }
    }

    /** Throws when what was read is not what the digest says, and moves it out of the way. */
    void refuseDamaged(Path file, Digest expected, Digest actual) {
        if (actual.equals(expected)) {
            return;
        }
        String moved;
        try {
            moved = quarantine(file, expected)
                    .map(place -> "They are now in " + place)
                    .orElse("They have been replaced meanwhile");
        } catch (IOException e) {
            moved = "They could not be moved to quarantine (" + e + ")";
        }
        throw new ArtifactDamagedException(
                expected,
                "The bytes of artifact " + expected + " are damaged: their digest is " + actual + ". " + moved
                        + "; the artifact " + ArtifactDamagedException.REMEDY);
    }

    /** Keeps the newest of a name; empty when another thread has put sound content in its place. */
    private Optional<Path> quarantine(Path damaged, Digest expected) throws IOException {
        Path place = quarantine.resolve(root.relativize(damaged).toString().replace('/', '-'));
        synchronized (lock(damaged)) {
            if (look(damaged).isEmpty() || Digest.ofFile(damaged).equals(expected)) {
                return Optional.empty();
            }
            Files.setLastModifiedTime(damaged, FileTime.from(clock.instant()));
            Files.move(damaged, place, StandardCopyOption.ATOMIC_MOVE);
        }
        LOG.warn("Artifact {} is damaged; its bytes are now in {}. Check the disk", expected, place);
        whenDamaged.accept(expected);
        return Optional.of(place);
    }

    private Object lock(Path place) {
        return locks[Integer.parseInt(parent(place).getFileName().toString(), 16)];
    }

    ArtifactException failure(String verb, IOException e) {
        return new StoreFailure(root).of(verb, e);
    }

    ArtifactMissingException missing(Digest digest) {
        return new ArtifactMissingException(
                digest,
                "Artifact " + digest + " is not in the store (" + file(digest)
                        + "). It was deleted or quarantined; run the step that wrote it again.");
    }

    void readOnly(Path file) throws IOException {
        if (posix) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        } else if (!file.toFile().setReadOnly()) {
            throw new IOException("The file system refuses to make " + file + " read-only");
        }
    }

    /** Deletes a file, or a folder with everything in it; links in it are deleted, not followed. */
    static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> below = Files.walk(path)) {
            List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " has no parent folder");
        }
        return parent;
    }

    private void createDurably(Path folder) throws IOException {
        if (durable.contains(folder)) {
            return;
        }
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // Whoever made it may not have synced yet.
        }
        sync(parent(folder));
        durable.add(folder);
    }

    /** Also on a thread that is interrupted, although an interrupt closes the channel. */
    static void sync(Path folder) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
