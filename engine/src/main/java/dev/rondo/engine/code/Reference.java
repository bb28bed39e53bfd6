package dev.rondo.engine.code;

/**
 * One thing that code refers to. Names are internal names, members are name and descriptor in one.
 *
 * <p>Those that every method has many of write out how they compare, which in a process that has just begun costs a
 * fraction of what the platform links for a record on first use.
 */
sealed interface Reference {

    /** A call of exactly this method: static, private, a constructor, or of a superclass. */
    record Call(String owner, String member, boolean ofStatic) implements Reference {
        @Override
        public int hashCode() {
            return hash(owner, member);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Call that
                    && ofStatic == that.ofStatic
                    && member.equals(that.member)
                    && owner.equals(that.owner);
        }
    }

    /** A call that any override may answer. */
    record VirtualCall(String owner, String member) implements Reference {
        @Override
        public int hashCode() {
            return hash(owner, member);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof VirtualCall that && member.equals(that.member) && owner.equals(that.owner);
        }
    }

    record FieldRead(String owner, String member, boolean ofStatic) implements Reference {
        @Override
        public int hashCode() {
            return hash(owner, member);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof FieldRead that
                    && ofStatic == that.ofStatic
                    && member.equals(that.member)
                    && owner.equals(that.owner);
        }
    }

    record FieldWrite(String owner, String member, boolean ofStatic) implements Reference {
        @Override
        public int hashCode() {
            return hash(owner, member);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof FieldWrite that
                    && ofStatic == that.ofStatic
                    && member.equals(that.member)
                    && owner.equals(that.owner);
        }
    }

    /** {@code new}. */
    record New(String type) implements Reference {
        @Override
        public int hashCode() {
            return 31 * type.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof New that && type.equals(that.type);
        }
    }

    /** A cast, a test, a catch, an array: the type matters, no code of it runs. */
    record Type(String type) implements Reference {
        @Override
        public int hashCode() {
            return type.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Type that && type.equals(that.type);
        }
    }

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

    private static int hash(String owner, String member) {
        return 31 * owner.hashCode() + member.hashCode();
    }
}
