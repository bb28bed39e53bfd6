package dev.rondo.ui.bench;

import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.store.StoreSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A database as any program would use it: one connection, and on H2 a file of its own that is forced to the disk after each commit. */
record PlainDatabase(Connection connection, boolean forced, Map<String, PreparedStatement> prepared)
        implements Transitions.Target, AutoCloseable {
    static PlainDatabase open(EngineSettings settings) throws IOException {
        var login = new Properties();
        String url = "jdbc:h2:async:" + settings.home().resolve("plain").toAbsolutePath()
                + ";WRITE_DELAY=0;COMPRESS=FALSE;RETENTION_TIME=1000";
        boolean server = settings.store().place() instanceof StoreSettings.Place.Server;
        if (settings.store().place() instanceof StoreSettings.Place.Server place) {
            url = place.jdbcUrl();
            login.setProperty("reWriteBatchedInserts", "true");
            place.user().ifPresent(user -> login.setProperty("user", user));
            place.password().ifPresent(password -> login.setProperty("password", password));
        }
        try {
            Connection connection = DriverManager.getConnection(url, login);
            connection.setAutoCommit(false);
            return new PlainDatabase(connection, !server, new HashMap<>());
        } catch (SQLException e) {
            throw new IOException("The database cannot be opened over plain JDBC: " + url, e);
        }
    }

    @Override
    public void commit(List<String> sql, List<List<Object[]>> rows) throws IOException {
        try {
            for (int i = 0; i < sql.size(); i++) {
                send(sql.get(i), rows.get(i));
            }
            connection.commit();
            if (forced) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("checkpoint sync");
                }
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private void send(String sql, List<Object[]> rows) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (Object[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                statement.setObject(k + 1, row[k]);
            }
            statement.addBatch();
        }
        statement.executeBatch();
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
