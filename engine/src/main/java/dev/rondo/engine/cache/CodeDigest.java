package dev.rondo.engine.cache;

import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.code.StepCode;
import java.util.Map;
import java.util.Optional;

/**
 * Which code a pipeline's steps run, as precisely as whoever loaded it can tell.
 *
 * @param digest of all of the user's code; runs pin it, and find their code by it
 * @param text for people: the jar's name and version, for example
 * @param steps what each step can reach of it; a step that is not there depends on all of it
 */
public record CodeDigest(Digest digest, String text, Map<StepName, StepCode> steps) {
    public CodeDigest {
        steps = Map.copyOf(steps);
    }

    /** Code of which no more is known than its digest. */
    public CodeDigest(Digest digest, String text) {
        this(digest, text, Map.of());
    }

    /** What a step can reach, if that is known. */
    public Optional<StepCode> step(StepName step) {
        return Optional.ofNullable(steps.get(step));
    }
}
