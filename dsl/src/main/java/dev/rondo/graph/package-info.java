/**
 * The graph over all pipelines and its transitive closure. Start at {@link dev.rondo.graph.PipelineGraph}.
 */
@NullMarked
package dev.rondo.graph;

import org.jspecify.annotations.NullMarked;
