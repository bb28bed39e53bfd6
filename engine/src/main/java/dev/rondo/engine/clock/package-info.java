/**
 * What wakes the engine. Start at {@link dev.rondo.engine.clock.EngineClock}. A clock is no ledger: it forgets
 * everything when it closes, decides nothing and writes nothing. What is due is computed from recorded facts by those
 * whom it wakes, so a wake-up too many does no harm and a lost one is made good by the next.
 */
@NullMarked
package dev.rondo.engine.clock;

import org.jspecify.annotations.NullMarked;
