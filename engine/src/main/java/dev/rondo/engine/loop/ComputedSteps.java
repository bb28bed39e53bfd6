package dev.rondo.engine.loop;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.store.CacheTable;
import dev.rondo.engine.store.Tx;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which steps the cache may have results of, asked once for all steps of a pipeline. That it has none is certain, for the
 * engine's thread alone adds results; that it has some may have been true before they were forgotten. Owned by the
 * engine's thread.
 */
final class ComputedSteps {
    private final Map<PipelineName, Set<StepName>> asked = new HashMap<>();
    private final Map<PipelineName, Set<StepName>> computed = new HashMap<>();

    /** Whether the step may have been computed before. */
    boolean mayHave(Tx tx, ActiveRun run, StepName step) {
        PipelineName pipeline = run.row.pipeline();
        if (!asked.getOrDefault(pipeline, Set.of()).contains(step)) {
            Collection<StepName> all =
                    run.pipeline().steps().stream().map(StepDefinition::name).toList();
            asked.computeIfAbsent(pipeline, p -> new HashSet<>()).addAll(all);
            of(pipeline).addAll(CacheTable.known(tx, pipeline, all));
        }
        return of(pipeline).contains(step);
    }

    /** The cache has a result of the step from now on. */
    void has(PipelineName pipeline, StepName step) {
        of(pipeline).add(step);
    }

    void clear() {
        asked.clear();
        computed.clear();
    }

    private Set<StepName> of(PipelineName pipeline) {
        return computed.computeIfAbsent(pipeline, p -> new HashSet<>());
    }
}
