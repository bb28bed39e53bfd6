package dev.rondo.ui.bench;

import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.StoreSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What the disk and the database can do at best, each commit on the disk before it is answered.
 *
 * @param syncs how often the disk takes 4 KiB for good in a second
 * @param database the database over plain JDBC, as any program would use it
 * @param store the same through the engine's own way of writing
 */
record Limits(double syncs, Rates database, Rates store) {
    private static final int ROWS = 1000;
    private static final double SECONDS = 3;

    private static final String TABLES = """
            create table bench_step (
                id integer not null primary key, state varchar(20) not null, why varchar(200) not null)
            """;

    private static final String EVENTS = """
            create table bench_event (
                seq bigint not null primary key, id integer not null, state varchar(20) not null,
                body varchar(500) not null)
            """;

    private static final String INSERT = "insert into bench_step (id, state, why) values (?, ?, ?)";
    private static final String UPDATE = "update bench_step set state = ?, why = ? where id = ?";
    private static final String EVENT = "insert into bench_event (seq, id, state, body) values (?, ?, ?, ?)";

    /**
     * @param smallCommits commits of one update and one insert in a second
     * @param transitions pairs of an update and an insert in a second, a thousand in each commit
     */
    record Rates(double smallCommits, double transitions) {}

    static Limits measure(EngineSettings settings) throws IOException {
        double syncs = syncs(settings.home());
        Rates plain;
        try (Plain database = Plain.open(settings)) {
            plain = rates(database);
        } catch (SQLException e) {
            throw new IOException("The database cannot be measured over plain JDBC", e);
        }
        try (Database database = Database.open(settings.store(), InstantSource.system())) {
            return new Limits(
                    syncs,
                    plain,
                    rates((sql, rows) -> database.write(tx -> {
                        for (int i = 0; i < sql.size(); i++) {
                            tx.batch(sql.get(i), rows.get(i));
                        }
                        return true;
                    })));
        }
    }

    /** Whoever keeps statements with their rows, all of them in one commit. */
    private interface Target {
        void commit(List<String> sql, List<List<Object[]>> rows) throws IOException;
    }

    private static Rates rates(Target target) throws IOException {
        List<Object[]> once = List.<Object[]>of(new Object[0]);
        target.commit(List.of(TABLES), List.of(once));
        target.commit(List.of(EVENTS), List.of(once));
        List<Object[]> steps = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            steps.add(new Object[] {i, "WAITING", "waits for the steps before it"});
        }
        target.commit(List.of(INSERT), List.of(steps));
        var moves = new Moves(target);
        perSecond(1, () -> moves.commit(ROWS)); // warm
        double transitions = ROWS * perSecond(SECONDS, () -> moves.commit(ROWS));
        double small = perSecond(SECONDS, () -> moves.commit(1));
        target.commit(List.of("drop table bench_step"), List.of(once));
        target.commit(List.of("drop table bench_event"), List.of(once));
        return new Rates(small, transitions);
    }

    private static final class Moves {
        private final Target target;
        private long seq;

        Moves(Target target) {
            this.target = target;
        }

        void commit(int transitions) throws IOException {
            List<Object[]> updates = new ArrayList<>();
            List<Object[]> events = new ArrayList<>();
            for (int i = 0; i < transitions; i++) {
                updates.add(new Object[] {"RUNNING", "attempt 1 runs", i});
                seq++;
                events.add(new Object[] {seq, i, "RUNNING", "{\"state\":\"RUNNING\",\"why\":\"attempt 1 runs\"}"});
            }
            target.commit(List.of(UPDATE, EVENT), List.of(updates, events));
        }
    }

    /** One connection, and on H2 a file of its own that is forced to the disk after each commit. */
    private record Plain(Connection connection, boolean forced, Map<String, PreparedStatement> prepared)
            implements Target, AutoCloseable {
        static Plain open(EngineSettings settings) throws SQLException {
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
            Connection connection = DriverManager.getConnection(url, login);
            connection.setAutoCommit(false);
            return new Plain(connection, !server, new HashMap<>());
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
        public void close() throws SQLException {
            connection.close();
        }
    }

    private static double syncs(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = Files.createTempFile(folder, "sync", "");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] page = new byte[4096];
            return perSecond(SECONDS, () -> {
                channel.write(ByteBuffer.wrap(page));
                channel.force(false);
            });
        } finally {
            Files.delete(file);
        }
    }

    private interface Work {
        void once() throws IOException;
    }

    private static double perSecond(double seconds, Work work) throws IOException {
        long begin = System.nanoTime();
        long times = 0;
        double passed = 0;
        while (passed < seconds) {
            work.once();
            times++;
            passed = (System.nanoTime() - begin) / 1e9;
        }
        return times / passed;
    }
}
