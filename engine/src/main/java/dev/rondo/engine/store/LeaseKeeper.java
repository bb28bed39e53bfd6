package dev.rondo.engine.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the lease of this process on a shared database, over a connection of its own: a long turn of the engine does not
 * delay it. Hears on the same connection of requests for runs, and looks for those that it has not heard of.
 *
 * <p><b>Threads:</b> one of its own, which is never interrupted.
 */
final class LeaseKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final long AFTER_FAILURE_MILLIS = 500;
    private static final int NAP_MILLIS = 250;
    private static final int RENEWALS_PER_LEASE = 4;

    private final String where;
    private final Dialect dialect;
    private final Writer.Source source;
    private final String node;
    private final long epoch;
    private final Duration lease;
    private final Consumer<Optional<String>> trouble;
    private final Consumer<StoreException> over;
    private final Runnable asked;
    private final Thread thread = new Thread(this::run, "rondo-lease");
    private final Object lock = new Object();
    /** The connection on which it listens right now, and does nothing else. Guarded by the lock. */
    private @Nullable Connection listening;

    private volatile boolean closing;

    /**
     * @param trouble hears why the database cannot be reached, and, with nothing, that it can
     * @param over hears that another process has taken over
     * @param asked hears that there are requests for runs
     */
    LeaseKeeper(
            String where,
            Dialect dialect,
            Writer.Source source,
            StoreSettings settings,
            long epoch,
            Consumer<Optional<String>> trouble,
            Consumer<StoreException> over,
            Runnable asked) {
        this.where = where;
        this.dialect = dialect;
        this.source = source;
        this.node = settings.node();
        this.lease = settings.lease();
        this.epoch = epoch;
        this.trouble = trouble;
        this.over = over;
        this.asked = asked;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closing = true;
        if (Thread.currentThread() == thread) {
            return;
        }
        hangUp();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the waiting for something to be heard. What is being written is left to end by itself. */
    private void hangUp() {
        synchronized (lock) {
            if (listening != null) {
                try {
                    listening.abort(Runnable::run);
                } catch (SQLException e) {
                    LOG.debug("The connection of the lease could not be cut; it ends by itself", e);
                }
            }
        }
    }

    private boolean listens(Optional<Connection> connection) {
        synchronized (lock) {
            listening = connection.orElse(null);
            return !closing;
        }
    }

    private void run() {
        while (!closing) {
            try (Connection connection = source.connect();
                    Statements statements = Statements.writing(connection, new Numbers())) {
                connection.setAutoCommit(true);
                dialect.listen(connection);
                keep(connection, statements);
            } catch (SQLException e) {
                failed(dialect.cannotOpen(where, e));
            } catch (StoreException e) {
                failed(e);
            }
        }
    }

    private void keep(Connection connection, Statements statements) throws SQLException {
        while (!closing) {
            if (!NodeTable.extend(statements, node, epoch, lease)) {
                closing = true;
                over.accept(Writer.overtaken(where, epoch));
                return;
            }
            trouble.accept(Optional.empty());
            if (!RunRequestTable.open(statements, 1).isEmpty()) {
                asked.run(); // nobody may have heard of it
            }
            hear(connection, lease.toMillis() / RENEWALS_PER_LEASE);
        }
    }

    private void hear(Connection connection, long millis) throws SQLException {
        long left = millis;
        while (left > 0 && listens(Optional.of(connection))) {
            boolean heard;
            try {
                heard = dialect.hears(connection, NAP_MILLIS);
            } finally {
                listens(Optional.empty());
            }
            if (heard) {
                asked.run();
            }
            left -= NAP_MILLIS;
        }
    }

    private void failed(StoreException e) {
        if (!closing) {
            LOG.warn("The lease on {} cannot be renewed; tried again: {}", where, e.getMessage());
            trouble.accept(Optional.of(String.valueOf(e.getMessage())));
            rest(AFTER_FAILURE_MILLIS);
        }
    }

    private void rest(long millis) {
        long left = millis;
        while (!closing && left > 0) {
            Writer.sleep(Math.min(NAP_MILLIS, left));
            left -= NAP_MILLIS;
        }
    }
}
