/**
 * How a pipeline is written. Start at {@link dev.rondo.pipeline.Pipeline}; compile with {@link
 * dev.rondo.pipeline.Pipelines} (one) or {@link dev.rondo.pipeline.Catalog} (many). Nothing here runs a step.
 */
@NullMarked
package dev.rondo.pipeline;

import org.jspecify.annotations.NullMarked;
