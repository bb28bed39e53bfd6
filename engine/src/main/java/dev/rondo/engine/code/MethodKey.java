package dev.rondo.engine.code;

/**
 * A method of the user's.
 *
 * @param owner by internal name
 * @param member name and descriptor in one
 */
record MethodKey(String owner, String member) {
    /** As people write it, such as {@code user.Train.fit}. */
    String text() {
        return owner.replace('/', '.') + "." + member.substring(0, member.indexOf('('));
    }
}
