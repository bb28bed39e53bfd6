package dev.rondo.engine.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that writes. On a shared database every transaction also numbers itself in the node's row: that row
 * refuses the transactions of an epoch that is over, and tells what became of a commit whose answer was lost with the
 * connection. A lost connection is made anew by the next transaction.
 *
 * <p><b>Threads:</b> one at a time, {@link Database} sees to it; {@link #stop} for any.
 */
final class Writer {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    /** Makes connections that write. */
    interface Source {
        Connection connect() throws SQLException;
    }

    /** Whose transactions these are. */
    private record Owner(String node, long epoch) {}

    private final String where;
    private final Dialect dialect;
    private final Source source;
    private final Numbers numbers = new Numbers();
    /** Hears why nothing can be written any more. */
    private final Consumer<StoreException> over;

    private @Nullable Connection connection;
    private @Nullable Statements statements;
    private @Nullable Owner owner;
    private long turn;
    private long commits;
    /** Whether the journal has a transaction that is not committed yet. */
    private boolean owed;

    private volatile boolean stopping;
    /** Held while something is known to be durable that nobody can read yet. */
    private final ReentrantLock showing = new ReentrantLock();

    Writer(String where, Dialect dialect, Source source, Consumer<StoreException> over) {
        this.where = where;
        this.dialect = dialect;
        this.source = source;
        this.over = over;
    }

    /** From now on every transaction carries this epoch. */
    void owns(String node, long epoch) {
        owner = new Owner(node, epoch);
        turn = 0;
    }

    /** From now on commits are made durable in the way that suits the database best. */
    void begin() {
        try {
            dialect.begin(open());
        } catch (SQLException e) {
            throw giveUp("its journal cannot be begun", e);
        }
    }

    <T> T transaction(Function<Tx, T> work) {
        return transaction(work, result -> {});
    }

    /** @param onceDurable hears the result when nothing can undo it any more, maybe before anybody can read it */
    <T> T transaction(Function<Tx, T> work, Consumer<? super T> onceDurable) {
        Statements tx = connected();
        boolean committed = false;
        try {
            if (dialect.hasDisk()) {
                tx.recording().begin();
            }
            T result = work.apply(tx);
            tx.recording().end();
            if (tx.takeChanged()) {
                commitChanges(tx, () -> onceDurable.accept(result));
            } else {
                commit(true);
                onceDurable.accept(result);
            }
            committed = true;
            return result;
        } catch (StoreException e) {
            rollBack(); // the connection is asked about the epoch, and nothing else of the transaction may be in it
            throw overtakenOr(e);
        } finally {
            if (!committed) {
                rollBack();
            }
        }
    }

    private void commitChanges(Statements tx, Runnable onceDurable) {
        number(tx);
        if (dialect.shared()) {
            commitAtServer(tx);
            onceDurable.run();
            return;
        }
        if (keepAndFlush(tx)) {
            commitKept(onceDurable);
            tidy();
        } else {
            commit(true);
            counted();
            force();
            onceDurable.run();
        }
    }

    /** Keeps a transaction while the rest of its statements are done; one of which a statement fails is not kept. */
    private boolean keepAndFlush(Statements tx) {
        if (!dialect.keepWaits()) {
            tx.flush();
            return keep(tx);
        }
        tx.doBehind();
        boolean kept = keep(tx);
        try {
            tx.flush();
            return kept;
        } catch (RuntimeException | Error e) {
            if (kept) {
                takeBack(e);
            }
            throw e;
        }
    }

    private void takeBack(Throwable failure) {
        try {
            dialect.takeBack();
        } catch (IOException e) {
            e.addSuppressed(failure);
            throw giveUp("a transaction that failed could not be taken out of its journal", e);
        }
    }

    private void commitAtServer(Statements tx) {
        try {
            tx.commit();
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.AWAY) {
                throw e;
            }
            resolve(e);
        }
        counted();
    }

    private void counted() {
        turn++;
        commits++;
    }

    /** What follows from a transaction that is in the journal need not wait until others can see its rows. */
    private void commitKept(Runnable onceDurable) {
        showing.lock();
        try {
            owed = true;
            try {
                onceDurable.run();
            } finally {
                commit(false);
                owed = false;
                counted();
            }
        } finally {
            if (owed) {
                owed = false;
                giveUp("a commit that is in its journal was broken off", new IllegalStateException("see the log"));
            }
            showing.unlock();
        }
    }

    /**
     * Returns once everything can be read that was told to be durable before the call; for any thread.
     *
     * @throws IllegalStateException when called by what is told, on the thread that writes
     */
    void awaitShown() throws InterruptedException {
        if (showing.isHeldByCurrentThread()) {
            throw new IllegalStateException("What hears that a transaction is durable cannot read its rows yet");
        }
        if (showing.isLocked()) {
            showing.lockInterruptibly();
            showing.unlock();
        }
    }

    /** Returns once the disk has every commit, whatever the durability. */
    void force() {
        try {
            dialect.force(open());
        } catch (SQLException e) {
            // A second sync may succeed without the pages that the first one failed to write.
            throw giveUp("a commit could not be forced to the disk", e);
        }
    }

    /** What was committed stays so if this fails, but nothing more can be written. */
    private void tidy() {
        try {
            dialect.tidy(open());
        } catch (SQLException e) {
            giveUp("its file could not be written", e);
        }
    }

    void copyTo(Path zip) {
        connected();
        force();
        try {
            dialect.copy(open(), zip);
        } catch (SQLException e) {
            throw StoreException.of("The database of " + where + " could not be copied to " + zip, e);
        }
    }

    long syncs() {
        return dialect.forces();
    }

    /** How many transactions that changed something were committed. */
    long commits() {
        return commits;
    }

    /** Whoever waits for a server in here waits no longer. */
    void stop() {
        stopping = true;
    }

    /** The last words to the database, in order. */
    void shutDown() throws SQLException {
        Statements last = statements;
        if (last != null) {
            last.close();
        }
        Connection held = connection;
        if (held != null) {
            dialect.shutDown(held);
        }
    }

    /** Lets go of the connection, whatever state it is in. */
    void discard() {
        Connection held = connection;
        connection = null;
        statements = null;
        dialect.discard();
        if (held != null) {
            try {
                held.close();
            } catch (SQLException e) {
                LOG.debug("The writing connection of {} did not close", where, e);
            }
        }
    }

    private Statements connected() {
        Statements known = statements;
        if (known != null) {
            return known;
        }
        try {
            Connection fresh = source.connect();
            connection = fresh;
            Statements made = statements(fresh);
            statements = made;
            return made;
        } catch (SQLException e) {
            throw dialect.cannotOpen(where, e);
        }
    }

    private Statements statements(Connection fresh) {
        if (dialect.shared()) {
            return Statements.writingTogether(fresh, numbers);
        }
        return dialect.hasDisk() ? Statements.writingBehind(fresh, numbers) : Statements.writing(fresh, numbers);
    }

    private Connection open() {
        Connection held = connection;
        if (held == null) {
            throw new StoreException(StoreException.Kind.AWAY, "The connection to " + where + " is lost");
        }
        return held;
    }

    private void number(Statements tx) {
        Owner ours = owner;
        if (ours == null) {
            return;
        }
        NodeTable.turn(tx, ours.node(), ours.epoch(), turn, () -> fenced(where, ours.epoch()));
        tx.takeChanged();
    }

    /** Rows that whoever has taken over has numbered like ours make statements fail; that is told as what it is. */
    private StoreException overtakenOr(StoreException failure) {
        Owner ours = owner;
        boolean suspect =
                failure.kind() == StoreException.Kind.DUPLICATE || failure.kind() == StoreException.Kind.FAILED;
        if (ours == null || !dialect.shared() || !suspect) {
            return failure;
        }
        try {
            Optional<NodeTable.Lease> row = NodeTable.find(connected(), ours.node());
            open().rollback();
            boolean held = row.filter(lease -> lease.epoch() == ours.epoch()).isPresent();
            return held ? failure : fenced(where, ours.epoch());
        } catch (StoreException | SQLException e) {
            failure.addSuppressed(e);
            discard();
            return failure;
        }
    }

    private boolean keep(Statements tx) {
        Owner ours = owner;
        try {
            return dialect.keep(tx.recording(), ours == null ? 0 : ours.epoch(), turn + 1);
        } catch (IOException e) {
            throw giveUp("a commit could not be written to its journal", e);
        }
    }

    /** @param undone whether nothing of the transaction is kept if this fails */
    private void commit(boolean undone) {
        try {
            open().commit();
        } catch (SQLException e) {
            if (undone) {
                throw StoreException.of("The commit failed, and its transaction is rolled back", e);
            }
            owed = false;
            throw giveUp("a commit that is in its journal failed", e);
        }
    }

    /** Returns if the transaction whose commit was not answered is there; throws if it is not. */
    private void resolve(StoreException cause) {
        Owner ours = owner;
        discard();
        if (ours == null) {
            throw new StoreException(
                    StoreException.Kind.AWAY, "The connection to " + where + " was lost in a commit", cause);
        }
        LOG.warn("The connection to {} was lost in a commit; what became of it is read back", where, cause);
        NodeTable.Lease row = readBack(ours, cause);
        if (row.epoch() != ours.epoch()) {
            throw fenced(where, ours.epoch());
        }
        if (row.turn() != turn + 1) {
            turn = NodeTable.afterGivenUp(turn);
            throw new StoreException(
                    StoreException.Kind.AWAY,
                    "The connection to " + where + " was lost in a commit, and nothing of its transaction is kept",
                    cause);
        }
        LOG.info("The commit whose answer was lost is there: turn {} of epoch {}", row.turn(), row.epoch());
    }

    /**
     * Finds out whether the lost transaction is there, and if it is not, sees to it that it never will be: the server may not
     * have got to it yet. The lock on the row waits for a server process that has got as far as its number.
     */
    private NodeTable.Lease readBack(Owner ours, StoreException cause) {
        long pause = FIRST_PAUSE_MILLIS;
        while (!stopping) {
            try {
                Statements tx = connected();
                NodeTable.Lease row = NodeTable.lock(tx, ours.node()).orElseThrow(() -> fenced(where, ours.epoch()));
                if (row.epoch() == ours.epoch() && row.turn() == turn) {
                    NodeTable.giveUp(tx, ours.node(), ours.epoch(), turn);
                }
                open().commit();
                return row;
            } catch (SQLException e) {
                discard();
            } catch (StoreException e) {
                discard();
                if (e.kind() != StoreException.Kind.AWAY && e.kind() != StoreException.Kind.CONFLICT) {
                    throw e;
                }
            }
            sleep(pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        }
        throw new StoreException(
                StoreException.Kind.CLOSED,
                "The store of " + where
                        + " was closed before it was known whether its last transaction is kept; the next"
                        + " start goes on from what is there",
                cause);
    }

    private void rollBack() {
        numbers.forget();
        Statements tx = statements;
        Connection held = connection;
        if (tx == null || held == null) {
            return;
        }
        tx.forget();
        try {
            held.rollback();
        } catch (SQLException e) {
            if (!dialect.shared()) {
                throw giveUp("a transaction could not be rolled back", e);
            }
            discard();
        }
    }

    private StoreException giveUp(String why, Exception cause) {
        var failure = new StoreException(
                StoreException.Kind.CLOSED,
                "The store of " + where + " stops because " + why + ": " + cause.getMessage()
                        + ". Look at the disk (space, errors), then start again: everything acknowledged is kept",
                cause);
        over.accept(failure);
        return failure;
    }

    private StoreException fenced(String place, long epoch) {
        StoreException failure = overtaken(place, epoch);
        over.accept(failure);
        return failure;
    }

    static StoreException overtaken(String place, long epoch) {
        return new StoreException(
                StoreException.Kind.FENCED,
                "Another process has taken " + place + " over, because this one (epoch " + epoch + ") was silent for"
                        + " longer than its lease. This one changes nothing any more and ends; what it was doing goes on"
                        + " there");
    }

    static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(StoreException.Kind.CLOSED, "Interrupted while waiting for the database", e);
        }
    }
}
