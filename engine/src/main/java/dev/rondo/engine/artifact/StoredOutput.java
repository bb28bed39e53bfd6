package dev.rondo.engine.artifact;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * Writes a file of the store and computes its digest on the way. Failures of the disk are {@link ArtifactException}s, so
 * that they cannot be taken for failures of the code that writes.
 *
 * <p>It is a {@link FileOutputStream} and not a channel because a pending interrupt closes a channel.
 */
final class StoredOutput extends OutputStream {
    private final FileOutputStream file;
    private final Failure failure;
    private final MessageDigest sha256 = Digest.sha256();
    private long size;
    private boolean closed;

    /** Makes an exception of what the disk said after so many bytes. */
    @FunctionalInterface
    interface Failure {
        ArtifactException of(long written, IOException cause);
    }

    StoredOutput(Path path, Failure failure) throws IOException {
        this.file = new FileOutputStream(path.toFile());
        this.failure = failure;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            file.write(bytes, offset, length);
        } catch (IOException e) {
            throw failure.of(size, e);
        }
        sha256.update(bytes, offset, length);
        size += length;
    }

    /** Ends the file; to be called once, instead of relying on {@link #close}. The disk may not have it yet. */
    Artifact finish() {
        return new Artifact(Digest.finish(sha256.digest()), size, Artifact.Kind.FILE);
    }

    /** Waits until the disk has what was written. */
    void sync() {
        try {
            file.getFD().sync();
        } catch (IOException e) {
            throw failure.of(size, e);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            file.close();
        } catch (IOException e) {
            throw failure.of(size, e);
        }
    }
}
