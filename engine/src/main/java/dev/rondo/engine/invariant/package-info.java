/**
 * What must hold whatever fails, checked against the recorded rows. Start at {@link dev.rondo.engine.invariant.Invariants},
 * which looks at a part of the store now and then and at all of it when asked. It changes nothing and mends nothing: a
 * violation is a defect of the engine, for people to report.
 */
@NullMarked
package dev.rondo.engine.invariant;

import org.jspecify.annotations.NullMarked;
