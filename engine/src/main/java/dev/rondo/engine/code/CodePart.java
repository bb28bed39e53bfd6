package dev.rondo.engine.code;

import dev.rondo.engine.artifact.Digest;

/**
 * Something in the user's code that a step can reach.
 *
 * @param name the class as in {@link Class#getName()}, the library's file, the resource's path, or what a value belongs to
 * @param digest of as much of it as the step can reach
 */
public record CodePart(Kind kind, String name, Digest digest) {

    /** What sort of thing it is. The names are stored. */
    public enum Kind {
        /** A class of the user's, with the classes and lambdas without a name inside it. */
        CLASS,
        /** A jar beside the user's, as a whole. */
        LIBRARY,
        /** A file in the user's jar that is no class. */
        RESOURCE,
        /** A value that the step's function brings along from where it was defined. */
        VALUE
    }

    /** As people read it, such as {@code class user.Features}. */
    public String label() {
        return switch (kind) {
            case CLASS -> "class " + name;
            case LIBRARY -> "library " + name;
            case RESOURCE -> "resource " + name;
            case VALUE -> name;
        };
    }
}
