package dev.rondo.engine.plan;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.EngineWork;
import dev.rondo.definition.GateDefinition;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.ModelName;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What steps that may run have an effect on beyond their own results.
 *
 * @param models those that may get another version
 * @param pipelines others that read what may change, directly or through further ones
 */
public record Touched(List<ModelName> models, List<PipelineName> pipelines) {
    public Touched {
        models = List.copyOf(models);
        pipelines = List.copyOf(pipelines);
    }

    /**
     * Follows data through the graphs of all pipelines.
     *
     * @param all every pipeline, {@code of} among them
     * @param mayRun steps of {@code of}
     */
    static Touched by(PipelineDefinition of, Set<StepName> mayRun, Collection<PipelineDefinition> all) {
        Set<DatasetName> datasets = new HashSet<>();
        Set<ModelName> models = new TreeSet<>((a, b) -> a.value().compareTo(b.value()));
        Set<PipelineName> pipelines = new TreeSet<>((a, b) -> a.value().compareTo(b.value()));
        of.steps().stream()
                .filter(step -> mayRun.contains(step.name()))
                .forEach(step -> step.outputs().forEach(out -> datasets.add(out.dataset())));
        int before;
        do {
            before = datasets.size() + models.size() + pipelines.size();
            for (PipelineDefinition pipeline : all) {
                for (StepDefinition step : pipeline.steps()) {
                    if (reads(step, datasets, models)) {
                        if (!pipeline.name().equals(of.name())) {
                            pipelines.add(pipeline.name());
                        }
                        step.outputs().stream().map(OutputDefinition::dataset).forEach(datasets::add);
                        step.gate().map(GateDefinition::model).ifPresent(models::add);
                    }
                }
            }
        } while (before != datasets.size() + models.size() + pipelines.size());
        return new Touched(List.copyOf(models), List.copyOf(pipelines));
    }

    private static boolean reads(StepDefinition step, Set<DatasetName> datasets, Set<ModelName> models) {
        boolean child = step.mode().work().stream()
                .anyMatch(work -> work instanceof EngineWork.RunPipeline call && datasets.contains(call.result()));
        return child
                || step.inputs().stream()
                        .anyMatch(input -> input instanceof InputDefinition.OfDataset in
                                ? datasets.contains(in.dataset())
                                : models.contains(((InputDefinition.OfChampion) input).model()));
    }

    /** Nothing. */
    public static Touched none() {
        return new Touched(List.of(), List.of());
    }

    /** What the steps of a plan touch that may run. */
    public static Touched by(
            PipelineDefinition of, Collection<Plan.OfPartition> partitions, Collection<PipelineDefinition> others) {
        Set<StepName> mayRun = new HashSet<>();
        partitions.forEach(partition -> partition.steps().stream()
                .filter(step -> step.verdict().mayRun())
                .forEach(step -> mayRun.add(step.step())));
        Set<PipelineDefinition> all = new HashSet<>(others);
        all.removeIf(other -> other.name().equals(of.name()));
        all.add(of);
        return mayRun.isEmpty() ? none() : by(of, mayRun, all);
    }
}
