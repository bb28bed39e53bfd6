package dev.rondo.engine.slot;

import java.time.Instant;

/**
 * A due time that has come, and whether it is to lead to a run.
 *
 * @param why it is left out; empty when it is not
 */
record DueSlot(Instant dueAt, boolean fires, String why) {}
