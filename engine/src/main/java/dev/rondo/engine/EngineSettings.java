package dev.rondo.engine;

import dev.rondo.definition.PoolName;
import dev.rondo.engine.retention.RetentionSettings;
import dev.rondo.engine.store.Durability;
import dev.rondo.engine.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where an engine keeps its things and how.
 *
 * @param home folder of the database, artifacts, logs and archived code; made when it is missing
 * @param dataRoot folder below which file sources are looked for
 * @param store the database; in the home unless a server is named
 * @param pools limits that are set at the start; those of other pools stay as they are stored
 * @param retention how long what is over is kept
 * @param probeEvery how often, when nothing else is to be done, a step that was taken from the cache is run once more to
 *     see whether it gives the same; empty for never
 */
public record EngineSettings(
        Path home,
        Path dataRoot,
        StoreSettings store,
        Map<PoolName, Integer> pools,
        RetentionSettings retention,
        Optional<Duration> probeEvery) {
    public EngineSettings {
        pools = Map.copyOf(pools);
    }

    /** Everything below {@code home}; sources in its folder {@code data}. */
    public static EngineSettings inHome(Path home) {
        return new EngineSettings(
                home,
                home.resolve("data"),
                StoreSettings.inHome(home),
                Map.of(),
                RetentionSettings.DEFAULT,
                Optional.empty());
    }

    public EngineSettings withDataRoot(Path other) {
        return new EngineSettings(home, other, store, pools, retention, probeEvery);
    }

    /** With another database; one on a server belongs to this home, where artifacts and logs stay. */
    public EngineSettings withStore(StoreSettings other) {
        return new EngineSettings(home, dataRoot, other.besideHome(home), pools, retention, probeEvery);
    }

    public EngineSettings withDurability(Durability durability) {
        return new EngineSettings(home, dataRoot, store.withDurability(durability), pools, retention, probeEvery);
    }

    public EngineSettings withPools(Map<PoolName, Integer> limits) {
        return new EngineSettings(home, dataRoot, store, limits, retention, probeEvery);
    }

    public EngineSettings withRetention(RetentionSettings other) {
        return new EngineSettings(home, dataRoot, store, pools, other, probeEvery);
    }

    public EngineSettings withProbeEvery(Duration interval) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("The time between two probes is longer than zero; got " + interval);
        }
        return new EngineSettings(home, dataRoot, store, pools, retention, Optional.of(interval));
    }
}
