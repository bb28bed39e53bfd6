package dev.rondo.engine.artifact;

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
}
