/**
 * The engine as a whole. Start at {@link dev.rondo.engine.Engine}, which opens a home, takes pipelines and runs them. This
 * package only wires; what the parts do stands in their own packages.
 */
@NullMarked
package dev.rondo.engine;

import org.jspecify.annotations.NullMarked;
