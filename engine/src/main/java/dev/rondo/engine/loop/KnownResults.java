package dev.rondo.engine.loop;

import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.store.CacheTable;
import dev.rondo.engine.store.CacheTable.CacheRow;
import dev.rondo.engine.store.CacheTable.Result;
import dev.rondo.engine.store.RowJson;
import dev.rondo.engine.store.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that were asked about lately, and what the cache has for them, if anything. The engine's thread alone adds and
 * removes results, and does both through this, so what is known stays true. Owned by the engine's thread.
 */
final class KnownResults {
    private static final int MOST = 20_000;

    /** What the cache has for a key. */
    record Known(Result result, List<OutputArtifact> outputs, Map<String, Double> metrics) {}

    /** A new entry, with its outputs and metrics as they were before they became texts of it. */
    record Learned(CacheRow row, List<OutputArtifact> outputs, Map<String, Double> metrics) {}

    /** Empty for keys that the cache does not have. */
    private final Map<String, Optional<Known>> keys = new LatelyUsed<>(MOST);

    /** Those of these keys that the cache has; of those that were not asked about lately in one question. */
    Map<String, Known> among(Tx tx, Collection<String> all) {
        Map<String, Known> found = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String key : all) {
            Optional<Known> known = keys.get(key);
            if (known == null) {
                unknown.add(key);
            } else {
                known.ifPresent(result -> found.put(key, result));
            }
        }
        for (Result result : unknown.isEmpty() ? List.<Result>of() : CacheTable.results(tx, unknown)) {
            found.put(
                    result.key(),
                    new Known(result, RowJson.outputs(result.outputs()), RowJson.metrics(result.metrics())));
        }
        unknown.forEach(key -> keys.put(key, Optional.ofNullable(found.get(key))));
        return found;
    }

    /** That the cache has nothing for a key is certain without asking. */
    void hasNone(String key) {
        keys.putIfAbsent(key, Optional.empty());
    }

    /** Adds results, each in the place of an older one with the same key. */
    void put(Tx tx, List<Learned> all) {
        CacheTable.putAll(tx, all.stream().map(Learned::row).toList(), this::mayHave);
        for (Learned learned : all) {
            CacheRow row = learned.row();
            var result =
                    new Result(row.key(), row.pipeline(), row.outputs(), row.metrics(), row.run(), row.createdAt());
            keys.put(row.key(), Optional.of(new Known(result, learned.outputs(), learned.metrics())));
        }
    }

    void remove(Tx tx, Collection<String> useless) {
        CacheTable.removeAll(tx, useless);
        useless.forEach(keys::remove);
    }

    void clear() {
        keys.clear();
    }

    private boolean mayHave(String key) {
        Optional<Known> known = keys.get(key);
        return known == null || known.isPresent();
    }
}
