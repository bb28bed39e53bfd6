package dev.rondo.engine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * Makes the commits of an H2 file durable in a {@link Journal} beside it. Left to itself, H2 would write every page of
 * every table and index that a commit has touched; now it writes them only once in many commits, all together, at a
 * <i>checkpoint</i>, while commits go on ({@link H2Checkpoint}). docs/decisions/0013 has the reasons and the figures.
 *
 * <p>Which transactions the file has already is told by the newest epoch and its turn in the table {@code node}, which
 * every transaction carries on.
 *
 * <p><b>Threads:</b> the one that writes.
 */
final class H2Journal {
    /**
     * So many bytes of pages, or an eighth of a smaller heap, one transaction may change before H2 begins to write it. H2
     * counts them in an int, and quadruples that at the end of a transaction; what is deleted is subtracted.
     */
    private static final int CHANGED_AT_ONCE = 128 << 20;

    private static final int PART_OF_HEAP_AT_ONCE = 8;

    /**
     * A checkpoint comes when so much of the heap, a quarter, is counted as changed pages. In a chain of small commits less
     * than a twentieth of that is memory: H2 counts a page anew whenever it changes.
     */
    private static final int PART_OF_HEAP = 4;

    /** A checkpoint comes after so many commits, too: in a fresh process each takes a third of a millisecond to do again. */
    private static final int COMMITS_AT_MOST = 5_000;

    private final List<Path> files;
    private final boolean forced;
    private final int changedAtOnce;
    private final long changedAtMost;
    private final H2Space space = new H2Space();
    private @Nullable JournalPair journal;
    private @Nullable H2Checkpoint underway;
    private long changed;
    private int commits;
    private long forces;

    H2Journal(Path database, Durability durability) {
        this(database, durability, Runtime.getRuntime().maxMemory());
    }

    /** @param heap in bytes */
    H2Journal(Path database, Durability durability, long heap) {
        this.changedAtOnce = (int) Math.min(CHANGED_AT_ONCE, heap / PART_OF_HEAP_AT_ONCE);
        this.changedAtMost = heap / PART_OF_HEAP;
        this.files = JournalPair.files(database);
        this.forced = durability == Durability.POWER_LOSS;
    }

    /** Commits what a killed process has in its journal and not in the file. The connection is fresh, and stays usable. */
    void replay(Connection writer) throws SQLException, IOException {
        List<Path> left = files.stream().filter(Files::exists).toList();
        if (left.isEmpty()) {
            return;
        }
        writer.setAutoCommit(false);
        H2Checkpoint.only(H2Space.store(writer));
        try {
            new JournalReplay(left, forced).run(writer);
        } catch (SQLException e) {
            // Closed in order, the database would write what has been done so far.
            H2.execute(writer, "shutdown immediately");
            throw e;
        }
        checkpoint(writer);
        JournalPair.delete(left);
    }

    /** From now on commits are kept in the journal; the file has everything. */
    void begin(Connection writer) throws SQLException, IOException {
        checkpoint(writer);
        H2Checkpoint.only(H2Space.store(writer));
        journal = JournalPair.begin(files, forced);
        beginCount(H2Space.store(writer));
    }

    /** Whether the journal has what this transaction, which is about to be committed, has changed. */
    boolean keep(Recording recording, Journal.Place place) throws IOException {
        JournalPair open = journal;
        if (open == null || !recording.isComplete() || !open.append(place, recording)) {
            return false;
        }
        forces += forced ? 1 : 0;
        return true;
    }

    /** The transaction that was kept last has failed. */
    void takeBack() throws IOException {
        JournalPair open = journal;
        if (open != null) {
            open.takeBack();
        }
    }

    /** Whether {@link #keep} waits for the disk. */
    boolean waits() {
        return journal != null && forced;
    }

    /** To be called after each commit that was kept. */
    void committed(Connection writer) throws SQLException {
        JournalPair open = journal;
        changed += beginCount(H2Space.store(writer));
        commits++;
        if (underway != null && underway.isOver()) {
            endCheckpoint(underway);
            space.tidy(writer);
            beginCount(H2Space.store(writer));
        }
        if (underway == null && open != null && isTimeForCheckpoint(open)) {
            beginCheckpoint(writer, open);
        }
    }

    private boolean isTimeForCheckpoint(JournalPair open) {
        return changed > changedAtMost || commits >= COMMITS_AT_MOST || open.isFilling();
    }

    private void beginCheckpoint(Connection writer, JournalPair open) throws SQLException {
        Optional<H2Checkpoint> begun = H2Checkpoint.begin(H2Space.store(writer));
        if (begun.isEmpty()) {
            checkpoint(writer);
            return;
        }
        underway = begun.get();
        try {
            open.turn();
        } catch (IOException e) {
            throw new SQLException("The other journal cannot be begun", e);
        }
        forgetCount(H2Space.store(writer));
    }

    private void endCheckpoint(H2Checkpoint checkpoint) throws SQLException {
        checkpoint.end();
        underway = null;
        forces++;
    }

    private void forgetCount(MVStore store) {
        beginCount(store);
        changed = 0;
        commits = 0;
    }

    /**
     * Lets H2 begin to count below zero, for its own limit is 19 MB at most and cannot be set.
     *
     * @return how far it had come since it last began
     */
    private int beginCount(MVStore store) {
        int begin = Math.min(0, patience(store) - changedAtOnce);
        int counted = store.getUnsavedMemory() - begin;
        store.registerUnsavedMemory(-counted);
        return counted;
    }

    /** H2 writes on its own at the end of a transaction when half as much again is changed. */
    private static int patience(MVStore store) {
        return store.getAutoCommitMemory() / 2;
    }

    /** Returns once the file has every commit, and the disk has the file. */
    void checkpoint(Connection writer) throws SQLException {
        if (underway != null) {
            endCheckpoint(underway);
        }
        H2.sync(writer);
        forces++;
        JournalPair open = journal;
        if (open != null) {
            open.restart();
            space.tidy(writer);
            forgetCount(H2Space.store(writer));
        }
    }

    /** The file has everything. */
    void delete() throws IOException {
        close();
        JournalPair.delete(files);
    }

    /** Lets go of the journal as it is. */
    void close() throws IOException {
        JournalPair open = journal;
        journal = null;
        if (open != null) {
            open.close();
        }
    }

    long forces() {
        return forces;
    }
}
