package dev.rondo.ui.code;

import dev.rondo.engine.garbage.KeptCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The versions in an archive of code, and those of them that are no longer needed. What a copy that was cut short has left
 * behind counts as a version that nobody needs.
 */
public final class ArchiveUpkeep implements KeptCode {
    private static final String GOING = ".old-";

    private final Path archive;
    private final Supplier<Set<String>> deployed;

    /** @param deployed the digests of what is served now */
    public ArchiveUpkeep(Path archive, Supplier<Set<String>> deployed) {
        this.archive = archive;
        this.deployed = deployed;
    }

    @Override
    public Set<String> deployed() {
        return deployed.get();
    }

    @Override
    public List<Version> versions() {
        List<Version> versions = new ArrayList<>();
        if (Files.isDirectory(archive)) {
            try (Stream<Path> folders = Files.list(archive)) {
                for (Path folder : (Iterable<Path>) folders::iterator) {
                    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                        versions.add(version(folder));
                    }
                }
            } catch (NoSuchFileException e) {
                return versions; // a copy was completed meanwhile; the next search sees the rest
            } catch (IOException e) {
                throw failure("look at", e);
            }
        }
        return versions;
    }

    private static Version version(Path folder) throws IOException {
        Path index = folder.resolve(CodeArchive.INDEX);
        String label = Files.isRegularFile(index) ? Files.readAllLines(index).get(0) : "unfinished";
        long bytes = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                bytes += Files.size(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new Version(String.valueOf(folder.getFileName()), label, bytes, usedAt(folder));
    }

    private static Instant usedAt(Path folder) throws IOException {
        Path used = folder.resolve(CodeArchive.USED);
        return Files.getLastModifiedTime(Files.exists(used) ? used : folder).toInstant();
    }

    /** It goes by a rename, so that nobody finds half of it. */
    @Override
    public boolean removeUnlessUsedSince(Version version, Instant time) {
        Path folder = archive.resolve(version.digest());
        Path going = archive.resolve(GOING + UUID.randomUUID());
        try {
            if (!usedAt(folder).isBefore(time)) {
                return false;
            }
            Files.move(folder, going, StandardCopyOption.ATOMIC_MOVE);
            CodeArchive.delete(going);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw failure("remove " + version.label() + " from", e);
        }
    }

    private UncheckedIOException failure(String verb, IOException e) {
        return new UncheckedIOException(
                "Cannot " + verb + " the archive of code in " + archive + ": " + e
                        + ". Check that this user may write there",
                e);
    }
}
