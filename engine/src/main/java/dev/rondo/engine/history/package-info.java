/**
 * What people ask about runs, answered from the store alone: lists, steps, attempts, logs, metrics over partitions.
 * Start at {@link dev.rondo.engine.history.RunHistory}. It changes nothing.
 */
@NullMarked
package dev.rondo.engine.history;

import org.jspecify.annotations.NullMarked;
