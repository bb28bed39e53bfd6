package dev.rondo.engine.history;

import dev.rondo.definition.StepName;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.run.AttemptState;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.AttemptTable.InputRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A step of a run as people see it.
 *
 * @param cache {@code HIT}, {@code MISS} or {@code NONE}
 * @param cacheWhy why the cache had the result, or what differs from an earlier one; empty when it was not asked
 * @param cacheKey empty when the step is not cached, or has not come so far
 */
public record StepView(
        StepName step,
        StepState state,
        String why,
        String cache,
        Optional<String> cacheKey,
        String cacheWhy,
        Optional<Instant> retryAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        List<OutputArtifact> outputs,
        Map<String, Double> metrics,
        List<AttemptView> attempts) {

    /**
     * One try.
     *
     * @param failure what went wrong, in a sentence; empty when nothing did
     */
    public record AttemptView(
            int number,
            AttemptState state,
            String executor,
            Instant startedAt,
            Optional<Instant> finishedAt,
            Optional<String> failureKind,
            Optional<String> failure,
            Optional<String> stackTrace,
            Map<String, Object> params,
            List<InputRow> inputs) {}
}
