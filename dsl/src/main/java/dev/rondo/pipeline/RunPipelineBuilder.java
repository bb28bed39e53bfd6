package dev.rondo.pipeline;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.EngineWork;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A step that runs another deployed pipeline for the same partition and waits for its end, without a slot. A cancel of
 * this run cancels that one; a failure of that one fails this step.
 */
public final class RunPipelineBuilder {
    private final PipelineBuilder<?> pipeline;
    private final String name;
    private final String called;
    private final Map<String, Object> settings = new HashMap<>();
    private final List<DatasetName> after = new ArrayList<>();

    RunPipelineBuilder(PipelineBuilder<?> pipeline, String name, String called) {
        this.pipeline = pipeline;
        this.name = name;
        this.called = called;
    }

    /** A setting that differs from that pipeline's default. */
    public RunPipelineBuilder with(String setting, Object value) {
        settings.put(setting, value);
        return this;
    }

    /** Waits until the steps that write these datasets have succeeded. */
    public RunPipelineBuilder after(Dataset<?>... datasets) {
        for (Dataset<?> dataset : datasets) {
            after.add(dataset.dataset());
        }
        return this;
    }

    /** Ends the declaration: what the other pipeline publishes is what this step hands on. */
    public <T> Dataset<T> result(DatasetRef<T> ref) {
        if (!PipelineName.valid(called)) {
            pipeline.problems.add(Problem.error(
                    "invalid-name",
                    pipeline.place(name),
                    "\"" + called + "\" cannot be the name of a pipeline to run.",
                    "Give the name of a deployed pipeline."));
            return new Dataset<>(pipeline, pipeline.datasetName(name, pipeline.name + "." + name), ref.type());
        }
        var work = new EngineWork.RunPipeline(
                PipelineName.of(called), settings, pipeline.datasetName(ref.name(), ref.name()));
        return pipeline.adding()
                .handingOn(name, "Runs pipeline " + called, List.of(), ref.type(), after, StepMode.of(work));
    }
}
