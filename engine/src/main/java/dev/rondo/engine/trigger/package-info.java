/**
 * Why runs start by themselves: the log of what happened, and a recorded answer of every trigger to every event that
 * concerns it. Start at {@link dev.rondo.engine.trigger.TriggerDesk}; the rules are in
 * {@link dev.rondo.engine.trigger.TriggerPolicy}, a pure function. A run and the answers that led to it are written in
 * one transaction, so that no event is lost and none counts twice. It does not watch data and does not know the time:
 * others add events and say what time it is.
 */
@NullMarked
package dev.rondo.engine.trigger;

import org.jspecify.annotations.NullMarked;
