package dev.rondo.engine.loop;

import dev.rondo.definition.ModelName;
import dev.rondo.engine.registry.ChampionVersion;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.store.PinTable.PinRow;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.util.Optional;

/** What the inputs of a run depend on outside of it: as it is, or as a plan foresees it. */
interface Surroundings {

    /** The model in service. */
    Optional<ChampionVersion> champion(Tx tx, ModelName model);

    /** Why a step cannot go on from its result for the partition {@code before}; empty when it can. */
    Optional<Resolution> chain(Tx tx, ActiveRun run, PartitionKey before);

    /** The run uses this version from now on. */
    void pinned(Tx tx, PinRow pin);
}
