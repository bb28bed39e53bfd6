/**
 * What of long ago is forgotten, and when. Start at {@link dev.rondo.engine.retention.Retention}, which asks
 * {@link dev.rondo.engine.retention.RetentionRule} about every old run. It deletes no artifacts: those may be needed by
 * whatever names their digest.
 */
@NullMarked
package dev.rondo.engine.retention;

import org.jspecify.annotations.NullMarked;
