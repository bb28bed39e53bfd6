package dev.rondo.engine.store;

import java.util.Arrays;

/** One write to a file, or the cut that made it end at {@code position}; {@code acknowledged} commits came before it. */
record FileWrite(byte[] bytes, long position, boolean cut, int acknowledged) {

    /** The file after the first {@code length} bytes of this write. */
    byte[] onto(byte[] file, int length) {
        if (cut) {
            return Arrays.copyOf(file, (int) Math.min(file.length, position));
        }
        byte[] changed = Arrays.copyOf(file, (int) Math.max(file.length, position + length));
        System.arraycopy(bytes, 0, changed, (int) position, length);
        return changed;
    }

    @Override
    public String toString() {
        return (cut ? "a cut" : "a write of " + bytes.length + " bytes") + " at " + position + " after commit "
                + acknowledged;
    }
}
