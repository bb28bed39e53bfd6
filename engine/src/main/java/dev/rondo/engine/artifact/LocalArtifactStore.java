package dev.rondo.engine.artifact;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Artifacts in a folder of the local file system. Only one store at a time may be open on a folder: opening removes what
 * an earlier one left half-written.
 *
 * <p><b>Threads.</b> Safe for many threads, also for those that are interrupted.
 */
public final class LocalArtifactStore implements ArtifactStore, HeldArtifacts {
    private static final int MOST_HELPERS = 4;
    /** 1 MiB: to read a file twice costs less than to write what is there already. */
    private static final long MOST_HASHED_FIRST = 1 << 20;

    private final StoreFolder folder;
    private final StoreFailure failure;
    private final HeldFiles held;
    private final KeepFolder keepFolder;
    private final LayOutFolder layOutFolder;

    /** @param clock says when artifacts are used */
    public LocalArtifactStore(Path root, InstantSource clock) {
        this.folder = new StoreFolder(root, clock);
        this.failure = new StoreFailure(folder.root());
        this.held = new HeldFiles(folder);
        Crew crew =
                new Crew(Math.max(1, Math.min(MOST_HELPERS, Runtime.getRuntime().availableProcessors() - 1)));
        this.keepFolder = new KeepFolder(this, crew);
        this.layOutFolder = new LayOutFolder(folder, crew, this::checkFile);
    }

    /**
     * Tells {@code listener} of everything that is found damaged, on the thread that found it; it must not block. Replaces
     * an earlier one.
     */
    public void whenDamaged(Consumer<Digest> listener) {
        folder.whenDamaged(listener);
    }

    @Override
    public Artifact put(Content content) throws IOException {
        try (Draft draft = draft()) {
            content.writeTo(draft.out());
            return draft.keep();
        }
    }

    /** Begins an artifact whose content is yet to come. */
    Draft draft() {
        return draft(failure::unwritten);
    }

    /** Begins an artifact of a size that is known. */
    Draft draft(long needed) {
        return draft((written, e) -> failure.unwritten(written, needed, e));
    }

    private Draft draft(StoredOutput.Failure failure) {
        try {
            Path temporary = folder.newTemporaryFile();
            try {
                return new Draft(temporary, new StoredOutput(temporary, failure));
            } catch (IOException e) {
                Files.deleteIfExists(temporary);
                throw e;
            }
        } catch (IOException e) {
            throw failure.of(0, e);
        }
    }

    /** An artifact while it is written: kept in the end or not, and closed in any case. */
    final class Draft implements AutoCloseable {
        private final Path temporary;
        private final StoredOutput out;

        private Draft(Path temporary, StoredOutput out) {
            this.temporary = temporary;
            this.out = out;
        }

        StoredOutput out() {
            return out;
        }

        /** Keeps it durably. */
        Artifact keep() {
            return keep(LocalArtifactStore.this::sync);
        }

        /** Keeps it; durable when the folder that {@code changed} is told of has been synced, too. */
        Artifact keep(Consumer<Path> changed) {
            Artifact artifact = out.finish();
            changed.accept(StoreFolder.parent(place(artifact, folder.file(artifact.digest()))));
            return artifact;
        }

        /** Keeps it as the manifest of a folder, durably. */
        Digest keepManifest() {
            Artifact artifact = out.finish();
            Path place = place(artifact, folder.manifest(artifact.digest()));
            sync(StoreFolder.parent(place));
            return artifact.digest();
        }

        /** What is there already, and sound, need not be written to the disk again. */
        private Path place(Artifact artifact, Path place) {
            try {
                if (!isHeld(artifact, place)) {
                    out.sync();
                    out.close();
                    folder.place(temporary, place);
                }
                return place;
            } catch (IOException e) {
                throw failure.unwritten(artifact.sizeBytes(), artifact.sizeBytes(), e);
            }
        }

        @Override
        public void close() {
            try {
                out.close();
            } finally {
                discard(temporary);
            }
        }
    }

