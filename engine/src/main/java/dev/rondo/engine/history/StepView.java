package dev.rondo.engine.history;

import dev.rondo.definition.StepName;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.run.AttemptState;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.ApprovalTable.ApprovalRow;
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
 * @param deadline when it must have ended; empty without limit
 * @param items of a step that has fanned out
 * @param answer what a person said to a step that waited for approval
 * @param child the run that this step has started
 * @param nondeterminism that its code, or former code of it, gave other results for the same inputs; empty unless a probe
 *     has found that
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
        Optional<Instant> deadline,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        List<OutputArtifact> outputs,
        Map<String, Double> metrics,
        List<AttemptView> attempts,
        Optional<ItemCounts> items,
        Optional<ApprovalRow> answer,
        Optional<RunId> child,
        Optional<String> nondeterminism) {

    /**
     * How many items a step has fanned out to.
     *
     * @param byState those that have begun; the others wait, or will never begin when the step has ended
     */
    public record ItemCounts(int total, Map<StepState, Integer> byState) {
        public ItemCounts {
            byState = Map.copyOf(byState);
        }

        public int in(StepState state) {
            return byState.getOrDefault(state, 0);
        }

        /** Those that have not begun. */
        public int notBegun() {
            return total - byState.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

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
