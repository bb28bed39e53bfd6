/**
 * What a pipeline compiles to: immutable records, complete from birth. Start at
 * {@link dev.rondo.definition.PipelineDefinition}. Nothing here runs, reads files or knows a database.
 */
@NullMarked
package dev.rondo.definition;

import org.jspecify.annotations.NullMarked;
