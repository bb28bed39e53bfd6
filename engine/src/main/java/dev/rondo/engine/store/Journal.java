package dev.rondo.engine.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file that gets each transaction before it is committed, so that the commit itself need not be written: one short write
 * into space that is there already. What is in it is sent again after a kill; once the database's own file has
 * everything, the journal begins again at its start, over what it held before.
 *
 * <p>An entry is a head of {@value Recording#HEAD} bytes (a mark, the length of all of it, its checksum, epoch, turn) and
 * the {@link Recording} of a transaction. Entries stand one after the other, in the order of their turns; the text of a
 * statement stands in the first that has it. The first place at which none stands that follows is the end; what stands
 * behind is left over from before.
 *
 * <p><b>Threads:</b> the one that writes. An interrupt does nothing to it.
 */
final class Journal implements AutoCloseable {
    /** What it holds at most, in bytes. It grows to that size and stays there until it is deleted. */
    static final int CAPACITY = 16 << 20;

    /** Filled so far, it asks for a checkpoint; what is left has room for commits meanwhile. */
    private static final int FILLING = CAPACITY / 4 * 3;

    private static final int GROWTH = 256 << 10;
    private static final int MARK = 0x524E4433;
    /** As {@link #MARK}, of a version that recorded statements when they had been done. */
    private static final int DONE_MARK = 0x524E4432;

    /** Before an entry whose statements have their texts with them, as earlier versions wrote it. */
    private static final int EARLIER_MARK = 0x524E444F;

    private static final int EARLIER_HEAD = 28;
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

    /**
     * A transaction, as {@link Recording#replay} takes it.
     *
     * @param done whether its statements had been done when it was added; otherwise one of them may have failed since
     */
    record Entry(Place place, boolean done, ByteBuffer recorded, Recording.TextReader texts) {}

    private final RandomAccessFile file;
    private final boolean forced;
    /** The numbers of the statements whose texts stand in it. */
    private final Set<Integer> texts = new HashSet<>();

    private long end;
    /** Where the last entry begins, and the texts that stand in no other. */
    private long last;

    private Set<Integer> lastTexts = Set.of();

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
     * Adds a transaction; false, and nothing is added, when it has no room any more. All are of the same {@link Recording},
     * which numbers the statements.
     *
     * @throws IOException when it is not known whether the entry is there
     */
    boolean append(Place place, Recording recording) throws IOException {
        ByteBuffer bytes = recording.bytes(texts);
        int length = bytes.remaining();
        if (end + length > CAPACITY) {
            return false;
        }
        bytes.putInt(0, MARK).putInt(4, length).putLong(12, place.epoch()).putLong(20, place.turn());
        bytes.putInt(8, checksum(bytes));
        grow(end + length);
        lastTexts = new HashSet<>(recording.texts());
        lastTexts.removeAll(texts);
        texts.addAll(lastTexts);
        file.seek(end);
        file.write(bytes.array(), bytes.arrayOffset(), length);
        last = end;
        end += length;
        return true;
    }

    /**
     * Takes the last entry back, of a transaction that was added and then failed.
     *
     * @throws IOException when it is not known whether the entry is still there
     */
    void takeBack() throws IOException {
        file.seek(last);
        file.write(new byte[Integer.BYTES]); // over its mark, at once
        end = last;
        texts.removeAll(lastTexts);
    }

    boolean isFilling() {
        return end > FILLING;
    }

    /** The database's own file has everything: the next entry goes to the start. */
    void restart() {
        end = 0;
        texts.clear();
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

        /** A whole entry, head and all. */
        private record Found(Place place, ByteBuffer bytes) {
            Entry entry(Map<Integer, String> texts) {
                int begin = bytes.position();
                if (bytes.getInt(begin) == EARLIER_MARK) {
                    return new Entry(place, true, bytes.position(begin + EARLIER_HEAD), Recording.TextReader.inPlace());
                }
                boolean done = bytes.getInt(begin) == DONE_MARK;
                Recording.takeTexts(bytes, texts);
                return new Entry(place, done, bytes, Recording.TextReader.of(texts));
            }
        }

        private Left(ByteBuffer bytes) {
            this.bytes = bytes;
            Map<Integer, String> texts = new HashMap<>();
            @Nullable Place last = null;
            for (Found f = at(0); f != null && follows(last, f.place()); f = at(position)) {
                last = f.place();
                position = f.bytes().limit();
                entries.add(f.entry(texts));
            }
        }

        private static boolean follows(@Nullable Place last, Place next) {
            return last == null || next.equals(last.next());
        }

        /** Whether it begins as no version writes that is known here; one that was just made begins with nothing. */
        boolean isStrange() {
            int mark = bytes.limit() < Integer.BYTES ? 0 : bytes.getInt(0);
            return mark != 0 && head(mark) == 0;
        }

        /** Those that stand one after the other from the start on; behind them may stand what is left over from before. */
        List<Entry> entries() {
            return List.copyOf(entries);
        }

        /** Of all whole entries behind those, the one of the latest transaction. */
        Optional<Place> latestBehind() {
            Optional<Place> latest = Optional.empty();
            for (int from = position; from < bytes.limit() - EARLIER_HEAD; from++) {
                @Nullable Found found = at(from);
                if (found != null && (latest.isEmpty() || latest.get().compareTo(found.place()) < 0)) {
                    latest = Optional.of(found.place());
                }
            }
            return latest;
        }

        private @Nullable Found at(int from) {
            int head = bytes.limit() - from < EARLIER_HEAD ? 0 : head(bytes.getInt(from));
            if (head == 0) {
                return null;
            }
            int length = bytes.getInt(from + 4);
            if (length < head || length > bytes.limit() - from) {
                return null;
            }
            ByteBuffer entry = bytes.duplicate().position(from).limit(from + length);
            if (checksum(entry.slice()) != bytes.getInt(from + 8)) {
                return null;
            }
            return new Found(new Place(bytes.getLong(from + 12), bytes.getLong(from + 20)), entry);
        }

        /** The length of the head that begins so; 0 if none does. */
        private static int head(int mark) {
            return switch (mark) {
                case MARK, DONE_MARK -> Recording.HEAD;
                case EARLIER_MARK -> EARLIER_HEAD;
                default -> 0;
            };
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
