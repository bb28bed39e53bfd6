package dev.rondo.engine.store;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits once more what a killed process has in its journal and not in its file. */
final class JournalReplay {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReplay.class);

    private static final String NEWEST = "select epoch, turn from node order by epoch desc fetch first 1 row only";
    private static final String TURN = "update node set turn = ? where epoch = ?";

    private final List<Path> files;
    private final boolean forced;

    /**
     * @param files the journals there are
     * @param forced whether every commit was on the disk before it was answered
     */
    JournalReplay(List<Path> files, boolean forced) {
        this.files = List.copyOf(files);
        this.forced = forced;
    }

    /** An entry, and the journal in which it stands. */
    private record Kept(Path file, Journal.Entry entry) {
        Journal.Place place() {
            return entry.place();
        }
    }

    /**
     * Looks through all of the journals before anything is changed; then each entry that follows what the database has is a
     * transaction of its own.
     */
    void run(Connection writer) throws SQLException, IOException {
        List<Journal.Left> left = new ArrayList<>();
        List<Kept> kept = new ArrayList<>();
        for (Path file : files) {
            Journal.Left one = left(file);
            left.add(one);
            one.entries().forEach(entry -> kept.add(new Kept(file, entry)));
        }
        kept.sort(Comparator.comparing(Kept::place));
        try (Statements tx = Statements.writing(writer, new Numbers())) {
            Journal.Place before = tx.one(NEWEST, row -> new Journal.Place(row.bigint("epoch"), row.bigint("turn")))
                    .orElseThrow(
                            () -> new SQLException("There is a journal, " + files + ", and no process has had it"));
            List<Kept> later = kept.stream()
                    .filter(one -> one.place().compareTo(before) > 0)
                    .toList();
            refuseOther(before, later);
            List<Kept> fresh = following(before, later);
            Journal.Place last =
                    fresh.isEmpty() ? before : fresh.get(fresh.size() - 1).place();
            boolean toTheEnd = endsAt(last, left, later);
            for (Kept one : fresh) {
                boolean mayHaveFailed =
                        toTheEnd && one.place().equals(last) && !one.entry().done();
                if (mayHaveFailed) {
                    againUnlessItFails(one, tx, writer);
                } else {
                    again(one, tx);
                }
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

    private static Journal.Left left(Path file) throws SQLException, IOException {
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

    /** Those that stand one after the other. */
    private static List<Kept> following(Journal.Place before, List<Kept> later) {
        Journal.Place next = before.next();
        int count = 0;
        while (count < later.size() && later.get(count).place().equals(next)) {
            next = next.next();
            count++;
        }
        return later.subList(0, count);
    }

    private void refuseOther(Journal.Place before, List<Kept> later) throws SQLException {
        boolean other = !later.isEmpty() && !later.get(0).place().equals(before.next());
        // The loss of power may take the first of two journals that were not forced, and leave the second.
        if (other && (forced || later.get(0).place().epoch() != before.epoch())) {
            throw new SQLException("The file has everything up to " + before + ", but its journal "
                    + later.get(0).file() + " goes on with " + later.get(0).place()
                    + ", so they do not belong together; to go on with the file as it is, move the journal away");
        }
    }

    /**
     * Whether nothing whole stands behind the last one that follows. A kill leaves nothing behind what it has cut off; the
     * loss of power may, if commits were not forced.
     */
    private boolean endsAt(Journal.Place last, List<Journal.Left> left, List<Kept> later) throws SQLException {
        Optional<Journal.Place> newest = Stream.concat(
                        left.stream().flatMap(one -> one.latestBehind().stream()),
                        later.stream().map(Kept::place))
                .max(Comparator.naturalOrder())
                .filter(place -> place.compareTo(last) > 0);
        if (newest.isPresent() && forced) {
            throw new SQLException(
                    "The journal " + listed() + " is damaged behind " + last + ", and has " + newest.get()
                            + " further on; to go on without what came after the file's last checkpoint, move the journal away");
        }
        newest.ifPresent(place -> LOG.warn(
                "The journal {} is damaged behind {}; what came after it, up to {}, is lost", listed(), last, place));
        return newest.isEmpty();
    }

    private String listed() {
        return files.stream().map(Path::toString).collect(Collectors.joining(" with "));
    }

    /**
     * The newest transaction was never acknowledged if a statement of it failed when the journal had it already, and the
     * process was killed before it could take it back. It fails again then.
     */
    private static void againUnlessItFails(Kept one, Statements tx, Connection writer) throws SQLException {
        try {
            again(one, tx);
        } catch (SQLException e) {
            writer.rollback();
            LOG.warn("The newest transaction of a killed process had failed, and is not kept", e);
        }
    }

    private static void again(Kept one, Statements tx) throws SQLException {
        Journal.Entry entry = one.entry();
        Journal.Place place = entry.place();
        try {
            Recording.replay(entry.recorded(), entry.texts(), tx);
            if (tx.update(TURN, place.turn(), place.epoch()) != 1) {
                throw new SQLException("No process has had epoch " + place.epoch());
            }
        } catch (SQLException | StoreException | IllegalArgumentException | BufferUnderflowException e) {
            throw new SQLException(
                    "The journal " + one.file() + " has " + place + ", which cannot be done again: " + e.getMessage()
                            + "; to go on with the file as it is, move the journal away",
                    e);
        }
    }
}
