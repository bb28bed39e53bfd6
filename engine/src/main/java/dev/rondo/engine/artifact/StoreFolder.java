package dev.rondo.engine.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where things are below the root of a {@link LocalArtifactStore}, and how they get there so that a crash leaves all or
 * nothing of them.
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
    private final Path root;
    private final Path temporary;
    private final Path quarantine;

    StoreFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
        this.temporary = this.root.resolve("tmp");
        this.quarantine = this.root.resolve("quarantine");
        try {
            Files.createDirectories(quarantine);
            Files.createDirectories(temporary);
            try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(temporary)) {
                for (Path leftover : leftovers) {
                    delete(leftover);
                }
            }
        } catch (IOException e) {
            throw failure("open", e);
        }
    }

    Path file(Digest digest) {
        return root.resolve(digest.hex().substring(0, 2)).resolve(digest.hex().substring(2));
    }

    Path manifest(Digest digest) {
        Path file = file(digest);
        return file.resolveSibling(file.getFileName() + ".folder");
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

    /** Moves a finished file to its place; an older one there is replaced, which also heals it if it was damaged. */
    void install(Path finished, Path place) throws IOException {
        readOnly(finished);
        createDurably(parent(place));
        Files.move(finished, place, StandardCopyOption.ATOMIC_MOVE);
        sync(parent(place));
    }

    /** Moves what did not match its digest out of the way; keeps the newest of a name. */
    Path quarantine(Path damaged) throws IOException {
        Path place = quarantine.resolve(root.relativize(damaged).toString().replace('/', '-'));
        Files.move(damaged, place, StandardCopyOption.ATOMIC_MOVE);
        return place;
    }

    ArtifactException failure(String verb, IOException e) {
        return new ArtifactException(
                "The artifact store in " + root + " cannot " + verb + " an artifact: " + e + ". " + remedy(e), e);
    }

    private String remedy(IOException e) {
        String said = String.valueOf(e.getMessage());
        if (said.contains("No space left") || said.contains("quota")) {
            return "The disk is full" + freeSpace() + "; free some space there, or move the home to a larger disk.";
        }
        return "Check that the folder exists, is writable for this user, and that its disk works" + freeSpace() + ".";
    }

    private String freeSpace() {
        try {
            return " (" + Files.getFileStore(root).getUsableSpace() / (1 << 20) + " MiB free)";
        } catch (IOException e) {
            return "";
        }
    }

    static void readOnly(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        } else if (!file.toFile().setReadOnly()) {
            throw new IOException("The file system refuses to make " + file + " read-only");
        }
    }

    /** Deletes a file, or a folder with everything in it; links in it are deleted, not followed. */
    static void delete(Path path) throws IOException {
        if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
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
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            sync(parent(folder));
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
