package dev.rondo.graph;

import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import java.util.ArrayList;
import java.util.List;

/** A pipeline of many steps, each reading five of the hundred before it. */
record LayeredPipeline(int steps) implements Pipeline<Pipeline.NoSettings> {

    @Override
    public String name() {
        return "layered";
    }

    @Override
    public void define(PipelineBuilder<Pipeline.NoSettings> p) {
        List<Dataset<Integer>> all = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            var step = p.step("step-" + i);
            int layer = (i / 100 - 1) * 100;
            all.add(
                    layer < 0
                            ? step.run(LayeredPipeline::one)
                            : step.reads(
                                            all.get(layer + i % 100),
                                            all.get(layer + 3 * i % 100),
                                            all.get(layer + 7 * i % 100),
                                            all.get(layer + 11 * i % 100),
                                            all.get(layer + 13 * i % 100))
                                    .run(LayeredPipeline::sum));
        }
        all.subList(Math.max(0, steps - 100), steps).forEach(p::output);
    }

    static Integer one() {
        return 1;
    }

    static Integer sum(Integer a, Integer b, Integer c, Integer d, Integer e) {
        return a + b + c + d + e;
    }
}
