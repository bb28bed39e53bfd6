package dev.rondo.engine.store;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits once more what a killed process has in its journal and not in its file. */
final class JournalReplay {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReplay.class);

    private static final String NEWEST = "select epoch, turn from node order by epoch desc fetch first 1 row only";
    private static final String TURN = "update node set turn = ? where epoch = ?";

    private final Path file;
    private final boolean forced;

    /** @param forced whether every commit was on the disk before it was answered */
    JournalReplay(Path file, boolean forced) {
        this.file = file;
        this.forced = forced;
    }

    /**
     * Looks through all of the journal before anything is changed; then each entry that follows what the database has is a
     * transaction of its own.
     */
    void run(Connection writer) throws SQLException, IOException {
        Journal.Left left = left();
        try (Statements tx = Statements.writing(writer, new Numbers())) {
            Journal.Place before = tx.one(NEWEST, row -> new Journal.Place(row.bigint("epoch"), row.bigint("turn")))
                    .orElseThrow(() -> new SQLException("There is a journal, " + file + ", and no process has had it"));
            List<Journal.Entry> fresh = left.entries().stream()
                    .filter(entry -> entry.place().compareTo(before) > 0)
                    .toList();
            Journal.Place last =
                    fresh.isEmpty() ? before : fresh.get(fresh.size() - 1).place();
            refuseOther(before, fresh);
            refuseGap(left, last);
            for (Journal.Entry entry : fresh) {
                again(entry, tx);
                writer.commit();
            }
            if (!fresh.isEmpty()) {
                LOG.info(
                        "A process was killed; its journal has given back the commits after {}, up to {}",
                        before,
                        last);
            }
        }
    }

    private Journal.Left left() throws SQLException, IOException {
        Journal.Left left;
        try {
            left = Journal.left(file);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw new SQLException(
                    "The journal " + file + " cannot be read: " + e.getMessage()
                            + "; to go on with the file as it is, move the journal away",
                    e);
        }
        if (left.isStrange()) {
            throw new SQLException("The journal " + file + " is of another version of Rondo, or damaged at its start."
                    + " Copy it, and open the home with the version that wrote it; or, to go on with the file as it is,"
                    + " move the journal away");
        }
        return left;
    }

    private void refuseOther(Journal.Place before, List<Journal.Entry> fresh) throws SQLException {
        if (!fresh.isEmpty() && !fresh.get(0).place().equals(before.next())) {
            throw new SQLException("The file has everything up to " + before + ", but its journal " + file + " goes on"
                    + " with " + fresh.get(0).place() + ", so they do not belong together; to go on with the file as it"
                    + " is, move the journal away");
        }
    }

    /** A kill leaves nothing whole behind what it has cut off; the loss of power may, if commits were not forced. */
    private void refuseGap(Journal.Left left, Journal.Place last) throws SQLException {
        Optional<Journal.Place> later = left.latestBehind().filter(place -> place.compareTo(last) > 0);
        if (later.isPresent() && forced) {
            throw new SQLException(
                    "The journal " + file + " is damaged behind " + last + ", and has " + later.get()
                            + " further on; to go on without what came after the file's last checkpoint, move the journal away");
        }
        later.ifPresent(place -> LOG.warn(
                "The journal {} is damaged behind {}; what came after it, up to {}, is lost", file, last, place));
    }

    private void again(Journal.Entry entry, Statements tx) throws SQLException {
        Journal.Place place = entry.place();
        try {
            Recording.replay(entry.recorded(), entry.texts(), tx);
            if (tx.update(TURN, place.turn(), place.epoch()) != 1) {
                throw new SQLException("No process has had epoch " + place.epoch());
            }
        } catch (SQLException | StoreException | IllegalArgumentException | BufferUnderflowException e) {
            throw new SQLException(
                    "The journal " + file + " has " + place + ", which cannot be done again: " + e.getMessage()
                            + "; to go on with the file as it is, move the journal away",
                    e);
        }
    }
}
