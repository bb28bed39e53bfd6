package dev.rondo.engine.artifact;

/** The artifact store cannot do what it was asked to; the message says what, where and what to do about it. */
public class ArtifactException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ArtifactException(String message) {
        super(message);
    }

    public ArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
