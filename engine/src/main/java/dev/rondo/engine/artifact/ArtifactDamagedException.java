package dev.rondo.engine.artifact;

/**
 * The bytes of an artifact are not those that were written. They have been moved to quarantine, so the artifact is
 * missing from now on and has to be computed again.
 */
public final class ArtifactDamagedException extends ArtifactException {
    /** What follows for the artifact, and what to do; goes on after its name. */
    static final String REMEDY =
            "counts as missing, so a new run, or a retry of this one, makes it again. Check the disk.";

    private static final long serialVersionUID = 1L;
    private final transient Digest digest;

    ArtifactDamagedException(Digest digest, String message) {
        super(message);
        this.digest = digest;
    }

    public Digest digest() {
        return digest;
    }
}
