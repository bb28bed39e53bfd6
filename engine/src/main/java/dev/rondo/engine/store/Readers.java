package dev.rondo.engine.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * The connections that read. Each look takes one for itself and sees one state of all tables.
 *
 * <p><b>Threads:</b> safe for many.
 */
final class Readers implements AutoCloseable {
    private final String where;
    private final HikariDataSource connections;

    /**
     * Opens the first of them.
     *
     * @param most how many there are at a time; whoever needs one more waits
     */
    Readers(String where, Dialect dialect, int most) {
        this.where = where;
        try {
            this.connections = new HikariDataSource(config(dialect, most));
        } catch (HikariPool.PoolInitializationException e) {
            throw new StoreException(
                    StoreException.Kind.AWAY, "The database " + where + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static HikariConfig config(Dialect dialect, int most) {
        var config = new HikariConfig();
        config.setPoolName("rondo-store-readers");
        config.setJdbcUrl(dialect.urlOfReaders());
        config.setDataSourceProperties(dialect.login());
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setReadOnly(true);
        // One read sees one state, however many queries it sends.
        config.setTransactionIsolation(dialect.isolationOfReaders());
        if (!dialect.readerSettings().isEmpty()) {
            config.setConnectionInitSql(dialect.readerSettings());
            // Otherwise the first rollback would take the settings back.
            config.setIsolateInternalQueries(true);
            // A server that is away is told of soon, not after half a minute.
            config.setConnectionTimeout(5_000);
        }
        return config;
    }

    <T> T look(Function<Tx, T> work) {
        try (Connection connection = connections.getConnection()) {
            T found;
            try (Statements statements = Statements.reading(connection)) {
                found = work.apply(statements);
            }
            // Not rolled back, although there is nothing to keep: H2 would forget how it understood the questions.
            connection.commit();
            return found;
        } catch (SQLException e) {
            throw StoreException.of("The store of " + where + " cannot be read", e);
        }
    }

    /** A server has ended one of them, and so maybe others: those that nobody uses are made anew. */
    void renew() {
        connections.getHikariPoolMXBean().softEvictConnections();
    }

    @Override
    public void close() {
        connections.close();
    }
}
