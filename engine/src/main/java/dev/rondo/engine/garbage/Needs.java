package dev.rondo.engine.garbage;

import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.garbage.GarbageReport.Why;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which artifacts are needed, and why. Of a digest it keeps the first 64 bits, which are enough: two artifacts that share
 * them would both stay when one is needed.
 */
final class Needs {
    private final Map<Long, Why> byDigest = new HashMap<>();

    /** Notes a need; the first reason counts. */
    void add(Digest digest, Why why) {
        byDigest.putIfAbsent(key(digest), why);
    }

    Optional<Why> of(Digest digest) {
        return Optional.ofNullable(byDigest.get(key(digest)));
    }

    private static long key(Digest digest) {
        return Long.parseUnsignedLong(digest.hex(), 0, 16, 16);
    }
}
