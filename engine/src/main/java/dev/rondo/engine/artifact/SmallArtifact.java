package dev.rondo.engine.artifact;

/**
 * An artifact so small that its bytes are kept as a row of the store's tables, written by the very transaction that
 * records what refers to it: a file of its own would cost more in forced writes than everything else about a step.
 */
public final class SmallArtifact {
    /** 4 KiB: what a disk writes at least. */
    public static final int MOST_BYTES = 4096;

    private final Digest digest;
    private final byte[] content;

    private SmallArtifact(Digest digest, byte[] content) {
        this.digest = digest;
        this.content = content;
    }

    /** Computes the digest of this content. */
    public static SmallArtifact of(byte[] content) {
        if (content.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "A small artifact has at most " + MOST_BYTES + " bytes; got " + content.length);
        }
        return new SmallArtifact(Digest.of(content), content.clone());
    }

    public Digest digest() {
        return digest;
    }

    public byte[] content() {
        return content.clone();
    }

    public int sizeBytes() {
        return content.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SmallArtifact that && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "small artifact " + digest.shortHex() + " of " + content.length + " bytes";
    }
}
