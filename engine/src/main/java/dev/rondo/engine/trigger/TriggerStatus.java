package dev.rondo.engine.trigger;

import dev.rondo.definition.TriggerDefinition;
import java.time.Instant;
import java.util.Optional;

/**
 * A trigger of a deployed pipeline.
 *
 * @param lastFiredAt when it last started a run
 */
public record TriggerStatus(
        TriggerKey key, TriggerDefinition definition, boolean paused, Optional<Instant> lastFiredAt) {}
