package dev.rondo.engine.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Bytes, found by the digest of their content. Putting the same content twice keeps it once. What {@code put} has
 * returned survives a crash; what is read is checked against its digest.
 *
 * <p>Failures of the store itself are {@link ArtifactException}s.
 *
 * <p><b>Threads.</b> Safe for many threads and, for the same content, many writers at once.
 */
public interface ArtifactStore {

    /** Writes the content of an artifact, of a size that need not be known before. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Makes something of the content of an artifact. */
    @FunctionalInterface
    interface Reader<T> {
        T read(InputStream in) throws IOException;
    }

    /**
     * Keeps what {@code content} writes; nothing is kept when it throws.
     *
     * @throws IOException only when {@code content} throws it
     */
    Artifact put(Content content) throws IOException;

    /**
     * As {@link #put(Content)}, except that small content may be left to the caller, to be written together with what
     * refers to it. It can be read here at once, and for as long as it is remembered or once it was written.
     *
     * @throws IOException only when {@code content} throws it
     */
    default Staged stage(Content content) throws IOException {
        return new Staged(put(content), Optional.empty());
    }

    /**
     * Keeps a copy of a file, or of all files below a folder.
     *
     * @throws ArtifactException also when the path leads nowhere, or the folder holds a symbolic link
     */
    Artifact put(Path fileOrFolder);

    /**
     * The content of a file. The digest is checked when the stream ends or is closed, whichever is first; then
     * {@link ArtifactDamagedException} may be thrown. Prefer {@link #read}, which trusts nothing before that check.
     *
     * @throws ArtifactMissingException when there is none
     */
    InputStream open(Digest digest);

    /**
     * What {@code reader} makes of a file's content, once the digest was found right. Of damaged content nothing is
     * returned, and whatever the reader thought of it is not reported.
     *
     * @throws IOException only when {@code reader} throws it on sound content
     */
    <T> T read(Digest digest, Reader<T> reader) throws IOException;

    /**
     * A read-only file or folder with the artifact's content, checked now. It stays where it is as long as the store
     * does; nobody changes or deletes it.
     */
    Path path(Digest digest);

    /** Whether the artifact is there with this size; its bytes are not read. */
    boolean exists(Digest digest, long sizeBytes);

    /**
     * Those of these artifacts that are not there with their sizes; their bytes need not be read. Asking for many at once
     * costs less than asking for each.
     *
     * @param sizes in bytes, by digest
     */
    default Set<Digest> missing(Map<Digest, Long> sizes) {
        Set<Digest> missing = new HashSet<>();
        sizes.forEach((digest, size) -> {
            if (!exists(digest, size)) {
                missing.add(digest);
            }
        });
        return missing;
    }
}
