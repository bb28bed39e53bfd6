package dev.rondo.engine.export;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.loop.Turn;
import dev.rondo.engine.registry.ChampionVersion;
import dev.rondo.engine.registry.Registry;
import dev.rondo.engine.store.DatasetVersionTable;
import dev.rondo.partition.PartitionKey;

/** Makes what an exported run read the current versions of a home, so that a new run reads the same. */
public final class TakeIn {
    private TakeIn() {}

    /** Belongs into the engine's own turn, before the run is started. */
    public static void into(Turn turn, ExportedRun run, Registry registry) {
        for (ExportedRun.Input input : run.inputs()) {
            DatasetName dataset = DatasetName.of(input.dataset());
            PartitionKey partition = PartitionKey.of(input.partition());
            DatasetVersionTable.insertIfNew(
                            turn.tx(),
                            dataset,
                            partition,
                            input.digest(),
                            input.sizeBytes(),
                            turn.now(),
                            input.detail())
                    .ifPresent(version -> turn.datasetChanged(dataset, partition));
        }
        for (ExportedRun.Champion champion : run.champions()) {
            registry.takeOver(
                    turn.tx(),
                    new ChampionVersion(
                            ModelName.of(champion.model()),
                            champion.version(),
                            new Digest(champion.digest()),
                            champion.sizeBytes(),
                            PartitionKey.of(champion.partition())),
                    PipelineName.of(run.pipeline()),
                    StepName.of("import"),
                    turn.now());
        }
    }
}
