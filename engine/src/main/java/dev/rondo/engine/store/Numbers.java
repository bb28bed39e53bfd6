package dev.rondo.engine.store;

import java.util.HashMap;
import java.util.Map;

/**
 * Hands out the numbers of new rows. Only the writer adds rows, so it asks for the greatest number once and counts on from
 * there. A sequence of the database would cost more: H2 writes all that is not yet in its file
 * whenever a sequence moves on.
 *
 * <p>On a server others could have numbered rows meanwhile, but only after they have taken the node over, and then no
 * transaction of this process is committed any more ({@link NodeTable#turn}): whatever number it has thought of, no row
 * has it.
 *
 * <p><b>Threads:</b> the writer's.
 */
final class Numbers {
    private final Map<String, Long> last = new HashMap<>();

    /** The first of {@code count} numbers that no row of this table has. */
    long take(Tx tx, String table, String column, int count) {
        long before = last.computeIfAbsent(table, t -> greatest(tx, t, column));
        last.put(table, before + count);
        return before + 1;
    }

    /** To be called when a transaction is rolled back, and when rows are deleted. */
    void forget() {
        last.clear();
    }

    private static long greatest(Tx tx, String table, String column) {
        return tx.one("select coalesce(max(" + column + "), 0) as n from " + table, row -> row.bigint("n"))
                .orElseThrow();
    }
}
