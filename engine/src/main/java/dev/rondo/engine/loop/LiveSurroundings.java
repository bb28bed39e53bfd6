package dev.rondo.engine.loop;

import dev.rondo.definition.ModelName;
import dev.rondo.engine.registry.ChampionVersion;
import dev.rondo.engine.registry.Registry;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.PinTable;
import dev.rondo.engine.store.PinTable.PinRow;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.util.Map;
import java.util.Optional;

/**
 * What is around a run that is under way.
 *
 * @param active the unfinished runs, whose rows may be behind
 */
record LiveSurroundings(Registry registry, Map<RunId, ActiveRun> active) implements Surroundings {

    @Override
    public Optional<ChampionVersion> champion(Tx tx, ModelName model) {
        return registry.champion(tx, model);
    }

    @Override
    public Optional<Resolution> chain(Tx tx, ActiveRun run, PartitionKey before) {
        return Chain.obstacle(tx, run, before, active);
    }

    @Override
    public void pinned(Tx tx, PinRow pin) {
        PinTable.insert(tx, pin);
    }
}
