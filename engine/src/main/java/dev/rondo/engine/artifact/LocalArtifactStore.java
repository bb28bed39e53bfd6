package dev.rondo.engine.artifact;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Artifacts in a folder of the local file system. Only one store at a time may be open on a folder: opening removes what
 * an earlier one left half-written.
 *
 * <p><b>Threads.</b> Safe for many threads.
 */
public final class LocalArtifactStore implements ArtifactStore {
    private final StoreFolder folder;

    public LocalArtifactStore(Path root) {
        this.folder = new StoreFolder(root);
    }

    @Override
    public Artifact put(Content content) throws IOException {
        Draft draft = draft();
        try {
            content.writeTo(draft.out());
            return draft.keep();
        } finally {
            draft.discard();
        }
    }

    /** Begins an artifact whose content is yet to come. */
    Draft draft() {
        Path temporary = newTemporaryFile();
        return new Draft(temporary, output(temporary));
    }

    /** An artifact while it is written: kept in the end or not, and discarded in any case. */
    final class Draft {
        private final Path temporary;
        private final StoredOutput out;

        private Draft(Path temporary, StoredOutput out) {
            this.temporary = temporary;
            this.out = out;
        }

        StoredOutput out() {
            return out;
        }

        Artifact keep() {
            Artifact artifact = out.finish();
            install(temporary, folder.file(artifact.digest()));
            return artifact;
        }

        void discard() {
            out.close();
            LocalArtifactStore.this.discard(temporary);
        }
    }

    /** Whether there is a file, or a folder, with this digest. */
    boolean holds(Digest digest) {
        return Files.isRegularFile(folder.file(digest)) || Files.isRegularFile(folder.manifest(digest));
    }

    @Override
    public Artifact put(Path fileOrFolder) {
        if (Files.isDirectory(fileOrFolder, LinkOption.NOFOLLOW_LINKS)) {
            return putFolder(fileOrFolder);
        }
        return putFile(fileOrFolder);
    }

