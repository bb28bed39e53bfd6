/**
 * Which versions of which partitions of which datasets exist. Start at {@link dev.rondo.engine.dataset.Datasets}.
 * Versions of sources are found by {@link dev.rondo.engine.dataset.SourceWatch}, which looks at files, keeps a copy of
 * what is new in the artifact store and tells the engine; versions of other datasets are told by those who run steps.
 * What follows from a new version is not decided here.
 */
@NullMarked
package dev.rondo.engine.dataset;

import org.jspecify.annotations.NullMarked;
