package dev.rondo.engine.artifact;

/**
 * An immutable body of bytes in the store, or a folder of them.
 *
 * @param sizeBytes of a folder, the sum over its files
 */
public record Artifact(Digest digest, long sizeBytes, Kind kind) {

    /** What an artifact is on disk. */
    public enum Kind {
        FILE,
        /** Files below one folder, under their relative paths; empty folders and file attributes are not kept. */
        FOLDER
    }
}
