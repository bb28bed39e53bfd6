package dev.rondo.ui.bench;

import dev.rondo.engine.store.StoreSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A PostgreSQL server that gives every measurement a database of its own. They stay there for whoever wants to look; the
 * names begin with {@code rondo_bench_}.
 *
 * @param url of a database whose user may make others, such as
 *     {@code jdbc:postgresql://localhost:5432/postgres?user=me&password=secret}
 */
record BenchServer(String url) {
    BenchServer {
        if (!url.matches("jdbc:postgresql://[^/]+/.*")) {
            throw new IllegalArgumentException("--db takes the address of a PostgreSQL server, such as"
                    + " jdbc:postgresql://localhost:5432/postgres?user=me; got " + url);
        }
    }

    StoreSettings newDatabase() {
        String name = "rondo_bench_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " encoding 'UTF8' template template0");
        } catch (SQLException e) {
            throw new IllegalStateException("No database could be made at the server of --db: " + e.getMessage(), e);
        }
        return StoreSettings.at(url.replaceFirst("(jdbc:postgresql://[^/]+/)[^?]*", "$1" + name));
    }
}
