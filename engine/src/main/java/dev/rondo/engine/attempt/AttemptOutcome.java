package dev.rondo.engine.attempt;

import dev.rondo.engine.artifact.ItemValue;
import dev.rondo.engine.artifact.SmallArtifact;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How an attempt ended, as its executor saw it. */
public sealed interface AttemptOutcome {

    /**
     * The function returned and everything it returned is in the artifact store, or among {@code small}.
     *
     * @param outputs in the order of the step's outputs
     * @param metrics what it recorded or returned as metrics, by name
     * @param params what it recorded as parameters, by name
     * @param small outputs that are not durable yet: they are written together with the success
     */
    record Succeeded(
            List<OutputArtifact> outputs,
            Map<String, Double> metrics,
            Map<String, String> params,
            List<SmallArtifact> small)
            implements AttemptOutcome {
        public Succeeded {
            outputs = List.copyOf(outputs);
            small = List.copyOf(small);
            metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
            params = Collections.unmodifiableMap(new TreeMap<>(params));
        }
    }

    /** The function returned for one element of a list; small results are not in the artifact store. */
    record ItemSucceeded(ItemValue value) implements AttemptOutcome {}

    /** It did not. */
    record Failed(Failure failure) implements AttemptOutcome {}

    /** It was asked to stop because its run was cancelled, and has stopped or was left behind. */
    record Cancelled() implements AttemptOutcome {}
}
