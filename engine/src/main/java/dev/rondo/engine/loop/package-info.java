/**
 * The imperative shell around the decisions: one thread that takes messages, lets the pure core decide, writes all that
 * follows in one transaction, and only then acts. Start at {@link dev.rondo.engine.loop.EngineLoop}. It runs no user
 * code and is never interrupted.
 */
@NullMarked
package dev.rondo.engine.loop;

import org.jspecify.annotations.NullMarked;
