package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table through which rows pass, as those of runs do: what leaves at one end leaves pages that H2 forgets. */
class H2StraysTest {
    private static final int ROWS = 2_000;
    private static final int KEPT = 300;
    private static final int CHECKPOINT = 20;
    private static final int SPARSE = 50;
    private static final int EVERY = 101;
    private static final String BODY = "x".repeat(700);

    @TempDir
    Path home;

    private H2 h2;

    @BeforeEach
    void nameTheDatabase() {
        h2 = H2.inFile(home.resolve("rondo"), Durability.PROCESS_KILL);
    }

    @Test
    void pages_that_h2_forgot_are_given_up_and_their_space_is_used_again() throws Exception {
        long forgotten = passThrough(new H2Strays(), false);
        Files.delete(home.resolve("rondo.mv.db"));
        long givenUp = passThrough(new H2Strays(), true);
        assertThat(givenUp).isLessThan(forgotten / 4);
        assertRowsAreThere();
    }

    /** The size of the file at the end. The process is as good as killed then. */
    private long passThrough(H2Strays strays, boolean giveUp) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("create table passing (id bigint primary key, body varchar)");
            statement.execute("create index passing_body on passing (body)");
            MVStore store = H2Space.store(connection);
            store.setAutoCommitDelay(-1);
            connection.setAutoCommit(false);
            PreparedStatement insert = connection.prepareStatement("insert into passing values (?, ?)");
            PreparedStatement delete = connection.prepareStatement("delete from passing where id <= ?");
            int strayed = 0;
            for (long id = 1; id <= ROWS; id++) {
                insert.setLong(1, id);
                insert.setString(2, id + BODY);
                insert.executeUpdate();
                delete.setLong(1, id - KEPT);
                delete.executeUpdate();
                connection.commit();
                if (id % CHECKPOINT == 0) {
                    H2.sync(connection);
                    strayed += giveUp ? strays.giveUp(store, SPARSE) : 0;
                    H2Space.copyTogether(connection);
                }
            }
            long size = store.getFileStore().size();
            if (giveUp) {
                H2.sync(connection);
                assertThat(strayed).isPositive();
            }
            statement.execute("shutdown immediately");
            return size;
        }
    }

    /** Each is read: none of what was given up was needed. */
    private void assertRowsAreThere() throws SQLException {
        h2.recover(home.toString());
        try (Connection connection = open();
                ResultSet rows =
                        connection.createStatement().executeQuery("select id, body from passing order by id")) {
            for (long id = ROWS - KEPT + 1; id <= ROWS; id++) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isEqualTo(id);
                assertThat(rows.getString(2)).isEqualTo(id + BODY);
            }
            assertThat(rows.next()).isFalse();
        }
    }

    @Test
    void a_page_is_given_up_once_and_only_if_two_looks_with_a_checkpoint_between_them_miss_it() throws SQLException {
        var strays = new H2Strays();
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("create table passing (id bigint primary key, body varchar)");
            statement.execute("insert into passing select x, repeat('x', 3000) from system_range(1, 12)");
            H2.sync(connection);
            MVStore store = H2Space.store(connection);
            store.setAutoCommitDelay(-1);
            for (int id = 1; id < 12; id++) {
                statement.execute("delete from passing where id = " + id);
                H2.sync(connection);
            }
            assertThat(strays.giveUp(store, EVERY)).as("missed once").isZero();
            assertThat(strays.giveUp(store, EVERY)).as("no checkpoint since").isZero();
            change(statement, 13);
            assertThat(strays.giveUp(store, EVERY)).as("missed twice").isPositive();
            change(statement, 14);
            assertThat(strays.giveUp(store, EVERY)).as("given up before").isZero();
            change(statement, 15);
            assertThat(strays.giveUp(store, EVERY)).as("given up before").isZero();
            statement.execute("shutdown immediately");
        }
    }

    private static void change(Statement statement, int id) throws SQLException {
        statement.execute("insert into passing values (" + id + ", '')");
        H2.sync(statement.getConnection());
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(h2.url().replace("RETENTION_TIME=1000", "RETENTION_TIME=0"), "rondo", "");
    }
}
