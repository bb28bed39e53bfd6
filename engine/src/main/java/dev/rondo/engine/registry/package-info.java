/**
 * Models: which one is champion, which ones stood against it, and why each gate decided as it did. Start at
 * {@link dev.rondo.engine.registry.Registry}; the rule itself is {@link dev.rondo.engine.registry.GateRule}. Nothing here
 * trains, scores or stores a model: it knows digests and numbers.
 */
@NullMarked
package dev.rondo.engine.registry;

import org.jspecify.annotations.NullMarked;
