package dev.rondo.engine.artifact;

import java.util.Optional;

/**
 * What one item of a fan-out came to, as JSON.
 *
 * @param small the JSON itself when it is short enough to be kept beside the item; otherwise it is an artifact
 */
public record ItemValue(Digest digest, long sizeBytes, Optional<String> small) {
    static final int MOST_SMALL_BYTES = 4000;
}
