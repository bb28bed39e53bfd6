package dev.rondo.engine.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * H2 inside this process. Its console and its network server are never started.
 *
 * <ul>
 *   <li>{@code async:} — over H2's usual file channel, one interrupted thread closes the file for all.
 *   <li>{@code WRITE_DELAY=0} — by default H2 answers a commit up to half a second before it has written it. Once the tables
 *       are up to date, {@link H2Journal} does better.
 *   <li>{@code CHECKPOINT SYNC} — nothing else makes H2 force its file to the disk.
 *   <li>{@code RETENTION_TIME=1000} — with a sync in every commit the older copies of a page that H2 keeps for 45 s are
 *       ballast; a second keeps the file small under steady load.
 *   <li>{@code COMPRESS=FALSE} — compressed pages are of 64 KiB, and a commit writes each that it touches anew; others are of
 *       4 KiB.
 *   <li>{@code QUERY_CACHE_SIZE=200} — a connection for reading is asked some dozens of questions over and over, and to
 *       parse one takes longer than to answer it.
 *   <li>{@code CACHE_SIZE}, a sixteenth of the heap and 256 MiB at most — H2 keeps 16 MiB of pages, and to read another one
 *       takes longer than to change it. Set once, when the journal begins: each connection that set it would empty the cache.
 *   <li>{@code DB_CLOSE_ON_EXIT=FALSE} — closing is {@link Database#close}'s business, in order.
 * </ul>
 *
 * <p>None of them makes H2 find its newest commit again after a kill: {@link H2Recovery} does.
 */
final class H2 implements Dialect {
    private static final Logger LOG = LoggerFactory.getLogger(H2.class);
    private static final int ALREADY_OPEN = 90020;
    private static final String SETTINGS = ";QUERY_CACHE_SIZE=200;DB_CLOSE_ON_EXIT=FALSE";
    private static final String WRITES_AT_ONCE = ";WRITE_DELAY=0";
    private static final String SETTINGS_OF_FILES = WRITES_AT_ONCE + ";COMPRESS=FALSE;RETENTION_TIME=1000" + SETTINGS;

    private static final long PAGES_AT_MOST_KIB = 256 << 10;
    private static final int PART_OF_HEAP = 16;

    private final String url;
    /** Absent in memory. */
    private final Optional<Path> file;

    /** Absent in memory. */
    private final Optional<H2Journal> journal;

    private H2(String url, Optional<Path> file, Optional<H2Journal> journal) {
        this.url = url;
        this.file = file;
        this.journal = journal;
    }

    static H2 inFile(Path database, Durability durability) {
        if (database.toString().indexOf(';') >= 0) {
            throw new StoreException(
                    StoreException.Kind.UNSUPPORTED,
                    "The home of " + database + " has a ';' in its path, which H2 reads as the end of the path;"
                            + " use a directory without it");
        }
        return new H2(
                "jdbc:h2:async:" + database + SETTINGS_OF_FILES,
                Optional.of(Path.of(database + ".mv.db")),
                Optional.of(new H2Journal(database, durability)));
    }

    static H2 inMemory(String name) {
        return new H2("jdbc:h2:mem:" + name + SETTINGS, Optional.empty(), Optional.empty());
    }

    @Override
    public void recover(String where) {
        try {
            if (file.isPresent() && !ClosedMark.take(file.get())) {
                H2Recovery.pointAtNewestCommit(file.get());
            }
        } catch (MVStoreException e) {
            if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                throw Home.inUse(where, "another process", e);
            }
            throw damaged(where, e);
        } catch (IOException e) {
            throw damaged(where, e);
        }
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public String urlOfExisting() {
        return url + ";IFEXISTS=TRUE";
    }

    /** A setting in an address holds for the whole database from then on, and {@link H2Journal} has changed this one. */
    @Override
    public String urlOfReaders() {
        return url.replace(WRITES_AT_ONCE, "");
    }

    @Override
    public Properties login() {
        var login = new Properties();
        login.setProperty("user", "rondo");
        login.setProperty("password", "");
        return login;
    }

    @Override
    public List<String> ownScripts() {
        return List.of();
    }

    /** The lock on the home keeps others away. */
    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public void prepare(Connection writer) throws SQLException {
        if (journal.isPresent()) {
            try {
                journal.get().replay(writer);
            } catch (IOException e) {
                throw new SQLException("The journal cannot be read", e);
            }
        }
    }

    @Override
    public void begin(Connection writer) throws SQLException {
        if (journal.isPresent()) {
            try {
                execute(writer, "set cache_size " + pagesKiB());
                journal.get().begin(writer);
            } catch (IOException e) {
                throw new SQLException("The journal cannot be written", e);
            }
        }
    }

    @Override
    public boolean keep(Recording recording, long epoch, long turn) throws IOException {
        return journal.isEmpty() || journal.get().keep(recording, new Journal.Place(epoch, turn));
    }

    @Override
    public boolean keepWaits() {
        return journal.isPresent() && journal.get().waits();
    }

    @Override
    public void takeBack() throws IOException {
        if (journal.isPresent()) {
            journal.get().takeBack();
        }
    }

    /** Of repeatable reads H2 freezes each table when it is first read; only from here on all of them at once. */
    @Override
    public String isolationOfReaders() {
        return "TRANSACTION_SERIALIZABLE";
    }

    @Override
    public String readerSettings() {
        return "";
    }

    @Override
    public boolean hasDisk() {
        return file.isPresent();
    }

    @Override
    public void force(Connection writer) throws SQLException {
        if (journal.isPresent()) {
            journal.get().checkpoint(writer);
        }
    }

    @Override
    public long forces() {
        return journal.map(H2Journal::forces).orElse(0L);
    }

    /** Returns once the disk has what was committed. */
    static void sync(Connection connection) throws SQLException {
        execute(connection, "checkpoint sync");
    }

    @Override
    public void tidy(Connection writer) throws SQLException {
        if (journal.isPresent()) {
            journal.get().committed(writer);
        }
    }

    @Override
    public void listen(Connection connection) {
        // Nobody else can write.
    }

    @Override
    public boolean hears(Connection connection, int millis) {
        throw new IllegalStateException("Nobody else can write into a database of this process");
    }

    @Override
    public void copy(Connection writer, Path zip) throws SQLException {
        execute(writer, "backup to '" + zip.toString().replace("'", "''") + "'");
    }

    @Override
    public void shutDown(Connection writer) throws SQLException {
        // H2 says nothing when its last write fails, as on a full disk; a checkpoint does.
        force(writer);
        execute(writer, hasDisk() ? "shutdown compact" : "shutdown");
        try {
            if (file.isPresent() && H2Recovery.isClosedInOrder(file.get())) {
                ClosedMark.leave(file.get());
            }
            if (journal.isPresent()) {
                journal.get().delete();
            }
        } catch (IOException e) {
            // The next start takes longer, nothing else.
            LOG.warn("That {} was closed in order could not be noted", file.get(), e);
        }
    }

    @Override
    public void discard() {
        try {
            if (journal.isPresent()) {
                journal.get().close();
            }
        } catch (IOException e) {
            LOG.debug("The journal of {} did not close", file, e);
        }
    }

    @Override
    public StoreException cannotOpen(String where, SQLException cause) {
        if (cause.getErrorCode() == ALREADY_OPEN) {
            return Home.inUse(where, "another process", cause);
        }
        return damaged(where, cause);
    }

    private static StoreException damaged(String where, Exception cause) {
        return new StoreException(
                StoreException.Kind.DAMAGED,
                "The database of " + where + " cannot be opened: " + cause.getMessage()
                        + ". Nothing was changed. Restore the home from a backup, or keep a copy of it and start with"
                        + " an empty home",
                cause);
    }

    private static long pagesKiB() {
        return Math.min(PAGES_AT_MOST_KIB, Runtime.getRuntime().maxMemory() / PART_OF_HEAP / 1024);
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
