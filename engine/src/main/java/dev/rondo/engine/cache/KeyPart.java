package dev.rondo.engine.cache;

import dev.rondo.engine.artifact.Digest;

/**
 * One thing that a step's result depends on.
 *
 * @param name what it is; parts of the same kind and name form a list, and their order counts
 * @param value the digest of its value; the only thing about the value that enters the key
 * @param text for people: a setting's value, which partition of an input it is, or for the code what it is made
 *     of, a line each after the jar's name; does not enter the key
 */
public record KeyPart(Kind kind, String name, Digest value, String text) {

    /** What sort of thing it is. The names are stored. */
    public enum Kind {
        /** The rules of the key itself and of how values become bytes. */
        SCHEMA_VERSION,
        /** The function, and the program around it. */
        CODE,
        /** The bytes it reads. */
        INPUT,
        /** A value of the run's settings. */
        SETTING,
        /** Whatever else the function can see: partition, seed, declared files and images. */
        ENVIRONMENT
    }

    /** A part whose text is its value. */
    public static KeyPart ofText(Kind kind, String name, String value) {
        return new KeyPart(kind, name, Digest.ofText(value), value);
    }
}
