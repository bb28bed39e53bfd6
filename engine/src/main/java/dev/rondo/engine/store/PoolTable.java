package dev.rondo.engine.store;

import dev.rondo.definition.PoolName;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The table {@code pool}: the limits that people have set. */
public final class PoolTable {
    private static final String UPDATE = "update pool set units = ?, changed_at = ? where pool = ?";
    private static final String INSERT = "insert into pool (units, changed_at, pool) values (?, ?, ?)";

    private PoolTable() {}

    /** Sets a limit; for the one thread that writes. */
    public static void put(Tx tx, PoolName pool, int units, Instant now) {
        if (!tx.updateOne(UPDATE, units, now, pool.value())) {
            tx.update(INSERT, units, now, pool.value());
        }
    }

    /** Every pool with its limit. */
    public static Map<PoolName, Integer> all(Tx tx) {
        Map<PoolName, Integer> limits = new TreeMap<>();
        tx.query("select pool, units from pool", row -> Map.entry(PoolName.of(row.text("pool")), row.integer("units")))
                .forEach(entry -> limits.put(entry.getKey(), entry.getValue()));
        return limits;
    }
}
