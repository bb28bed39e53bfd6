package dev.rondo.engine.artifact;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps what is written in memory as long as that is small, and all of it in a file from then on. */
final class StagedOutput extends OutputStream {
    private final Supplier<LocalArtifactStore.Draft> files;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream(256);
    private LocalArtifactStore.@Nullable Draft file;

    StagedOutput(Supplier<LocalArtifactStore.Draft> files) {
        this.files = files;
    }

    /** The file that it took, if it was not small. */
    Optional<LocalArtifactStore.Draft> file() {
        return Optional.ofNullable(file);
    }

    /** All that was written, unless it is in the file. */
    byte[] content() {
        return head.toByteArray();
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (file == null && head.size() + length > SmallArtifact.MOST_BYTES) {
            LocalArtifactStore.Draft opened = files.get();
            file = opened;
            opened.out().write(head.toByteArray(), 0, head.size());
            head.reset();
        }
        if (file == null) {
            head.write(bytes, offset, length);
        } else {
            file.out().write(bytes, offset, length);
        }
    }
}
