package dev.rondo.engine.deploy;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.engine.run.RunShape;

/**
 * A pipeline together with the code it was compiled from.
 *
 * @param code digest of the user's jar or class folder, and where people find it
 */
public record Deployment(PipelineDefinition pipeline, CodeDigest code, RunShape shape) {

    public static Deployment of(PipelineDefinition pipeline, CodeDigest code) {
        return new Deployment(pipeline, code, RunShape.of(pipeline));
    }

    /** The digest alone, as runs pin it. */
    public String codeDigest() {
        return code.digest().hex();
    }
}
