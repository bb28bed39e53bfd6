package dev.rondo.engine.code;

/** One thing that code refers to. Names are internal names, members are name and descriptor in one. */
sealed interface Reference {

    /** A call of exactly this method: static, private, a constructor, or of a superclass. */
    record Call(String owner, String member, boolean ofStatic) implements Reference {}

    /** A call that any override may answer. */
    record VirtualCall(String owner, String member) implements Reference {}

    record FieldRead(String owner, String member, boolean ofStatic) implements Reference {}

    record FieldWrite(String owner, String member, boolean ofStatic) implements Reference {}

    /** {@code new}. */
    record New(String type) implements Reference {}

    /** A cast, a test, a catch, an array: the type matters, no code of it runs. */
    record Type(String type) implements Reference {}

    /** A class literal that somebody may look into. */
    record Literal(String type) implements Reference {}

    /** A file beside the classes. */
    record Resource(String path) implements Reference {}

    /** All files that begin so. */
    record Resources(String prefix) implements Reference {}

    /** A place where the code cannot be followed. */
    record Opaque(CodeNote note) implements Reference {}

    /** Objects are handed to a library, which may look into them. */
    record HandsOut(String where, String library) implements Reference {}
}
