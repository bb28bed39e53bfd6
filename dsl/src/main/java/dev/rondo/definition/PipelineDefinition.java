package dev.rondo.definition;

import dev.rondo.partition.Partitioning;
import dev.rondo.settings.SettingsSchema;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A pipeline after compilation: complete, valid, immutable. The engine sees nothing else of the user's class.
 *
 * @param atMostEvery least time between two runs that triggers start; empty without limit
 * @param runs priority, overlap and time-out of its runs
 * @param pipelineClass the class it was written in, as in {@link Class#getName()}
 */
public record PipelineDefinition(
        PipelineName name,
        String owner,
        String description,
        String pipelineClass,
        SettingsSchema settings,
        Partitioning partitioning,
        List<SourceDefinition> sources,
        List<StepDefinition> steps,
        List<TriggerDefinition> triggers,
        Optional<Duration> atMostEvery,
        RunPolicy runs) {
    public PipelineDefinition {
        sources = List.copyOf(sources);
        steps = List.copyOf(steps);
        triggers = List.copyOf(triggers);
    }

    /** The same pipeline, started by people alone. */
    public PipelineDefinition withoutTriggers() {
        return new PipelineDefinition(
                name,
                owner,
                description,
                pipelineClass,
                settings,
                partitioning,
                sources,
                steps,
                List.of(),
                atMostEvery,
                runs);
    }

    public Optional<StepDefinition> step(StepName step) {
        return steps.stream().filter(s -> s.name().equals(step)).findFirst();
    }
}
