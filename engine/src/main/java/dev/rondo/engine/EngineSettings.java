package dev.rondo.engine;

import dev.rondo.engine.store.Durability;
import dev.rondo.engine.store.StoreSettings;
import java.nio.file.Path;

/**
 * Where an engine keeps its things and how.
 *
 * @param home folder of the database, artifacts, logs and archived code; made when it is missing
 * @param dataRoot folder below which file sources are looked for
 * @param store the database; in the home unless a server is named
 */
public record EngineSettings(Path home, Path dataRoot, StoreSettings store) {

    /** Everything below {@code home}; sources in its folder {@code data}. */
    public static EngineSettings inHome(Path home) {
        return new EngineSettings(home, home.resolve("data"), StoreSettings.inHome(home));
    }

    public EngineSettings withDataRoot(Path other) {
        return new EngineSettings(home, other, store);
    }

    /** With another database; one on a server belongs to this home, where artifacts and logs stay. */
    public EngineSettings withStore(StoreSettings other) {
        return new EngineSettings(home, dataRoot, other.besideHome(home));
    }

    public EngineSettings withDurability(Durability durability) {
        return new EngineSettings(home, dataRoot, store.withDurability(durability));
    }
}
