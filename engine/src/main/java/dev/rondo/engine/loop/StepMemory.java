package dev.rondo.engine.loop;

import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.attempt.ResolvedInput;
import dev.rondo.engine.cache.CacheKey;
import dev.rondo.engine.run.Obstacle;
import dev.rondo.engine.store.RowJson;
import dev.rondo.engine.store.StepTable.StepRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the engine's thread keeps of a step beside its state; a copy of what the store holds or can find again. */
final class StepMemory {
    static final String NO_CACHE = "NONE";
    static final String HIT = "HIT";
    static final String MISS = "MISS";

    String cache = NO_CACHE;
    Optional<String> cacheKey = Optional.empty();
    /** What the cache said; kept when the step's state has other words. */
    String cacheWhy = "";

    /** What the key was made of; known once resolved in this process. */
    Optional<CacheKey> key = Optional.empty();

    /** The key of which another step computes the result at this moment, while this one waits for it. */
    Optional<String> awaits = Optional.empty();

    Optional<Instant> startedAt = Optional.empty();
    Optional<Instant> finishedAt = Optional.empty();
    List<OutputArtifact> outputs = List.of();
    Map<String, Double> metrics = Map.of();
    /** Whether it compares with a champion and has been let into the model's lane; nobody else may be until its gate ends. */
    boolean inLane;
    /** Known once resolved in this process; after a restart they are found again when needed. */
    Optional<List<ResolvedInput>> inputs = Optional.empty();

    /** What a blocked step needs, as the last look found. */
    Optional<Obstacle> obstacle = Optional.empty();

    static StepMemory of(StepRow row) {
        StepMemory memory = new StepMemory();
        memory.cache = row.cache();
        memory.cacheKey = row.cacheKey();
        memory.cacheWhy = row.cacheWhy();
        memory.startedAt = row.startedAt();
        memory.finishedAt = row.finishedAt();
        memory.outputs = RowJson.outputs(row.outputs());
        memory.metrics = RowJson.metrics(row.metrics());
        return memory;
    }
}
