package dev.rondo.engine.cache;

import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.run.RunId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds, among earlier keys of a step, the one that a miss is explained by: the one from which fewest parts differ. */
public final class NearestKey {
    private NearestKey() {}

    /** A key that is known, with the run that computed its result. */
    public record Earlier(RunId run, List<KeyPart> parts) {
        public Earlier {
            parts = List.copyOf(parts);
        }
    }

    /**
     * The nearest of {@code candidates}; of several that are equally near the first.
     *
     * @param now the parts of the key that is not known
     */
    public static Optional<Earlier> among(List<Earlier> candidates, List<KeyPart> now) {
        Map<String, Digest> values = new HashMap<>();
        now.forEach(part -> values.put(KeyDifference.identity(part), part.value()));
        Optional<Earlier> nearest = Optional.empty();
        int least = Integer.MAX_VALUE;
        for (Earlier candidate : candidates) {
            int differing = differing(candidate.parts(), values);
            if (differing < least) {
                least = differing;
                nearest = Optional.of(candidate);
            }
        }
        return nearest;
    }

    /** How many parts are other, new or gone. */
    private static int differing(List<KeyPart> before, Map<String, Digest> now) {
        int differing = now.size();
        for (KeyPart part : before) {
            Digest value = now.get(KeyDifference.identity(part));
            differing += value == null ? 1 : value.equals(part.value()) ? -1 : 0;
        }
        return differing;
    }
}
