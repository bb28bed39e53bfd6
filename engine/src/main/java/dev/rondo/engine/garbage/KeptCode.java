package dev.rondo.engine.garbage;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The versions of people's code that a home keeps.
 *
 * <p><b>Threads.</b> Safe for many threads, and beside those that add and load code.
 */
public interface KeptCode {

    /**
     * A version.
     *
     * @param usedAt when it was added or loaded last
     */
    record Version(String digest, String label, long bytes, Instant usedAt) {}

    /** A home that keeps no code. */
    static KeptCode none() {
        return new KeptCode() {
            @Override
            public List<Version> versions() {
                return List.of();
            }

            @Override
            public Set<String> deployed() {
                return Set.of();
            }

            @Override
            public boolean removeUnlessUsedSince(Version version, Instant time) {
                return false;
            }
        };
    }

    List<Version> versions();

    /** The digests of what is served now. */
    Set<String> deployed();

    /** Removes a version that was not used since {@code time}; false, and it stays, when it was. */
    boolean removeUnlessUsedSince(Version version, Instant time);
}
