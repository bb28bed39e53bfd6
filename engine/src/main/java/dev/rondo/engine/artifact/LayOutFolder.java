package dev.rondo.engine.artifact;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Makes a folder for reading from its manifest. Every file is checked, each time it is asked for. */
final class LayOutFolder {
    private final StoreFolder folder;
    private final Crew crew;
    private final CheckFile check;

    /** Reads all of a file and throws when it is missing or damaged. */
    @FunctionalInterface
    interface CheckFile {
        void check(Digest digest) throws IOException;
    }

    LayOutFolder(StoreFolder folder, Crew crew, CheckFile check) {
        this.folder = folder;
        this.crew = crew;
        this.check = check;
    }

    /** The folder; made anew unless it already consists of exactly these files. */
    Path layOut(Digest digest, FolderManifest manifest) throws IOException {
        crew.forEach(manifest.entries(), entry -> {
            check.check(entry.digest());
            return entry;
        });
        Path place = folder.laidOut(digest);
        if (consistsOf(place, manifest)) {
            return place;
        }
        Path fresh = folder.newTemporaryFolder();
        Path old = folder.newTemporaryFolder();
        try {
            link(manifest, fresh);
            Files.createDirectories(StoreFolder.parent(place));
            try {
                if (Files.exists(place) && !consistsOf(place, manifest)) {
                    Files.move(place, old.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
                }
                Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                // Another thread was faster, which is as good, if it made the same.
                if (!consistsOf(place, manifest)) {
                    throw e;
                }
            }
            return place;
        } finally {
            StoreFolder.delete(fresh);
            StoreFolder.delete(old);
        }
    }

    private void link(FolderManifest manifest, Path fresh) throws IOException {
        for (FolderManifest.Entry entry : manifest.entries()) {
            Path target;
            try {
                target = entry.below(fresh);
            } catch (InvalidPathException e) {
                throw new ArtifactException(
                        "The folder of an artifact holds a file whose name cannot be written in this process's"
                                + " character set: " + entry.path()
                                + ". Start the process with LC_ALL=C.UTF-8.",
                        e);
            }
            Files.createDirectories(StoreFolder.parent(target));
            link(folder.file(entry.digest()), target);
        }
    }

    /** Hard links share the checked bytes; a copy, made where links are refused, is read again. */
    private boolean consistsOf(Path place, FolderManifest manifest) throws IOException {
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        List<Boolean> same = crew.forEach(manifest.entries(), entry -> {
            Path laidOut = entry.below(place);
            return Files.isRegularFile(laidOut, LinkOption.NOFOLLOW_LINKS) && sameContent(laidOut, entry.digest());
        });
        if (same.contains(false)) {
            return false;
        }
        try (Stream<Path> below = Files.walk(place)) {
            return below.filter(p -> !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
                            .count()
                    == manifest.entries().size();
        }
    }

    private boolean sameContent(Path laidOut, Digest digest) throws IOException {
        return Files.isSameFile(laidOut, folder.file(digest))
                || Digest.ofFile(laidOut).equals(digest);
    }

    private static void link(Path existing, Path target) throws IOException {
        try {
            Files.createLink(target, existing);
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (e instanceof FileAlreadyExistsException exists) {
                throw exists;
            }
            Files.copy(existing, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
