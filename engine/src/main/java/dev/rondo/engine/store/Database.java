package dev.rondo.engine.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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
 * <p>On a database server a process owns its node by a lease, and every transaction that changes something proves in the
 * node's row that its epoch is not over. A lost connection is made anew; {@link StoreException.Kind#AWAY} says that a
 * transaction is not kept and may be tried again.
 *
 * <p><b>Threads:</b> safe for many. Writes take turns. Reads see one consistent state each, and wait for a write only from
 * when it is told to be durable until they can see it. A thread that is interrupted while it reads may get a
 * {@link StoreException}; nobody else notices.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final String where;
    private final Dialect dialect;
    private final Optional<Home> home;
    private final StoreSettings settings;
    private final Readers readers;
    private final Writer writer;
    private final String instanceId;
    private final long epoch;
    private final Optional<LeaseKeeper> keeper;
    /** Guards the writer. */
    private final ReentrantLock writing = new ReentrantLock();

    private volatile @Nullable StoreException closed;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile Consumer<StoreException> whenOver = why -> {};
    private volatile Runnable whenAsked = () -> {};

    /**
     * Opens the store, brings its tables up to date and takes a fresh epoch. A missing home is made.
     *
     * @throws StoreException when another process holds the home or the database, when an initialised store turns out
     *     empty or damaged, or when the settings name a store of an unknown kind; says what to do
     */
    public static Database open(StoreSettings settings, InstantSource clock) {
        Dialect dialect = Dialect.of(settings);
        Optional<Home> home = settings.home().map(Home::open);
        try {
            return new Database(settings, dialect, home, clock.instant());
        } catch (RuntimeException e) {
            home.ifPresent(Home::close);
            throw e;
        }
    }

    private Database(StoreSettings settings, Dialect dialect, Optional<Home> home, Instant now) {
        this.where = describe(settings.place());
        this.settings = settings;
        this.dialect = dialect;
        this.home = home;
        Optional<String> mark = home.flatMap(Home::mark);
        refuseMissing(mark);
        dialect.recover(where);
        String url = mark.isPresent() ? dialect.urlOfExisting() : dialect.url();
        this.writer = new Writer(where, dialect, () -> connect(url), this::over);
        writer.transaction(tx -> true);
        this.readers = readers();
        boolean open = false;
        try {
            mark.ifPresentOrElse(this::refuseOther, this::refuseUsed);
            ClaimNode claim = new ClaimNode(writer, settings, where);
            if (dialect.shared()) {
                claim.awaitFree();
            }
            String scripts = Migrations.fingerprint(dialect);
            boolean upToDate = mark.isPresent()
                    && read(InstanceTable::schema).filter(scripts::equals).isPresent();
            if (!upToDate) {
                Migrations.run(url, dialect, where);
            }
            this.instanceId = writer.transaction(tx -> findOrRecord(tx, scripts, now));
            this.epoch = dialect.shared() ? claim.claim(now) : writer.transaction(tx -> takeEpoch(tx, now));
            writer.owns(settings.node(), epoch);
            if (mark.isEmpty()) {
                home.ifPresent(this::markComplete);
            }
            writer.begin();
            open = true;
        } finally {
            if (!open) {
                abandon();
            }
        }
        this.keeper = dialect.shared() ? Optional.of(keeper()) : Optional.empty();
        keeper.ifPresent(LeaseKeeper::start);
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

    /** How many commits were forced to the disk since the store was opened; a server forces its own, uncounted. */
    public long syncs() {
        writing.lock();
        try {
            return writer.syncs();
        } finally {
            writing.unlock();
        }
    }

    /** Whether the database is in a home, and not on a server. */
    public boolean inHome() {
        return dialect.hasDisk();
    }

    /**
     * Copies the database as it is now into a zip file, in which it has the name that it has in a home. Nothing is written
     * meanwhile.
     */
    public void copyTo(Path zip) {
        writing.lock();
        try {
            refuseClosed();
            writer.copyTo(zip);
        } finally {
            writing.unlock();
        }
    }

    /** Why the database server cannot be reached at the moment; empty when all is well, and always without a server. */
    public Optional<String> trouble() {
        return trouble;
    }

    /** Tells {@code listener} once why nothing can be written any more; on any thread. Replaces an earlier listener. */
    public void whenOver(Consumer<StoreException> listener) {
        whenOver = listener;
        @Nullable StoreException reason = closed;
        if (reason != null) {
            listener.accept(reason);
        }
    }

    /** Tells {@code listener} when others have written requests for runs; it must not block. Replaces an earlier one. */
    public void whenAsked(Runnable listener) {
        whenAsked = listener;
    }

    /** How many transactions that may have changed something were committed since the store was opened. */
    public long commits() {
        writing.lock();
        try {
            return writer.commits();
        } finally {
            writing.unlock();
        }
    }

    /**
     * One transaction that may change rows. Returns once what it changed is as durable as the settings ask; whatever
     * {@code work} throws rolls everything back and is thrown on.
     *
     * @throws StoreException of kind {@code AWAY} or {@code CONFLICT} when nothing of it is kept and trying all of it
     *     again may help
     */
    public <T> T write(Function<Tx, T> work) {
        return write(work, result -> {});
    }

    /**
     * The same.
     *
     * @param onceDurable hears the result as soon as it is durable, on this thread and before this returns; reads that begin
     *     from then on see it, and until this returns they wait for that. It must not read itself.
     */
    public <T> T write(Function<Tx, T> work, Consumer<? super T> onceDurable) {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("A write inside a write; hand the outer transaction on instead");
        }
        writing.lock();
        try {
            refuseClosed();
            T result = writer.transaction(work, onceDurable);
            trouble = Optional.empty();
            return result;
        } catch (StoreException e) {
            throw noted(e);
        } finally {
            writing.unlock();
        }
    }

    /**
     * One consistent look at the rows; changes nothing. Waits while all readers are busy, 30 s at most. Done a second time
     * when a server has ended the connection that it was done over.
     */
    public <T> T read(Function<Tx, T> work) {
        try {
            return look(work);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.AWAY) {
                throw noted(e);
            }
        }
        readers.renew();
        try {
            return look(work);
        } catch (StoreException e) {
            throw noted(e);
        }
    }

    private <T> T look(Function<Tx, T> work) {
        awaitShown();
        refuseClosed();
        return readers.look(work);
    }

    private void awaitShown() {
        try {
            writer.awaitShown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    StoreException.Kind.FAILED,
                    "The store of " + where + " was not read, because the thread that asked was interrupted",
                    e);
        }
    }

    /** Waits for the write in progress, ends the reads, compacts the files and releases the home. Idempotent. */
    @Override
    public void close() {
        writer.stop();
        keeper.ifPresent(LeaseKeeper::close);
        writing.lock();
        try {
            if (isClosed()) {
                return;
            }
            if (dialect.shared()) {
                release();
            }
            closed = new StoreException(StoreException.Kind.CLOSED, "The store of " + where + " has been closed");
            readers.close();
            writer.shutDown();
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

    private void release() {
        try {
            writer.transaction(tx -> {
                NodeTable.release(tx, settings.node(), epoch);
                return true;
            });
        } catch (StoreException e) {
            LOG.warn("The lease on {} could not be given back; it runs out by itself: {}", where, e.getMessage());
        }
    }

    private StoreException noted(StoreException e) {
        if (e.kind() == StoreException.Kind.AWAY) {
            trouble = Optional.of(String.valueOf(e.getMessage()));
        }
        return e;
    }

    private void over(StoreException why) {
        closed = why;
        whenOver.accept(why);
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
        writer.discard();
        home.ifPresent(Home::close);
    }

    /** The mark says that the database is complete, so the disk has the database first, whatever the durability. */
    private void markComplete(Home fresh) {
        writer.force();
        fresh.mark(instanceId);
    }

    private String findOrRecord(Tx tx, String scripts, Instant now) {
        Optional<String> found = InstanceTable.find(tx);
        String id = found.orElseGet(() -> UUID.randomUUID().toString());
        if (found.isEmpty()) {
            InstanceTable.record(tx, id, now);
        }
        InstanceTable.noteSchema(tx, scripts);
        return id;
    }

    /** The lock on the home is the lease. */
    private long takeEpoch(Tx tx, Instant now) {
        return NodeTable.takeEpoch(
                tx, settings.node(), now, Optional.empty(), Holder.thisProcess().text());
    }

    private void refuseMissing(Optional<String> mark) {
        if (home.isEmpty()) {
            return;
        }
        if (dialect.shared()) {
            home.get().refuseOwnDatabase(where);
        } else if (mark.isPresent() && !home.get().hasDatabase()) {
            throw home.get().empty(mark.get(), "its database file is missing");
        }
    }

    private void refuseOther(String marked) {
        Optional<String> found;
        try {
            found = read(InstanceTable::find);
        } catch (StoreException e) {
            throw other(marked, "holds no instance (" + e.getMessage() + ")");
        }
        if (found.isEmpty()) {
            throw other(marked, "holds no instance");
        }
        if (!found.get().equals(marked)) {
            throw other(marked, "is that of instance " + found.get());
        }
    }

    /** What a used database on a server names is in another home than a new one; nothing is changed before that is known. */
    private void refuseUsed() {
        if (!dialect.shared() || home.isEmpty()) {
            return;
        }
        Optional<String> used;
        try {
            used = read(tx -> InstanceTable.find(tx).filter(id -> InstanceTable.hasHistory(tx)));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.AWAY) {
                throw e;
            }
            return; // it has no tables yet
        }
        if (used.isPresent()) {
            throw home.get().notItsOwn(where, used.get());
        }
    }

    private StoreException other(String marked, String found) {
        return dialect.shared()
                ? home.orElseThrow().notOf(where, marked, found)
                : home.orElseThrow().empty(marked, "its database " + found);
    }

    private Connection connect(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url, dialect.login());
        try {
            dialect.prepare(connection);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private LeaseKeeper keeper() {
        return new LeaseKeeper(
                where,
                dialect,
                () -> connect(dialect.url()),
                settings,
                epoch,
                seen -> trouble = seen,
                this::over,
                () -> whenAsked.run());
    }

    private Readers readers() {
        try {
            return new Readers(where, dialect, settings.readers());
        } catch (StoreException e) {
            writer.discard();
            throw e;
        }
    }

    private static String describe(StoreSettings.Place place) {
        return place instanceof StoreSettings.Place.Home home ? home.directory().toString() : place.toString();
    }
}
