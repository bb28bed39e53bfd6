/**
 * What would run, before anything does. Start at {@link dev.rondo.engine.plan.Plan}, the answer, and {@link
 * dev.rondo.engine.plan.PlanSteps}, which says what the steps before a step mean for it. Pure: what a step would find is
 * looked up by the engine's own code and told to it.
 */
@NullMarked
package dev.rondo.engine.plan;

import org.jspecify.annotations.NullMarked;
