package dev.rondo.engine.store;

import java.time.Instant;

/** The processes that have used this store, each with its newest epoch. */
final class NodeTable {
    private static final String NEXT_EPOCH = "select coalesce(max(epoch), 0) + 1 as epoch from node";

    private static final String RENEW = """
            update node set epoch = ?, started_at = ?, lease_expires_at = null where node_id = ?
            """;

    private static final String ADD = """
            insert into node (node_id, epoch, started_at, lease_expires_at) values (?, ?, ?, null)
            """;

    private NodeTable() {}

    /** An epoch greater than every earlier one of any node: what an earlier process wrote can be told from ours. */
    static long takeEpoch(Tx tx, String node, Instant now) {
        long epoch = tx.one(NEXT_EPOCH, row -> row.bigint("epoch")).orElseThrow();
        if (!tx.updateOne(RENEW, epoch, now, node)) {
            tx.update(ADD, node, epoch, now);
        }
        return epoch;
    }
}
