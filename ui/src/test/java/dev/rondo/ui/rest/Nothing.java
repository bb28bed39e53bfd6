package dev.rondo.ui.rest;

import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;

/** The shortest run that there can be. */
final class Nothing implements Pipeline<Pipeline.NoSettings> {

    @Override
    public void define(PipelineBuilder<NoSettings> p) {
        p.output(p.step("nothing").run(Nothing::one));
    }

    static int one() {
        return 1;
    }
}
