package dev.rondo.engine.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The processes that have used this store, each with its newest epoch. On a shared database the row is also the node's
 * lease, by the clock of the database, and counts its transactions.
 */
final class NodeTable {
    private static final String NEXT_EPOCH = "select coalesce(max(epoch), 0) + 1 as epoch from node";

    private static final String RENEW = """
            update node set epoch = ?, started_at = ?, lease_expires_at = ?, holder = ?, turn = 0 where node_id = ?
            """;

    private static final String ADD = """
            insert into node (node_id, epoch, started_at, lease_expires_at, holder, turn) values (?, ?, ?, ?, ?, 0)
            """;

    private static final String NOW = "select current_timestamp as now";

    private static final String LEASE = """
            select epoch, turn, holder, lease_expires_at, current_timestamp as now from node where node_id = ?
            """;

    /** 0 rows: another process has taken the node over, and the epoch is over. */
    private static final String EXTEND = """
            update node set lease_expires_at = ? where node_id = ? and epoch = ?
            """;

    private static final String RELEASE = """
            update node set lease_expires_at = null, holder = '' where node_id = ? and epoch = ?
            """;

    /**
     * In every transaction that changes something; 0 rows: the epoch is over, or this is a transaction that was given up
     * ({@link #giveUp}), and nothing may be committed.
     */
    private static final String TURN = """
            update node set turn = ? where node_id = ? and epoch = ? and turn = ?
            """;

    private NodeTable() {}

    /**
     * A node's row.
     *
     * @param left how long its lease still lasts; zero or less when it has run out, empty when nobody holds it
     */
    record Lease(long epoch, long turn, String holder, Optional<Duration> left) {
        boolean live() {
            return left.filter(d -> !d.isNegative() && !d.isZero()).isPresent();
        }
    }

    /** An epoch greater than every earlier one of any node: what an earlier process wrote can be told from ours. */
    static long takeEpoch(Tx tx, String node, Instant now, Optional<Duration> lease, String holder) {
        long epoch = tx.one(NEXT_EPOCH, row -> row.bigint("epoch")).orElseThrow();
        Optional<Instant> until = lease.map(now(tx)::plus);
        if (!tx.updateOne(RENEW, epoch, now, until, holder, node)) {
            tx.update(ADD, node, epoch, now, until, holder);
        }
        return epoch;
    }

    static Optional<Lease> find(Tx tx, String node) {
        return tx.one(LEASE, NodeTable::read, node);
    }

    /** As {@link #find}, and nobody else changes the row before this transaction ends. */
    static Optional<Lease> lock(Tx tx, String node) {
        return tx.one(LEASE + " for update", NodeTable::read, node);
    }

    /** Whether the epoch still holds; then its lease lasts {@code lease} from now. */
    static boolean extend(Tx tx, String node, long epoch, Duration lease) {
        return tx.updateOne(EXTEND, now(tx).plus(lease), node, epoch);
    }

    /** Ends the lease of this epoch before its time. */
    static void release(Tx tx, String node, long epoch) {
        tx.update(RELEASE, node, epoch);
    }

    /**
     * Gives the transaction the number that follows, if the epoch still holds.
     *
     * @param before the number of the transaction before
     */
    static void turn(Tx tx, String node, long epoch, long before, Supplier<StoreException> otherwise) {
        tx.mustChangeEach(TURN, List.<Object[]>of(new Object[] {before + 1, node, epoch, before}), otherwise);
    }

    /** Passes over the number that follows, whose transaction is not there: should it still be on its way, it is refused. */
    static void giveUp(Tx tx, String node, long epoch, long before) {
        tx.update(TURN, afterGivenUp(before), node, epoch, before);
    }

    /** The number to go on from after {@link #giveUp}; no transaction has it, so it tells what became of that one. */
    static long afterGivenUp(long before) {
        return before + 2;
    }

    private static Instant now(Tx tx) {
        return tx.one(NOW, row -> row.instant("now")).orElseThrow();
    }

    private static Lease read(Row row) {
        Instant now = row.instant("now");
        return new Lease(
                row.bigint("epoch"),
                row.bigint("turn"),
                row.text("holder"),
                row.optionalInstant("lease_expires_at").map(until -> Duration.between(now, until)));
    }
}
