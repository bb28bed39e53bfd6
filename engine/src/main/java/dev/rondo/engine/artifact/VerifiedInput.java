package dev.rondo.engine.artifact;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream and, at its end, hands the digest of all of it to a check. Closing early reads the rest first. Whoever
 * reads may swallow what the check throws, so every later close throws it again.
 */
final class VerifiedInput extends FilterInputStream {
    private final MessageDigest sha256 = Digest.sha256();
    private final Consumer<Digest> check;
    private boolean checked;
    private boolean closed;
    private @Nullable ArtifactDamagedException damage;

    VerifiedInput(InputStream in, Consumer<Digest> check) {
        super(in);
        this.check = check;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count > 0) {
            sha256.update(buffer, offset, count);
        } else if (count < 0 && !checked) {
            checked = true;
            check();
        }
        return count;
    }

    private void check() {
        try {
            check.accept(Digest.finish(sha256.digest()));
        } catch (ArtifactDamagedException e) {
            damage = e;
            throw e;
        }
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        if (damage != null) {
            in.close();
            // A new one each time: the first may be under way already, and none can be suppressed by itself.
            throw new ArtifactDamagedException(damage.digest(), String.valueOf(damage.getMessage()));
        }
        if (closed) {
            return;
        }
        closed = true;
        try {
            transferTo(OutputStream.nullOutputStream());
        } finally {
            in.close();
        }
    }
}
