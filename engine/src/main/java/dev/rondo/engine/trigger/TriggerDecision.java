package dev.rondo.engine.trigger;

import dev.rondo.engine.run.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * The final answer of a trigger to an event.
 *
 * @param why in one sentence, for people
 */
public record TriggerDecision(
        TriggerKey trigger, long eventSeq, Outcome outcome, String why, Optional<RunId> run, Instant decidedAt) {

    /** The answers. There is none for "not yet": see {@link TriggerPreview}. */
    public enum Outcome {
        /** A run started because of it. */
        FIRED,
        /** A later event about the same partition took its place before a run started. */
        SUPERSEDED,
        /** No run can follow from it, such as a partition that the pipeline does not have. */
        SKIPPED,
        /** It had been answered before. */
        DUPLICATE
    }
}
