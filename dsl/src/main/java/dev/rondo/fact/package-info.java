/**
 * What must be true of a pipeline's data flow, checked before anything runs. Start at {@link dev.rondo.fact.Facts}. Facts
 * look at schemas, selections and edges; they never look at data.
 */
@NullMarked
package dev.rondo.fact;

import org.jspecify.annotations.NullMarked;