    private Artifact putFile(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new ArtifactException(
                    file + (Files.isSymbolicLink(file) ? " is a symbolic link" : " is neither a file nor a folder")
                            + ", so it cannot be kept as an artifact. Give the path of what was written itself.");
        }
        try (InputStream in = new FileInputStream(file.toFile())) {
            return put(in::transferTo);
        } catch (IOException e) {
            throw new ArtifactException("Cannot read " + file + " to keep it as an artifact: " + e, e);
        }
    }

    private Artifact putFolder(Path source) {
        List<Path> files;
        try (Stream<Path> below = Files.walk(source)) {
            files = below.filter(p -> !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new ArtifactException("Cannot list the folder " + source + " to keep it as an artifact: " + e, e);
        }
        List<FolderManifest.Entry> entries = new ArrayList<>();
        for (Path file : files) {
            Artifact artifact = putFile(file);
            String relative = source.relativize(file)
                    .toString()
                    .replace(file.getFileSystem().getSeparator(), "/");
            entries.add(new FolderManifest.Entry(relative, artifact.digest(), artifact.sizeBytes()));
        }
        FolderManifest manifest = new FolderManifest(entries);
        Path temporary = newTemporaryFile();
        try (StoredOutput out = output(temporary)) {
            out.write(manifest.bytes(), 0, manifest.bytes().length);
            Digest digest = out.finish().digest();
            install(temporary, folder.manifest(digest));
            return new Artifact(digest, manifest.sizeBytes(), Artifact.Kind.FOLDER);
        } finally {
            discard(temporary);
        }
    }

    @Override
    public InputStream open(Digest digest) {
        Path file = folder.file(digest);
        if (!Files.isRegularFile(file)) {
            throw missing(digest);
        }
        return open(file, digest);
    }

    @Override
    public <T> T read(Digest digest, Reader<T> reader) throws IOException {
        InputStream in = open(digest);
        try {
            return reader.read(in);
        } finally {
            in.close(); // when the content is damaged this throws, and hides what the reader thought of it
        }
    }

    @Override
    public Path path(Digest digest) {
        Path manifest = folder.manifest(digest);
        try {
            if (Files.exists(manifest)) {
                byte[] bytes;
                try (InputStream in = open(manifest, digest)) {
                    bytes = in.readAllBytes();
                }
                return layOut(digest, FolderManifest.parse(bytes).orElseThrow(() -> missing(digest)));
            }
            open(digest).close();
            return folder.file(digest);
        } catch (IOException e) {
            throw folder.failure("read", e);
        }
    }

    @Override
    public boolean exists(Digest digest, long sizeBytes) {
        try {
            Path file = folder.file(digest);
            if (Files.isRegularFile(file)) {
                return Files.size(file) == sizeBytes;
            }
            Path manifest = folder.manifest(digest);
            if (!Files.isRegularFile(manifest)) {
                return false;
            }
            return FolderManifest.parse(Files.readAllBytes(manifest))
                    .filter(m -> m.sizeBytes() == sizeBytes)
                    .filter(m -> m.entries().stream().allMatch(e -> exists(e.digest(), e.sizeBytes())))
                    .isPresent();
        } catch (IOException e) {
            throw folder.failure("find", e);
        }
    }

    /** Checks every file, and makes the folder anew unless it already consists of exactly these files. */
    private Path layOut(Digest digest, FolderManifest manifest) throws IOException {
        for (FolderManifest.Entry entry : manifest.entries()) {
            open(entry.digest()).close();
        }
        Path place = folder.laidOut(digest);
        if (consistsOf(place, manifest)) {
            return place;
        }
        Path fresh = folder.newTemporaryFolder();
        for (FolderManifest.Entry entry : manifest.entries()) {
            Path target = entry.below(fresh);
            Files.createDirectories(StoreFolder.parent(target));
            link(folder.file(entry.digest()), target);
        }
        Files.createDirectories(StoreFolder.parent(place));
        try {
            if (Files.exists(place) && !consistsOf(place, manifest)) {
                Files.move(place, folder.newTemporaryFolder().resolve("old"), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another thread was faster, which is as good, if it made the same.
            if (!consistsOf(place, manifest)) {
                throw e;
            }
            StoreFolder.delete(fresh);
        }
        return place;
    }

    /** Hard links share the checked bytes; a copy, made where links are refused, is read again. */
    private boolean consistsOf(Path place, FolderManifest manifest) throws IOException {
        if (!Files.isDirectory(place)) {
            return false;
        }
        for (FolderManifest.Entry entry : manifest.entries()) {
            Path laidOut = entry.below(place);
            if (!Files.isRegularFile(laidOut, LinkOption.NOFOLLOW_LINKS) || !sameContent(laidOut, entry.digest())) {
                return false;
            }
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

    private InputStream open(Path file, Digest digest) {
        try {
            return new VerifiedInput(new FileInputStream(file.toFile()), actual -> check(file, digest, actual));
        } catch (IOException e) {
            throw folder.failure("read", e);
        }
    }

    private void check(Path file, Digest expected, Digest actual) {
        if (actual.equals(expected)) {
            return;
        }
        String moved;
        try {
            moved = "They are now in " + folder.quarantine(file);
        } catch (IOException e) {
            moved = "They could not be moved to quarantine (" + e + ")";
        }
        throw new ArtifactDamagedException(
                expected,
                "The bytes of artifact " + expected + " are damaged: their digest is " + actual + ". " + moved
                        + "; the artifact counts as missing and is computed again. Check the disk.");
    }

    private ArtifactMissingException missing(Digest digest) {
        return new ArtifactMissingException(
                digest,
                "Artifact " + digest + " is not in the store (" + folder.file(digest)
                        + "). It was deleted or quarantined; run the step that wrote it again.");
    }

    private Path newTemporaryFile() {
        try {
            return folder.newTemporaryFile();
        } catch (IOException e) {
            throw folder.failure("write", e);
        }
    }

    private StoredOutput output(Path temporary) {
        try {
            return new StoredOutput(temporary, e -> folder.failure("write", e));
        } catch (IOException e) {
            throw folder.failure("write", e);
        }
    }

    private void install(Path temporary, Path place) {
        try {
            folder.install(temporary, place);
        } catch (IOException e) {
            throw folder.failure("write", e);
        }
    }

    private void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw folder.failure("clean up after", e);
        }
    }
}
