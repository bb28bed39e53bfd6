package dev.rondo.engine.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Files as H2 alone leaves them. */
final class H2Files {
    private H2Files() {}

    /** A valid database without a table, such as H2 makes of some damaged files. */
    static void createEmpty(Path database) {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:" + database, "rondo", "")) {
            connection.createStatement().execute("shutdown");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
