package dev.rondo.engine.invariant;

import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.RunAudit.StepFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether what steps took from the cache is what a step with the same key had put there. */
final class TrueHits {
    private record Hit(RunId run, StepFact step, String key) {}

    private final Map<String, Set<String>> computed = new HashMap<>();
    private final List<Hit> hits = new ArrayList<>();

    void add(RunFacts run) {
        for (StepFact step : run.steps()) {
            if (step.state() != StepState.SUCCEEDED || step.cacheKey().isEmpty()) {
                continue;
            }
            String key = step.cacheKey().get();
            if (step.cache().equals("MISS")) {
                computed.computeIfAbsent(key, k -> new HashSet<>()).add(step.outputs());
            } else if (step.cache().equals("HIT")) {
                hits.add(new Hit(run.run().id(), step, key));
            }
        }
    }

    /** Hits that differ from everything computed under their key; of a key whose runs are forgotten nothing is known. */
    List<Violation> untrue() {
        List<Violation> found = new ArrayList<>();
        for (Hit hit : hits) {
            Set<String> stored = computed.getOrDefault(hit.key(), Set.of());
            if (!stored.isEmpty() && !stored.contains(hit.step().outputs())) {
                found.add(Violation.of(
                        Invariant.TRUE_HITS,
                        hit.run(),
                        hit.step().step(),
                        "it took " + hit.step().outputs() + " from the cache, where " + stored + " was put"));
            }
        }
        return found;
    }
}
