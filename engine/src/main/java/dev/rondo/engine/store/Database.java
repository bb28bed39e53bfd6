package dev.rondo.engine.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store: one connection that writes, a pool of connections that read. Whoever opened it closes it.
 *
 * <p>Commits follow one another, so the order of identity numbers is the order of commits: whoever has read a row with
 * number <i>n</i> finds no smaller number later.
 *
 * <p><b>Threads:</b> safe for many. Writes take turns; reads never wait for them and see one consistent state each. A
 * thread that is interrupted while it reads may get a {@link StoreException}; nobody else notices.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final String where;
    private final Dialect dialect;
    private final Optional<Home> home;
    private final boolean forcesCommits;
    private final HikariDataSource readers;
    private final Connection writerConnection;
    private final Statements writer;
    private final String instanceId;
    private final long epoch;
    private final AtomicLong syncs = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    /** Guards the writer's connection and its statements. */
    private final ReentrantLock writing = new ReentrantLock();

    private volatile @Nullable StoreException closed;

    /**
     * Opens the store, brings its tables up to date and takes a fresh epoch. A missing home is made.
     *
     * @throws StoreException when another process holds the home, when an initialised store turns out empty or damaged,
     *     or when the settings name a store of an unknown kind; says what to do
     */
    public static Database open(StoreSettings settings, InstantSource clock) {
        Dialect dialect = Dialect.of(settings);
        if (settings.place() instanceof StoreSettings.Place.Home place) {
            Home home = Home.open(place.directory());
            try {
                return new Database(settings, dialect, Optional.of(home), clock.instant());
            } catch (RuntimeException e) {
                home.close();
                throw e;
            }
        }
        return new Database(settings, dialect, Optional.empty(), clock.instant());
    }

    private Database(StoreSettings settings, Dialect dialect, Optional<Home> home, Instant now) {
        this.where = describe(settings.place());
        this.dialect = dialect;
        this.home = home;
        this.forcesCommits = settings.durability() == Durability.POWER_LOSS && dialect.hasDisk();
        Optional<String> mark = home.flatMap(Home::mark);
        mark.ifPresent(id -> refuseMissing(home.orElseThrow(), id));
        dialect.recover(where);
        String url = mark.isPresent() ? dialect.urlOfExisting() : dialect.url();
        this.writerConnection = connect(url);
        this.writer = new Statements(writerConnection, true);
        this.readers = new HikariDataSource(pool(settings, dialect));
        boolean open = false;
        try {
            mark.ifPresent(id -> refuseEmpty(home.orElseThrow(), id));
            Migrations.run(url, dialect.user(), where);
            this.instanceId = write(tx -> findOrRecord(tx, now));
            this.epoch = write(tx -> NodeTable.takeEpoch(tx, settings.node(), now));
            if (mark.isEmpty()) {
                home.ifPresent(this::markComplete);
            }
            open = true;
        } finally {
            if (!open) {
                abandon();
            }
        }
        LOG.info("Store of {} is open: instance {}, epoch {}, {}", where, instanceId, epoch, settings.durability());
    }

    /** Grows with every opening of this store, so that what a dead process wrote can be told from what we write. */
    public long epoch() {
        return epoch;
    }

    /** Made once, when the store was. */
    public String instanceId() {
        return instanceId;
    }

    /** How many commits were forced to the disk since the store was opened. */
    public long syncs() {
        return syncs.get();
    }

    /** How many transactions that may have changed something were committed since the store was opened. */
    public long commits() {
        return commits.get();
    }

    /**
     * One transaction that may change rows. Returns once what it changed is as durable as the settings ask; whatever
     * {@code work} throws rolls everything back and is thrown on.
     */
    public <T> T write(Function<Tx, T> work) {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("A write inside a write; hand the outer transaction on instead");
        }
        writing.lock();
        try {
            refuseClosed();
            T result = inTransaction(work);
            if (writer.takeChanged()) {
                commits.incrementAndGet();
                if (forcesCommits) {
                    force();
                }
            }
            return result;
        } finally {
            writing.unlock();
        }
    }

    /** One consistent look at the rows; changes nothing. Waits while all readers are busy, 30 s at most. */
    public <T> T read(Function<Tx, T> work) {
        refuseClosed();
        try (Connection connection = readers.getConnection();
                Statements statements = new Statements(connection, false)) {
            try {
                return work.apply(statements);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw StoreException.of("The store of " + where + " cannot be read", e);
        }
    }

    /** Waits for the write in progress, ends the reads, compacts the files and releases the home. Idempotent. */
    @Override
    public void close() {
        writing.lock();
        try {
            if (isClosed()) {
                abandon();
                return;
            }
            closed = new StoreException(StoreException.Kind.CLOSED, "The store of " + where + " has been closed");
            readers.close();
            writer.close();
            dialect.shutDown(writerConnection);
        } catch (SQLException e) {
            throw StoreException.of(
                    "The store of " + where + " did not close in order; nothing committed is lost, and the next start"
                            + " repairs it",
                    e);
        } finally {
            abandon();
            writing.unlock();
        }
    }

    private <T> T inTransaction(Function<Tx, T> work) {
        boolean committed = false;
        try {
            T result = work.apply(writer);
            writerConnection.commit();
            committed = true;
            return result;
        } catch (SQLException e) {
            throw StoreException.of("The commit failed, and its transaction is rolled back", e);
        } finally {
            if (!committed) {
                rollBack();
            }
        }
    }

    private void rollBack() {
        writer.takeChanged();
        try {
            writerConnection.rollback();
        } catch (SQLException e) {
            throw giveUp("a transaction could not be rolled back", e);
        }
    }

    private void force() {
        try {
            dialect.force(writerConnection);
            syncs.incrementAndGet();
        } catch (SQLException e) {
            // A second sync may succeed without the pages that the first one failed to write.
            throw giveUp("a commit could not be forced to the disk", e);
        }
    }

    private StoreException giveUp(String why, SQLException cause) {
        var failure = new StoreException(
                StoreException.Kind.CLOSED,
                "The store of " + where + " stops because " + why + ": " + cause.getMessage()
                        + ". Look at the disk (space, errors), then start again: everything acknowledged is kept",
                cause);
        closed = failure;
        return failure;
    }

    private void refuseClosed() {
        @Nullable StoreException reason = closed;
        if (reason != null) {
            throw new StoreException(reason.kind(), String.valueOf(reason.getMessage()), reason);
        }
    }

    private boolean isClosed() {
        return closed != null;
    }

    /** Lets go of everything, whatever state it is in. */
    private void abandon() {
        readers.close();
        try {
            writerConnection.close();
        } catch (SQLException e) {
            LOG.warn("The writing connection of {} did not close", where, e);
        }
        home.ifPresent(Home::close);
    }

    /** The mark says that the database is complete, so the disk has the database first, whatever the durability. */
    private void markComplete(Home fresh) {
        force();
        fresh.mark(instanceId);
    }

    private String findOrRecord(Tx tx, Instant now) {
        return InstanceTable.find(tx).orElseGet(() -> {
            String id = UUID.randomUUID().toString();
            InstanceTable.record(tx, id, now);
            return id;
        });
    }

    private static void refuseMissing(Home home, String id) {
        if (!home.hasDatabase()) {
            throw home.empty(id, "its database file is missing");
        }
    }

    private void refuseEmpty(Home home, String id) {
        Optional<String> found;
        try {
            found = read(InstanceTable::find);
        } catch (StoreException e) {
            throw home.empty(id, "its database holds no instance (" + e.getMessage() + ")");
        }
        if (found.isEmpty()) {
            throw home.empty(id, "its database holds no instance");
        }
        if (!found.get().equals(id)) {
            throw home.empty(id, "its database is that of instance " + found.get());
        }
    }

    private Connection connect(String url) {
        try {
            Connection connection = DriverManager.getConnection(url, dialect.user(), "");
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw dialect.cannotOpen(where, e);
        }
    }

    private static HikariConfig pool(StoreSettings settings, Dialect dialect) {
        var config = new HikariConfig();
        config.setPoolName("rondo-store-readers");
        config.setJdbcUrl(dialect.url());
        config.setUsername(dialect.user());
        config.setPassword("");
        config.setMaximumPoolSize(settings.readers());
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setReadOnly(true);
        // One read sees one state, however many queries it sends.
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        return config;
    }

    private static String describe(StoreSettings.Place place) {
        if (place instanceof StoreSettings.Place.Home home) {
            return home.directory().toString();
        }
        return place.toString();
    }
}
