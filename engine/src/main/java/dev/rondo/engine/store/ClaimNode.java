package dev.rondo.engine.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a node of a shared database for this process, once nobody else holds it: its holder has let it go, is dead, or has
 * not renewed its lease in time. Refuses when a holder is seen to live.
 */
final class ClaimNode {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimNode.class);
    private static final long BETWEEN_LOOKS_MILLIS = 250;

    private static final String HAS_NODES = """
            select 1 as there from information_schema.tables where table_schema = current_schema and table_name = 'node'
            """;

    private final Writer writer;
    private final StoreSettings settings;
    private final String where;

    ClaimNode(Writer writer, StoreSettings settings, String where) {
        this.writer = writer;
        this.settings = settings;
        this.where = where;
    }

    /** Before tables are changed, for whoever holds the node uses them; does nothing in a fresh database. */
    void awaitFree() {
        boolean fresh = writer.transaction(tx -> tx.query(HAS_NODES, row -> row.integer("there")))
                .isEmpty();
        boolean old = !fresh && writer.transaction(ClaimNode::withoutLeases);
        if (!fresh && !old) {
            await();
        }
    }

    /** Waits until the node is free, and takes it; says which epoch is ours now. */
    long claim(Instant now) {
        String holder = Holder.thisProcess().text();
        Optional<Long> epoch = Optional.empty();
        while (epoch.isEmpty()) {
            await();
            epoch = tryTake(now, holder);
        }
        return epoch.get();
    }

    private Optional<Long> tryTake(Instant now, String holder) {
        try {
            return writer.transaction(tx -> NodeTable.lock(tx, settings.node())
                            .filter(ClaimNode::isHeld)
                            .isPresent()
                    ? Optional.empty()
                    : Optional.of(
                            NodeTable.takeEpoch(tx, settings.node(), now, Optional.of(settings.lease()), holder)));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.DUPLICATE || e.kind() == StoreException.Kind.CONFLICT) {
                return Optional.empty(); // another process takes it at this very moment
            }
            throw e;
        }
    }

    private void await() {
        Optional<Duration> before = Optional.empty();
        while (true) {
            Optional<NodeTable.Lease> held = look();
            if (held.isEmpty()) {
                return;
            }
            Duration left = held.get().left().orElseThrow();
            if (before.filter(earlier -> left.compareTo(earlier) > 0).isPresent()) {
                throw inUse(held.get());
            }
            if (before.isEmpty()) {
                LOG.info("{} is held by {}; waiting {} for a sign of life", where, who(held.get()), left);
            }
            before = Optional.of(left);
            Writer.sleep(BETWEEN_LOOKS_MILLIS);
        }
    }

    private Optional<NodeTable.Lease> look() {
        return writer.transaction(tx -> NodeTable.find(tx, settings.node())).filter(ClaimNode::isHeld);
    }

    private static boolean isHeld(NodeTable.Lease lease) {
        return lease.live()
                && Holder.parse(lease.holder()).filter(Holder::isDead).isEmpty();
    }

    private StoreException inUse(NodeTable.Lease lease) {
        return new StoreException(
                StoreException.Kind.IN_USE,
                "The database " + where + " is in use by " + who(lease) + ": one process at a time works with it. Stop"
                        + " that process, or talk to it over its address; to run a second one, give it a database of its"
                        + " own");
    }

    private static String who(NodeTable.Lease lease) {
        return Holder.parse(lease.holder()).map(Holder::toString).orElse("another process");
    }

    /** Whether the tables are from before there were leases, so that nobody can hold one. */
    private static boolean withoutLeases(Tx tx) {
        return tx.query("""
                        select 1 as there from information_schema.columns
                         where table_schema = current_schema and table_name = 'node' and column_name = 'holder'
                        """, row -> row.integer("there")).isEmpty();
    }
}
