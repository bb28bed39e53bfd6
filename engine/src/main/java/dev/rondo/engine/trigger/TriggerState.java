package dev.rondo.engine.trigger;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a trigger has come.
 *
 * @param cursorSeq every event up to this one has its final answer
 * @param lastFiredAt when any trigger of the pipeline last started a run, since they share one limit
 * @param paused whether a person has told it to wait
 */
public record TriggerState(long cursorSeq, Optional<Instant> lastFiredAt, boolean paused) {}
