package dev.rondo.engine.artifact;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Large artifacts as files, small ones where the store's tables are; the newest small ones also in memory, since the
 * next step reads what the one before has just written.
 *
 * <p><b>Threads.</b> Safe for many threads.
 */
public final class TieredArtifactStore implements ArtifactStore {
    /** 16 MiB. */
    private static final long MOST_BYTES_IN_MEMORY = 16L << 20;
    /** What an entry costs beside its content. */
    private static final int OVERHEAD = 300;

    private final LocalArtifactStore files;
    private final SmallArtifacts kept;
    /** Least recently used first; guarded by itself, as is the next. */
    private final Map<Digest, SmallArtifact> memory = new LinkedHashMap<>(256, 0.75f, true);

    private long bytesInMemory;

    public TieredArtifactStore(LocalArtifactStore files, SmallArtifacts kept) {
        this.files = files;
        this.kept = kept;
    }

    @Override
    public Artifact put(Content content) throws IOException {
        return files.put(content);
    }

    @Override
    public Artifact put(Path fileOrFolder) {
        return files.put(fileOrFolder);
    }

    @Override
    public Staged stage(Content content) throws IOException {
        StagedOutput out = new StagedOutput(files::draft);
        try {
            content.writeTo(out);
            if (out.file().isPresent()) {
                return new Staged(out.file().get().keep(), Optional.empty());
            }
        } finally {
            out.file().ifPresent(LocalArtifactStore.Draft::close);
        }
        SmallArtifact small = SmallArtifact.of(out.content());
        remember(small);
        return new Staged(new Artifact(small.digest(), small.sizeBytes(), Artifact.Kind.FILE), Optional.of(small));
    }

    @Override
    public InputStream open(Digest digest) {
        Optional<SmallArtifact> small = small(digest);
        return small.isPresent() ? new ByteArrayInputStream(small.get().content()) : files.open(digest);
    }

    @Override
    public <T> T read(Digest digest, Reader<T> reader) throws IOException {
        Optional<SmallArtifact> small = small(digest);
        return small.isPresent()
                ? reader.read(new ByteArrayInputStream(small.get().content()))
                : files.read(digest, reader);
    }

    @Override
    public Path path(Digest digest) {
        Optional<SmallArtifact> small = small(digest);
        if (small.isPresent()) {
            byte[] content = small.get().content();
            try {
                files.put(out -> out.write(content));
            } catch (IOException e) {
                throw new ArtifactException("Artifact " + digest + " cannot be laid out as a file: " + e, e);
            }
        }
        return files.path(digest);
    }

    @Override
    public boolean exists(Digest digest, long sizeBytes) {
        if (sizeBytes <= SmallArtifact.MOST_BYTES && remembered(digest).isPresent()) {
            return true;
        }
        if (files.exists(digest, sizeBytes)) {
            return true;
        }
        return sizeBytes <= SmallArtifact.MOST_BYTES
                && kept.find(digest)
                        .filter(bytes -> Digest.of(bytes).equals(digest))
                        .isPresent();
    }

    @Override
    public Set<Digest> missing(Map<Digest, Long> sizes) {
        Map<Digest, Long> unsure = new HashMap<>(sizes);
        unsure.entrySet()
                .removeIf(one -> one.getValue() <= SmallArtifact.MOST_BYTES
                        && remembered(one.getKey()).isPresent());
        List<Digest> small = unsure.entrySet().stream()
                .filter(one -> one.getValue() <= SmallArtifact.MOST_BYTES)
                .map(Map.Entry::getKey)
                .toList();
        if (!small.isEmpty()) {
            kept.findAll(small).forEach((digest, bytes) -> {
                if (Digest.of(bytes).equals(digest)) {
                    unsure.remove(digest);
                }
            });
        }
        return files.missing(unsure);
    }

    /** From memory, or from the tables if it is not a file. */
    private Optional<SmallArtifact> small(Digest digest) {
        Optional<SmallArtifact> known = remembered(digest);
        if (known.isPresent() || files.holds(digest)) {
            return known;
        }
        Optional<SmallArtifact> found = kept.find(digest).map(bytes -> checked(digest, bytes));
        found.ifPresent(this::remember);
        return found;
    }

    private static SmallArtifact checked(Digest expected, byte[] bytes) {
        Digest actual = Digest.of(bytes);
        if (!actual.equals(expected)) {
            throw new ArtifactDamagedException(
                    expected,
                    "The bytes of artifact " + expected + " are damaged in the table small_artifact: their digest is "
                            + actual
                            + ". The artifact " + ArtifactDamagedException.REMEDY);
        }
        return SmallArtifact.of(bytes);
    }

    private Optional<SmallArtifact> remembered(Digest digest) {
        synchronized (memory) {
            return Optional.ofNullable(memory.get(digest));
        }
    }

    private void remember(SmallArtifact small) {
        synchronized (memory) {
            if (memory.put(small.digest(), small) == null) {
                bytesInMemory += small.sizeBytes() + OVERHEAD;
            }
            var eldest = memory.values().iterator();
            while (bytesInMemory > MOST_BYTES_IN_MEMORY) {
                bytesInMemory -= eldest.next().sizeBytes() + OVERHEAD;
                eldest.remove();
            }
        }
    }
}
