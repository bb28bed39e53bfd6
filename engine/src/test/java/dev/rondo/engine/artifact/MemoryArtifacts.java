package dev.rondo.engine.artifact;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Artifacts in memory, some of which get lost. */
public final class MemoryArtifacts implements ArtifactStore {
    private final TreeMap<Digest, byte[]> kept = new TreeMap<>();
    private final Path folder;

    /** @param folder for those that must be files */
    public MemoryArtifacts(Path folder) {
        this.folder = folder;
    }

    /** Forgets one, as if somebody had deleted it. */
    public void lose(Random random) {
        List<Digest> all = new ArrayList<>(kept.keySet());
        if (!all.isEmpty()) {
            kept.remove(all.get(random.nextInt(all.size())));
        }
    }

    @Override
    public Artifact put(Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        byte[] bytes = out.toByteArray();
        Digest digest = Digest.of(bytes);
        kept.put(digest, bytes);
        return new Artifact(digest, bytes.length, Artifact.Kind.FILE);
    }

    @Override
    public Artifact put(Path file) {
        try {
            return put(out -> out.write(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream open(Digest digest) {
        return new ByteArrayInputStream(bytes(digest));
    }

    @Override
    public <T> T read(Digest digest, Reader<T> reader) throws IOException {
        return reader.read(open(digest));
    }

    @Override
    public Path path(Digest digest) {
        Path file = folder.resolve(digest.hex());
        try {
            byte[] bytes = bytes(digest);
            return Files.exists(file) ? file : Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean exists(Digest digest, long sizeBytes) {
        byte[] bytes = kept.get(digest);
        return bytes != null && bytes.length == sizeBytes;
    }

    private byte[] bytes(Digest digest) {
        byte[] bytes = kept.get(digest);
        if (bytes == null) {
            throw new ArtifactMissingException(digest, "Artifact " + digest.shortHex() + " was lost");
        }
        return bytes;
    }
}
