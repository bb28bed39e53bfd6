package dev.rondo.engine.deploy;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.engine.run.RunShape;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * A pipeline together with the code it was compiled from.
 *
 * @param code digest of the user's jar or class folder, and where people find it
 * @param writers the place of the step that writes a dataset
 */
public record Deployment(
        PipelineDefinition pipeline, CodeDigest code, RunShape shape, Map<DatasetName, Integer> writers) {

    public Deployment {
        writers = Collections.unmodifiableMap(new HashMap<>(writers));
    }

    public static Deployment of(PipelineDefinition pipeline, CodeDigest code) {
        Map<DatasetName, Integer> writers = new HashMap<>();
        for (int place = 0; place < pipeline.steps().size(); place++) {
            for (OutputDefinition output : pipeline.steps().get(place).outputs()) {
                writers.put(output.dataset(), place);
            }
        }
        return new Deployment(pipeline, code, RunShape.of(pipeline), writers);
    }

    /** The digest alone, as runs pin it. */
    public String codeDigest() {
        return code.digest().hex();
    }
}
