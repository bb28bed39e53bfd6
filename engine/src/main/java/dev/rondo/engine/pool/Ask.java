package dev.rondo.engine.pool;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.PoolClaim;
import java.util.Optional;

/**
 * A unit of work that asks for a slot.
 *
 * @param unit its name; of the same pipeline and priority, the smaller unit goes first
 * @param priority the higher goes first
 * @param claim what it holds of a pool while it runs; empty for one that needs a slot alone
 */
public record Ask<U extends Comparable<U>>(U unit, PipelineName pipeline, int priority, Optional<PoolClaim> claim) {}
