package dev.rondo.engine.loop;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.definition.TriggerDefinition;
import dev.rondo.definition.ValueType;
import dev.rondo.partition.Partitioning;
import dev.rondo.partition.TimeWindows;
import dev.rondo.settings.SettingsSchema;
import dev.rondo.step.DataFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Pipelines with triggers and a source and without steps. */
public final class SamplePipelines {
    public static final PipelineName BIKE = PipelineName.of("bike-demand");
    public static final DatasetName RENTALS = DatasetName.of("bike-demand.rentals");

    private SamplePipelines() {}

    record None() {}

    /** Monthly from 2011-01 in UTC. */
    public static PipelineDefinition monthly(Optional<Duration> atMostEvery, TriggerDefinition... triggers) {
        return pipeline(TimeWindows.monthly("2011-01"), atMostEvery, triggers);
    }

    public static PipelineDefinition pipeline(
            Partitioning partitioning, Optional<Duration> atMostEvery, TriggerDefinition... triggers) {
        var source = new SourceDefinition(
                RENTALS,
                "rentals/hour-{partition}.csv",
                Duration.ofSeconds(2),
                ValueType.of(DataFile.class),
                Optional.empty());
        return new PipelineDefinition(
                BIKE,
                "ada",
                "",
                "sample.Bike",
                SettingsSchema.of(None.class),
                partitioning,
                List.of(source),
                List.of(),
                List.of(triggers),
                atMostEvery,
                dev.rondo.definition.RunPolicy.PLAIN);
    }
}
