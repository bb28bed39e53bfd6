package dev.rondo.engine.code;

/**
 * Why a digest is wider than the code that can be seen to be reached.
 *
 * @param where the method or class that is the reason
 * @param why what it does, and what counts because of it
 */
public record CodeNote(String where, String why) {
    @Override
    public String toString() {
        return where + " " + why;
    }
}
