package dev.rondo.engine.dataset;

import dev.rondo.engine.artifact.Artifact;
import dev.rondo.engine.artifact.ArtifactException;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.artifact.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;

/** A store that cannot read some files, whoever runs the test. */
record StoreOfReadableFiles(ArtifactStore real, Set<Path> unreadable) implements ArtifactStore {

    @Override
    public Artifact put(Path fileOrFolder) {
        if (unreadable.contains(fileOrFolder)) {
            throw new ArtifactException("Cannot read " + fileOrFolder + ": permission denied");
        }
        return real.put(fileOrFolder);
    }

    @Override
    public Artifact put(Content content) throws IOException {
        return real.put(content);
    }

    @Override
    public InputStream open(Digest digest) {
        return real.open(digest);
    }

    @Override
    public <T> T read(Digest digest, Reader<T> reader) throws IOException {
        return real.read(digest, reader);
    }

    @Override
    public Path path(Digest digest) {
        return real.path(digest);
    }

    @Override
    public boolean exists(Digest digest, long sizeBytes) {
        return real.exists(digest, sizeBytes);
    }
}
