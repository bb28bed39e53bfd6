/**
 * What a step's result depends on, and so when an earlier one may be used again. Start at {@link
 * dev.rondo.engine.cache.StepKey}. Nothing here looks anything up: keys are values, compared by the store.
 */
@NullMarked
package dev.rondo.engine.cache;

import org.jspecify.annotations.NullMarked;
