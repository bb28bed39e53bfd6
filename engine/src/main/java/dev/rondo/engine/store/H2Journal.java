package dev.rondo.engine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the commits of an H2 file durable in a {@link Journal} beside it. Left to itself, H2 would write every page of
 * every table and index that a commit has touched; now it writes them only once in many commits, all together, at a
 * <i>checkpoint</i>. docs/decisions/0013 has the reasons and the figures.
 *
 * <p>Which transactions the file has already is told by the newest epoch and its turn in the table {@code node}, which
 * every transaction carries on.
 *
 * <p><b>Threads:</b> the one that writes.
 */
final class H2Journal {
    private static final Logger LOG = LoggerFactory.getLogger(H2Journal.class);
    private static final String NAME = ".journal";
    /** As a delay, it tells H2 never to write on its own because time has passed or a transaction has ended. */
    private static final int NEVER = -1;

    /** A checkpoint comes when so many bytes of pages are changed in memory; beyond 14 MB H2 would write on its own. */
    private static final int CHANGED_AT_MOST = 12 << 20;

    private static final String NEWEST = "select epoch, turn from node order by epoch desc fetch first 1 row only";

    private final Path file;
    private final boolean forced;
    private final int changedAtMost;
    private @Nullable Journal journal;
    private long forces;

    H2Journal(Path database, Durability durability) {
        this(database, durability, CHANGED_AT_MOST);
    }

    H2Journal(Path database, Durability durability, int changedAtMost) {
        this.changedAtMost = changedAtMost;
        this.file = database.resolveSibling(database.getFileName() + NAME);
        this.forced = durability == Durability.POWER_LOSS;
    }

    /** Commits what a killed process has in its journal and not in the file. The connection is fresh, and stays usable. */
    void replay(Connection writer) throws SQLException, IOException {
        if (!Files.exists(file)) {
            return;
        }
        writer.setAutoCommit(false);
        H2Space.store(writer).setAutoCommitDelay(NEVER);
        try (Statements tx = Statements.writing(writer, new Numbers())) {
            replay(writer, tx);
        }
        writer.commit();
        checkpoint(writer);
        Files.delete(file);
    }

    private void replay(Connection writer, Statements tx) throws SQLException, IOException {
        Journal.Place before = place(tx);
        Journal.Place reached = before;
        Journal.Left left = Journal.left(file);
        for (Optional<Journal.Entry> e = left.next(); e.isPresent(); e = left.next()) {
            Journal.Entry entry = e.get();
            if (entry.place().compareTo(reached) > 0) {
                if (!entry.place().equals(reached.next())) {
                    throw new SQLException("The file has everything up to " + reached + ", but its journal " + file
                            + " goes on with " + entry.place() + ", so they do not belong together");
                }
                Recording.replay(entry.recorded(), tx);
                reached = entry.place();
                turn(tx, reached);
                writer.commit();
            }
        }
        refuseGap(left, reached);
        if (!reached.equals(before)) {
            LOG.info(
                    "The journal of a process that was killed goes from {} to {}; its commits are back",
                    before,
                    reached);
        }
    }

    /** A kill leaves nothing whole behind what it has cut off; the loss of power may, if commits were not forced. */
    private void refuseGap(Journal.Left left, Journal.Place reached) throws SQLException {
        Optional<Journal.Place> later = left.latestBehind().filter(place -> place.compareTo(reached) > 0);
        if (later.isPresent() && forced) {
            throw new SQLException("The journal " + file + " is damaged behind " + reached + ", and has " + later.get()
                    + " further on; to go on without what came after " + reached + ", move the journal away");
        }
        later.ifPresent(place -> LOG.warn(
                "The journal {} is damaged behind {}; what came after it, up to {}, is lost", file, reached, place));
    }

    /** From now on commits are kept in the journal; the file has everything. */
    void begin(Connection writer) throws SQLException, IOException {
        checkpoint(writer);
        H2Space.store(writer).setAutoCommitDelay(NEVER);
        journal = Journal.begin(file, forced);
    }

    /** Whether the journal has what this transaction, which is about to be committed, has changed. */
    boolean keep(Recording recording, Journal.Place place) throws IOException {
        Journal open = journal;
        if (open == null || !recording.isComplete() || !open.append(place, recording)) {
            return false;
        }
        forces += forced ? 1 : 0;
        return true;
    }

    /** To be called after each commit that was kept. */
    void committed(Connection writer) throws SQLException {
        MVStore store = H2Space.store(writer);
        if (store.getUnsavedMemory() > changedAtMost) {
            checkpoint(writer);
        }
    }

    /** Returns once the file has every commit, and the disk has the file. */
    void checkpoint(Connection writer) throws SQLException {
        H2.sync(writer);
        forces++;
        Journal open = journal;
        if (open != null) {
            open.restart();
            H2Space.tidy(writer);
        }
    }

    /** The file is closed and has everything. */
    void delete() throws IOException {
        Journal open = journal;
        if (open != null) {
            open.close();
            Files.delete(file);
        }
    }

    long forces() {
        return forces;
    }

    private static Journal.Place place(Tx tx) {
        return tx.one(NEWEST, row -> new Journal.Place(row.bigint("epoch"), row.bigint("turn")))
                .orElseThrow();
    }

    private static void turn(Tx tx, Journal.Place place) throws SQLException {
        if (tx.update("update node set turn = ? where epoch = ?", place.turn(), place.epoch()) != 1) {
            throw new SQLException("No process has had epoch " + place.epoch());
        }
    }
}
