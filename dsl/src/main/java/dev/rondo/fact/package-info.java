/**
 * What must be true of a pipeline's data flow, checked before anything runs. Start at {@link dev.rondo.fact.Facts}.
 */
@NullMarked
package dev.rondo.fact;

import org.jspecify.annotations.NullMarked;
