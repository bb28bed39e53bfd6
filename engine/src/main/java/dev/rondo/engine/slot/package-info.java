/**
 * The due times of schedules, each recorded once. Start at {@link dev.rondo.engine.slot.SlotKeeper}. Which due times
 * count is computed from the last recorded one by pure functions; a clock only says when to look. What follows from a
 * slot is for the trigger to decide.
 */
@NullMarked
package dev.rondo.engine.slot;

import org.jspecify.annotations.NullMarked;
