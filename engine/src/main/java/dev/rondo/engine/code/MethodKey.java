package dev.rondo.engine.code;

/**
 * A method of the user's.
 *
 * @param owner by internal name
 * @param member name and descriptor in one
 */
record MethodKey(String owner, String member) {
    /** Asked so often that a process that has just begun would notice what the compiler makes of it. */
    @Override
    public int hashCode() {
        return 31 * owner.hashCode() + member.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MethodKey that && member.equals(that.member) && owner.equals(that.owner);
    }

    /** As people write it, such as {@code user.Train.fit}. */
    String text() {
        return owner.replace('/', '.') + "." + member.substring(0, member.indexOf('('));
    }
}
