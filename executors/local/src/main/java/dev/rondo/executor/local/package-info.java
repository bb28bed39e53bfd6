/**
 * Steps that run inside the engine's own process. Start at {@link dev.rondo.executor.local.LocalExecutor}. Nothing here
 * isolates steps from one another: they share the heap, and one that ends the process ends the engine.
 */
@NullMarked
package dev.rondo.executor.local;

import org.jspecify.annotations.NullMarked;
