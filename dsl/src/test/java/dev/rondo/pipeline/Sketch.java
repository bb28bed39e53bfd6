package dev.rondo.pipeline;

import dev.rondo.pipeline.Pipeline.NoSettings;
import java.util.function.Consumer;

/** A pipeline in one expression, for tests. */
record Sketch(String name, Consumer<PipelineBuilder<NoSettings>> says) implements Pipeline<NoSettings> {

    static Sketch of(String name, Consumer<PipelineBuilder<NoSettings>> says) {
        return new Sketch(name, says);
    }

    @Override
    public void define(PipelineBuilder<NoSettings> p) {
        says.accept(p);
    }
}
