/**
 * What nobody needs any more, and how its place is won back. Start at {@link dev.rondo.engine.garbage.Garbage}, which
 * removes artifacts and old code. It decides nothing about runs: what they need stays, and which runs are forgotten is a
 * matter of retention.
 */
@NullMarked
package dev.rondo.engine.garbage;

import org.jspecify.annotations.NullMarked;
