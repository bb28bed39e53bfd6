package dev.rondo.engine.trigger;

import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.TriggerDecisionTable.Outcome;
import java.time.Instant;
import java.util.Optional;

/**
 * The final answer of a trigger to an event. There is none for "not yet": see {@link TriggerPreview}.
 *
 * @param why in one sentence, for people
 */
public record TriggerDecision(
        TriggerKey trigger, long eventSeq, Outcome outcome, String why, Optional<RunId> run, Instant decidedAt) {}
