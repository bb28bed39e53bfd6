package dev.rondo.pipeline;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.graph.DataFlow;
import dev.rondo.graph.PipelineGraph;
import java.util.List;

/**
 * One pipeline without mistakes, seen alone: datasets of other pipelines are in its graph, but not what they are made of.
 *
 * @param warnings what is allowed but probably not meant
 */
public record CompiledPipeline(PipelineDefinition definition, PipelineGraph graph, List<Problem> warnings)
        implements DataFlow {
    public CompiledPipeline {
        warnings = List.copyOf(warnings);
    }
}
