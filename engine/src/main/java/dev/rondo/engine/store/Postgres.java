package dev.rondo.engine.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server.
 *
 * <p>A client that vanishes behind a cut network keeps its locks until the server notices, on the defaults for hours; one
 * that waits for a vanished server waits as long. Hence the settings: keep-alive on both ends, a look at the client while
 * a statement runs, and a limit for every statement, lock and open transaction. {@link ManyRows} has its way of writing many
 * rows at once.
 */
final class Postgres implements Dialect {
    private static final Logger LOG = LoggerFactory.getLogger(Postgres.class);
    private static final int OLDEST_VERSION = 14;

    private static final String VANISHED_CLIENTS = """
            set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3;
            set client_connection_check_interval = '1s'; set lock_timeout = '10s';
            set idle_in_transaction_session_timeout = '10s';
            """;

    /**
     * The server keeps the plan of a question that comes often, and one that it made while a table was small reads all of the
     * table long after it has grown. The engine's own questions are short and by key, whatever the size; those of readers are
     * planned each time, for what there is then.
     */
    private static final String WRITER =
            VANISHED_CLIENTS + "set statement_timeout = '60s'; set jit = off; set enable_seqscan = off;";

    private static final String READER =
            VANISHED_CLIENTS + "set statement_timeout = '30s'; set jit = off; set plan_cache_mode = force_custom_plan;";

    private final StoreSettings.Place.Server place;
    private final Durability durability;
    private volatile boolean seenFit;

    Postgres(StoreSettings.Place.Server place, Durability durability) {
        this.place = place;
        this.durability = durability;
    }

    @Override
    public void recover(String where) {
        // The server recovers itself.
    }

    @Override
    public String url() {
        return place.jdbcUrl();
    }

    @Override
    public String urlOfExisting() {
        return place.jdbcUrl();
    }

    /** What the address says itself wins over these. */
    @Override
    public String urlOfReaders() {
        return url();
    }

    @Override
    public Properties login() {
        var login = new Properties();
        place.user().ifPresent(user -> login.setProperty("user", user));
        place.password().ifPresent(password -> login.setProperty("password", password));
        login.setProperty("ApplicationName", "rondo");
        login.setProperty("reWriteBatchedInserts", "true");
        login.setProperty("tcpKeepAlive", "true");
        login.setProperty("connectTimeout", "5");
        login.setProperty("loginTimeout", "10");
        // Longer than any statement may take: then the server is gone, not slow.
        login.setProperty("socketTimeout", "90");
        return login;
    }

    @Override
    public List<String> ownScripts() {
        return List.of("classpath:dev/rondo/engine/store/postgresql");
    }

    @Override
    public boolean shared() {
        return true;
    }

    /** The server forces its own disk in every commit. */
    @Override
    public boolean hasDisk() {
        return false;
    }

    @Override
    public void prepare(Connection writer) throws SQLException {
        if (!seenFit) {
            refuseUnfit(writer);
            seenFit = true;
        }
        execute(writer, WRITER);
        if (durability == Durability.PROCESS_KILL) {
            execute(writer, "set synchronous_commit = off");
        } else if (show(writer, "synchronous_commit").equals("off")) {
            execute(writer, "set synchronous_commit = on");
        }
    }

    private void refuseUnfit(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < OLDEST_VERSION) {
            throw new StoreException(
                    StoreException.Kind.UNSUPPORTED,
                    "The server of " + place + " is PostgreSQL " + version + "; Rondo needs " + OLDEST_VERSION
                            + " or newer. Use a newer server");
        }
        String encoding = show(connection, "server_encoding");
        if (!encoding.equals("UTF8")) {
            throw new StoreException(
                    StoreException.Kind.UNSUPPORTED,
                    "The database " + place + " has the encoding " + encoding + ", which cannot hold every text. Make"
                            + " one with: createdb --encoding=UTF8 --template=template0 NAME");
        }
        if (durability == Durability.POWER_LOSS && show(connection, "fsync").equals("off")) {
            LOG.warn(
                    "The server of {} runs with fsync = off: commits survive the death of Rondo, but the loss of"
                            + " power may destroy the database. Turn it on in postgresql.conf",
                    place);
        }
    }

    @Override
    public void begin(Connection writer) {
        // All is said in prepare.
    }

    @Override
    public boolean keepWaits() {
        return false;
    }

    @Override
    public void takeBack() {
        // The server has nothing of a transaction that was not committed.
    }

    /** The server's own log of changes has them when it answers the commit. */
    @Override
    public boolean keep(Recording recording, long epoch, long turn) {
        return true;
    }

    @Override
    public String isolationOfReaders() {
        return "TRANSACTION_REPEATABLE_READ";
    }

    @Override
    public String readerSettings() {
        return READER;
    }

    @Override
    public void force(Connection writer) {
        // A commit is answered when the server's disk has it; see prepare.
    }

    @Override
    public void listen(Connection connection) throws SQLException {
        execute(connection, "listen rondo_run_request");
    }

    @Override
    public boolean hears(Connection connection, int millis) throws SQLException {
        return connection.unwrap(PGConnection.class).getNotifications(millis).length > 0;
    }

    @Override
    public long forces() {
        return 0;
    }

    @Override
    public void tidy(Connection writer) {
        // The server's autovacuum does.
    }

    @Override
    public void copy(Connection writer, Path zip) {
        throw new IllegalStateException("A database on a server is copied by pg_dump");
    }

    @Override
    public void shutDown(Connection writer) {
        // The server goes on.
    }

    @Override
    public void discard() {
        // There are no files.
    }

    @Override
    public StoreException cannotOpen(String where, SQLException cause) {
        String state = String.valueOf(cause.getSQLState());
        String remedy = switch (state) {
            case "28P01", "28000" ->
                "Check name and password: RONDO_DB_USER and RONDO_DB_PASSWORD, or user= and password= in the"
                        + " address";
            case "3D000" -> "Make the database: createdb --encoding=UTF8 --template=template0 NAME";
            case "42501" -> "Let the user own the database: alter database NAME owner to USER";
            default -> "Check that the server runs there and lets this machine in (pg_hba.conf)";
        };
        return new StoreException(
                StoreException.kindOf(cause),
                "The database " + where + " cannot be opened: "
                        + String.valueOf(cause.getMessage())
                                .lines()
                                .findFirst()
                                .orElse("")
                                .replaceAll("\\.$", "")
                        + ". " + remedy,
                cause);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("show " + setting)) {
            result.next();
            return result.getString(1);
        }
    }
}
