/**
 * What steps leave behind, found by the digest of its content. Start at {@link dev.rondo.engine.artifact.ArtifactStore}
 * for bytes and at {@link dev.rondo.engine.artifact.Values} for the Java values in them. Nothing here knows runs,
 * datasets' histories or the database, and nothing is ever changed in place.
 */
@NullMarked
package dev.rondo.engine.artifact;

import org.jspecify.annotations.NullMarked;
