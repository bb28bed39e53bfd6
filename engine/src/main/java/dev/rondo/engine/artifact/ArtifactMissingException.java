package dev.rondo.engine.artifact;

/** The store does not hold the artifact that was asked for. Whoever recorded it has to compute it again. */
public final class ArtifactMissingException extends ArtifactException {
    private static final long serialVersionUID = 1L;
    private final transient Digest digest;

    ArtifactMissingException(Digest digest, String message) {
        super(message);
        this.digest = digest;
    }

    public Digest digest() {
        return digest;
    }
}
