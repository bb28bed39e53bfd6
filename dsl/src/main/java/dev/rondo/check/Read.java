package dev.rondo.check;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepDefinition;
import java.util.Optional;

/**
 * A step reads a dataset.
 *
 * @param dataset what is known about it; empty when nobody in scope writes it
 */
record Read(
        PipelineDefinition pipeline,
        StepDefinition step,
        InputDefinition.OfDataset input,
        Optional<DatasetDefinition> dataset) {

    String place() {
        return pipeline.name() + "/" + step.name();
    }

    boolean acrossPipelines() {
        return dataset.filter(d -> !d.pipeline().equals(pipeline.name())).isPresent();
    }
}
