package dev.rondo.engine;

import dev.rondo.definition.PoolName;
import dev.rondo.engine.store.Durability;
import dev.rondo.engine.store.StoreSettings;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where an engine keeps its things and how.
 *
 * @param home folder of the database, artifacts, logs and archived code; made when it is missing
 * @param dataRoot folder below which file sources are looked for
 * @param store the database; in the home unless a server is named
 * @param pools limits that are set at the start; those of other pools stay as they are stored
 */
public record EngineSettings(Path home, Path dataRoot, StoreSettings store, Map<PoolName, Integer> pools) {
    public EngineSettings {
        pools = Map.copyOf(pools);
    }

    /** Everything below {@code home}; sources in its folder {@code data}. */
    public static EngineSettings inHome(Path home) {
        return new EngineSettings(home, home.resolve("data"), StoreSettings.inHome(home), Map.of());
    }

    public EngineSettings withDataRoot(Path other) {
        return new EngineSettings(home, other, store, pools);
    }

    /** With another database; one on a server belongs to this home, where artifacts and logs stay. */
    public EngineSettings withStore(StoreSettings other) {
        return new EngineSettings(home, dataRoot, other.besideHome(home), pools);
    }

    public EngineSettings withDurability(Durability durability) {
        return new EngineSettings(home, dataRoot, store.withDurability(durability), pools);
    }

    public EngineSettings withPools(Map<PoolName, Integer> limits) {
        return new EngineSettings(home, dataRoot, store, limits);
    }
}
