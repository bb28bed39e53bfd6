package dev.rondo.engine.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file that gets each transaction before it is committed, so that the commit itself need not be written: one short write
 * into space that is there already. What is in it is sent again after a kill; once the database's own file has
 * everything, the journal begins again at its start, over what it held before.
 *
 * <p>An entry is a head of {@value Recording#HEAD} bytes (a mark, the length of all of it, its checksum, epoch, turn) and
 * the {@link Recording} of a transaction. Entries stand one after the other, in the order of their turns. The first place
 * at which none stands that follows is the end; what stands behind is left over from before.
 *
 * <p><b>Threads:</b> the one that writes. An interrupt does nothing to it.
 */
final class Journal implements AutoCloseable {
    /** What it holds at most, in bytes. It grows to that size and stays there until it is deleted. */
    static final int CAPACITY = 16 << 20;

    private static final int GROWTH = 256 << 10;
    private static final int MARK = 0x524E444F;
    private static final int CHECKED_FROM = 3 * Integer.BYTES;

    /** The place of an entry among all transactions of a database. */
    record Place(long epoch, long turn) implements Comparable<Place> {
        Place next() {
            return new Place(epoch, turn + 1);
        }

        @Override
        public int compareTo(Place other) {
            return epoch == other.epoch ? Long.compare(turn, other.turn) : Long.compare(epoch, other.epoch);
        }

        @Override
        public String toString() {
            return "turn " + turn + " of epoch " + epoch;
        }
    }

    /** @param recorded what {@link Recording#replay} takes */
    record Entry(Place place, ByteBuffer recorded) {}

    private final RandomAccessFile file;
    private final boolean forced;
    private long end;

    private Journal(RandomAccessFile file, boolean forced) {
        this.file = file;
        this.forced = forced;
    }

    /**
     * Begins to write at the start of the file, which is made where it is missing.
     *
     * @param forced whether {@link #append} returns only when the disk has the entry
     */
    static Journal begin(Path path, boolean forced) throws IOException {
        boolean fresh = !Files.exists(path);
        // Every write to such a file returns when the disk has it, and no interrupt closes it, as it closes a channel.
        var file = new RandomAccessFile(path.toFile(), forced ? "rwd" : "rw");
        if (fresh && forced) {
            Home.force(path.toAbsolutePath().resolveSibling("."));
        }
        return new Journal(file, forced);
    }

    /**
     * Adds a transaction; false, and nothing is added, when it has no room any more.
     *
     * @throws IOException when it is not known whether the entry is there
     */
    boolean append(Place place, Recording recording) throws IOException {
        ByteBuffer bytes = recording.bytes();
        int length = bytes.remaining();
        if (end + length > CAPACITY) {
            return false;
        }
        bytes.putInt(0, MARK).putInt(4, length).putLong(12, place.epoch()).putLong(20, place.turn());
        bytes.putInt(8, checksum(bytes));
        grow(end + length);
        file.seek(end);
        file.write(bytes.array(), bytes.arrayOffset(), length);
        end += length;
        return true;
    }

    /** The database's own file has everything: the next entry goes to the start. */
    void restart() {
        end = 0;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** The disk is asked for room before it is needed: a write into room that is there takes half the time. */
    private void grow(long needed) throws IOException {
        long size = file.length();
        if (forced && size < needed) {
            file.seek(size);
            file.write(new byte[(int) Math.max(GROWTH, needed - size)]);
        }
    }

    /** What a process that was killed has left. */
    static Left left(Path path) throws IOException {
        return new Left(ByteBuffer.wrap(Files.readAllBytes(path)));
    }

    /** What stands in a journal. */
    static final class Left {
        private final ByteBuffer bytes;
        private final List<Entry> entries = new ArrayList<>();
        private int position;

        private Left(ByteBuffer bytes) {
            this.bytes = bytes;
            @Nullable Entry last = null;
            for (Entry e = at(0); e != null && follows(last, e); e = at(position)) {
                entries.add(e);
                last = e;
                position = e.recorded().limit();
            }
        }

        private static boolean follows(@Nullable Entry last, Entry next) {
            return last == null || next.place().equals(last.place().next());
        }

        /** Those that stand one after the other from the start on; behind them may stand what is left over from before. */
        List<Entry> entries() {
            return List.copyOf(entries);
        }

        /** Of all whole entries behind those, the one of the latest transaction. */
        Optional<Place> latestBehind() {
            Optional<Place> latest = Optional.empty();
            for (int from = position; from < bytes.limit() - Recording.HEAD; from++) {
                @Nullable Entry found = bytes.getInt(from) == MARK ? at(from) : null;
                if (found != null && (latest.isEmpty() || latest.get().compareTo(found.place()) < 0)) {
                    latest = Optional.of(found.place());
                }
            }
            return latest;
        }

        private @Nullable Entry at(int from) {
            if (bytes.limit() - from < Recording.HEAD || bytes.getInt(from) != MARK) {
                return null;
            }
            int length = bytes.getInt(from + 4);
            if (length < Recording.HEAD || length > bytes.limit() - from) {
                return null;
            }
            ByteBuffer entry = bytes.duplicate().position(from).limit(from + length);
            if (checksum(entry.slice()) != bytes.getInt(from + 8)) {
                return null;
            }
            var place = new Place(bytes.getLong(from + 12), bytes.getLong(from + 20));
            return new Entry(place, entry.position(from + Recording.HEAD));
        }
    }

    /** Of everything behind the checksum, and of the length. */
    private static int checksum(ByteBuffer entry) {
        var checksum = new CRC32C();
        checksum.update(entry.duplicate().position(4).limit(8));
        checksum.update(entry.duplicate().position(CHECKED_FROM));
        return (int) checksum.getValue();
    }
}