    /** Whether it is there, and sound; notes that it is used. */
    private boolean isHeld(Artifact artifact, Path place) throws IOException {
        Optional<BasicFileAttributes> there = StoreFolder.look(place);
        if (there.filter(file -> file.size() == artifact.sizeBytes()).isEmpty()) {
            return false;
        }
        try {
            return Digest.ofFile(place).equals(artifact.digest())
                    && folder.use(place).isPresent();
        } catch (FileNotFoundException e) {
            return false; // removed since
        }
    }

    void sync(Path changed) {
        try {
            StoreFolder.sync(changed);
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

    /** Whether there is a file, or a folder, with this digest. */
    boolean holds(Digest digest) {
        return Files.isRegularFile(folder.file(digest)) || Files.isRegularFile(folder.manifest(digest));
    }

    @Override
    public Artifact put(Path fileOrFolder) {
        return Files.isDirectory(fileOrFolder, LinkOption.NOFOLLOW_LINKS)
                ? keepFolder.keep(fileOrFolder)
                : putFile(fileOrFolder, this::sync);
    }

    /** Keeps a file; durable when the folder that {@code changed} is told of has been synced, too. */
    Artifact putFile(Path file, Consumer<Path> changed) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new ArtifactException(
                    file + (Files.isSymbolicLink(file) ? " is a symbolic link" : " is neither a file nor a folder")
                            + ", so it cannot be kept as an artifact. Give the path of what was written itself.");
        }
        try {
            long size = Files.size(file);
            if (size <= MOST_HASHED_FIRST) {
                Artifact artifact = new Artifact(Digest.ofFile(file), size, Artifact.Kind.FILE);
                Path place = folder.file(artifact.digest());
                if (isHeld(artifact, place)) {
                    changed.accept(StoreFolder.parent(place));
                    return artifact;
                }
            }
            try (InputStream in = new FileInputStream(file.toFile());
                    Draft draft = draft(size)) {
                in.transferTo(draft.out());
                return draft.keep(changed);
            }
        } catch (IOException e) {
            throw new ArtifactException("Cannot read " + file + " to keep it as an artifact: " + e, e);
        }
    }

    @Override
    public InputStream open(Digest digest) {
        Path file = folder.file(digest);
        try {
            if (folder.use(file).isEmpty()) {
                throw folder.missing(digest);
            }
            return input(file, digest);
        } catch (FileNotFoundException e) {
            throw Files.exists(file) ? folder.failure("read", e) : folder.missing(digest);
        } catch (IOException e) {
            throw folder.failure("read", e);
        }
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
            if (folder.use(manifest).isPresent()) {
                byte[] bytes;
                try (InputStream in = input(manifest, digest)) {
                    bytes = in.readAllBytes();
                }
                return layOutFolder.layOut(
                        digest, FolderManifest.parse(bytes).orElseThrow(() -> folder.missing(digest)));
            }
            checkFile(digest);
            return folder.file(digest);
        } catch (IOException e) {
            throw folder.failure("read", e);
        }
    }

    /** Reads all of a file, so that damage is found. */
    private void checkFile(Digest digest) throws IOException {
        open(digest).close();
    }

    @Override
    public boolean exists(Digest digest, long sizeBytes) {
        try {
            Optional<BasicFileAttributes> file = folder.use(folder.file(digest));
            if (file.isPresent()) {
                return file.get().size() == sizeBytes;
            }
            Path manifest = folder.manifest(digest);
            if (folder.use(manifest).isEmpty()) {
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

    private InputStream input(Path file, Digest digest) throws IOException {
        return new VerifiedInput(
                new FileInputStream(file.toFile()), actual -> folder.refuseDamaged(file, digest, actual));
    }

    @Override
    public void each(int part, Consumer<Held> visitor) {
        held.each(part, visitor);
    }

    @Override
    public Set<Digest> filesOf(Digest folderDigest) {
        return held.filesOf(folderDigest);
    }

    @Override
    public boolean removeUnlessUsedSince(Held what, Instant time) {
        return held.removeUnlessUsedSince(what, time);
    }

    @Override
    public List<Quarantined> quarantined() {
        return held.quarantined();
    }

    @Override
    public List<Quarantined> clearQuarantine(Instant time) {
        return held.clearQuarantine(time);
    }

    @Override
    public boolean check(Held what) {
        return held.check(what);
    }
}
