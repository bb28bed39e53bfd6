package dev.rondo.graph;

/** Something whose flow of data is known: one compiled pipeline, or a catalog of many. */
public interface DataFlow {
    PipelineGraph graph();
}
