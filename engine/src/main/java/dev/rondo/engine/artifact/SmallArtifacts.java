package dev.rondo.engine.artifact;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where small artifacts are kept for good.
 *
 * <p><b>Threads.</b> Safe for many threads, also for one that is interrupted.
 */
@FunctionalInterface
public interface SmallArtifacts {

    /**
     * What is kept under this digest, whether it matches it or not.
     *
     * @throws ArtifactException when it cannot be looked for
     */
    Optional<byte[]> find(Digest digest);

    /** As the other, for many at once; those that are not kept are left out. */
    default Map<Digest, byte[]> findAll(Collection<Digest> digests) {
        Map<Digest, byte[]> found = new HashMap<>();
        digests.forEach(digest -> find(digest).ifPresent(bytes -> found.put(digest, bytes)));
        return found;
    }
}
