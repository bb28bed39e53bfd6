/**
 * The pure core of a run: given what a run is and what has happened, what it becomes and what is to be done. Start at
 * {@link dev.rondo.engine.run.Decide}. Nothing here has a clock, a thread, a database or a random number.
 */
@NullMarked
package dev.rondo.engine.run;

import org.jspecify.annotations.NullMarked;
