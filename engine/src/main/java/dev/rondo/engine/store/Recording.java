package dev.rondo.engine.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction has sent to change rows, as bytes from which the same can be sent again: every statement, by a
 * number, with its arguments and how many rows it changed; and behind them the texts that go by these numbers.
 *
 * <p>The same rows come of it only if nothing in a statement depends on anything but its arguments and the rows it finds; so
 * {@link Tx} has no way to let the database number rows, and statements that are no insert, update, delete or merge make
 * the recording incomplete.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Recording {
    /** Bytes before all others: the last four tell where the texts begin, those before are for whoever writes it somewhere. */
    static final int HEAD = 32;

    private static final int TEXTS_BEGIN = HEAD - Integer.BYTES;

    /** As the number of rows that a statement changed: it was recorded before it was done. */
    static final int NOBODY_KNOWS = -1;

    private static final int USUAL = 64 << 10;
    private static final int KNOWN_TEXTS = 500;
    private static final List<String> REPEATABLE = List.of("insert ", "update ", "delete ", "merge ");

    // Before each argument: its kind. Written to files, so never changed.
    private static final byte NOTHING = '0';
    private static final byte TEXT = 'T';
    private static final byte LONG = 'L';
    private static final byte INTEGER = 'I';
    private static final byte DOUBLE = 'D';
    private static final byte FALSE = '-';
    private static final byte TRUE = '+';
    private static final byte INSTANT = '@';
    private static final byte BYTES = 'B';

    /** A statement that was sent once for each of the rows of arguments, and the number of rows that it changed. */
    record Sent(String sql, List<@Nullable Object[]> rows, int changed) {}

    /** Statements that are sent over and over, and the number by which each goes; no number is given twice. */
    private final Map<String, Integer> numbers = new HashMap<>();

    /** The texts that this recording knows by their numbers. */
    private final Map<Integer, String> used = new LinkedHashMap<>();

    private final int limit;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int next;
    private boolean on;
    private boolean complete = true;

    /** @param limit a recording that grows beyond so many bytes is given up, and incomplete */
    Recording(int limit) {
        this.limit = limit;
    }

    /** Forgets what was recorded, and records what follows. */
    void begin() {
        bytes = bytes.capacity() == USUAL ? bytes : ByteBuffer.allocate(USUAL);
        bytes.clear().position(HEAD);
        used.clear();
        complete = true;
        on = true;
    }

    /** What follows is not recorded. */
    void end() {
        on = false;
    }

    /** Whether all that was sent since {@link #begin} is in here. */
    boolean isComplete() {
        return complete;
    }

    /**
     * The recorded bytes, after {@link #HEAD} bytes; valid until the next {@link #begin}. A text takes more room than most
     * of its arguments, so each is there only if its number is not among those known where the bytes go.
     */
    ByteBuffer bytes(Set<Integer> known) {
        int end = bytes.position();
        bytes.putInt(TEXTS_BEGIN, end);
        used.forEach((number, text) -> {
            if (!known.contains(number)) {
                ensure(Integer.BYTES);
                bytes.putInt(number);
                put(text);
            }
        });
        ByteBuffer all = bytes.duplicate().flip();
        bytes.position(end);
        return all;
    }

    /** The numbers of the texts that {@link #bytes} needs. */
    Set<Integer> texts() {
        return used.keySet();
    }

    /**
     * @param rows arguments as {@link Binding#plain} makes them
     * @param changed the number of rows that were or will be changed, or {@link #NOBODY_KNOWS}
     */
    void add(String sql, List<@Nullable Object[]> rows, int changed) {
        if (!on || !complete) {
            return;
        }
        if (!isRepeatable(sql)) {
            complete = false;
            return;
        }
        if (changed == 0) {
            return; // nor would it change anything when it is sent again
        }
        if (numbers.size() > KNOWN_TEXTS) {
            numbers.clear();
        }
        int number = numbers.computeIfAbsent(sql, text -> next++);
        used.put(number, sql);
        ensure(3 * Integer.BYTES);
        bytes.putInt(number).putInt(changed).putInt(rows.size());
        for (@Nullable Object[] row : rows) {
            ensure(Integer.BYTES);
            bytes.putInt(row.length);
            for (@Nullable Object value : row) {
                put(value);
            }
            if (bytes.position() > limit) {
                complete = false;
                return;
            }
        }
    }

    /** How a statement stands in recorded bytes. */
    @FunctionalInterface
    interface TextReader {
        /** Reads it, and goes on to what stands behind it. */
        String read(ByteBuffer recorded);

        /** By its number. */
        static TextReader of(Map<Integer, String> texts) {
            return recorded -> {
                String text = texts.get(recorded.getInt());
                if (text == null) {
                    throw new IllegalArgumentException("A statement whose text is missing");
                }
                return text;
            };
        }

        /** With its text, as it stood before texts had numbers. */
        static TextReader inPlace() {
            return recorded -> new String(block(recorded), UTF_8);
        }
    }

    /**
     * Takes the texts from the bytes of a recording, and leaves its statements.
     *
     * @param recorded all of {@link #bytes}, with the head; what is left is from behind the head to before the texts
     */
    static void takeTexts(ByteBuffer recorded, Map<Integer, String> texts) {
        int begin = recorded.position();
        int end = begin + recorded.getInt(begin + TEXTS_BEGIN);
        if (end < begin + HEAD) {
            throw new IllegalArgumentException("The texts of an entry begin within its head");
        }
        recorded.position(end);
        while (recorded.hasRemaining()) {
            texts.put(recorded.getInt(), new String(block(recorded), UTF_8));
        }
        recorded.position(begin + HEAD).limit(end);
    }

    /**
     * Sends again what was recorded.
     *
     * @param recorded the statements, from its position to its limit
     * @throws SQLException when a statement fails, or changes another number of rows than it did then
     */
    static void replay(ByteBuffer recorded, TextReader texts, Statements tx) throws SQLException {
        for (Sent sent : read(recorded, texts)) {
            int changed = Arrays.stream(tx.send(sent.sql(), sent.rows())).sum();
            if (sent.changed() != NOBODY_KNOWS && changed != sent.changed()) {
                throw new SQLException("A statement that changed " + sent.changed() + " rows changes " + changed
                        + " when it is sent again: " + sent.sql());
            }
        }
    }

    private static List<Sent> read(ByteBuffer recorded, TextReader texts) {
        List<Sent> all = new ArrayList<>();
        while (recorded.hasRemaining()) {
            String sql = texts.read(recorded);
            int changed = recorded.getInt();
            int count = recorded.getInt();
            List<@Nullable Object[]> rows = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                @Nullable Object[] row = new @Nullable Object[recorded.getInt()];
                for (int k = 0; k < row.length; k++) {
                    row[k] = value(recorded);
                }
                rows.add(row);
            }
            all.add(new Sent(sql, rows, changed));
        }
        return all;
    }

    private static boolean isRepeatable(String sql) {
        for (String word : REPEATABLE) {
            if (Statements.begins(sql, word)) {
                return true;
            }
        }
        return false;
    }

    private void put(@Nullable Object value) {
        ensure(1 + Long.BYTES + Integer.BYTES);
        if (value == null) {
            bytes.put(NOTHING);
        } else if (value instanceof String text) {
            bytes.put(TEXT);
            put(text);
        } else if (value instanceof Long number) {
            bytes.put(LONG);
            bytes.putLong(number);
        } else if (value instanceof Integer number) {
            bytes.put(INTEGER);
            bytes.putInt(number);
        } else if (value instanceof Double number) {
            bytes.put(DOUBLE);
            bytes.putDouble(number);
        } else if (value instanceof Boolean bool) {
            bytes.put(bool ? TRUE : FALSE);
        } else if (value instanceof Instant instant) {
            bytes.put(INSTANT);
            bytes.putLong(instant.getEpochSecond()).putInt(instant.getNano());
        } else if (value instanceof byte[] block) {
            bytes.put(BYTES);
            put(block);
        } else {
            throw new IllegalArgumentException("A " + value.getClass().getName() + " cannot be recorded");
        }
    }

    private static @Nullable Object value(ByteBuffer recorded) {
        return switch (recorded.get()) {
            case NOTHING -> null;
            case TEXT -> new String(block(recorded), UTF_8);
            case LONG -> recorded.getLong();
            case INTEGER -> recorded.getInt();
            case DOUBLE -> recorded.getDouble();
            case FALSE -> false;
            case TRUE -> true;
            case INSTANT -> Instant.ofEpochSecond(recorded.getLong(), recorded.getInt());
            case BYTES -> block(recorded);
            default -> throw new IllegalArgumentException("Not an argument of a statement");
        };
    }

    private void put(String text) {
        ensure(Integer.BYTES + text.length());
        int begin = bytes.position();
        bytes.putInt(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) { // more than one byte of UTF-8
                bytes.position(begin);
                put(text.getBytes(UTF_8));
                return;
            }
            bytes.put((byte) c);
        }
    }

    private void put(byte[] block) {
        ensure(Integer.BYTES + block.length);
        bytes.putInt(block.length).put(block);
    }

    private static byte[] block(ByteBuffer recorded) {
        byte[] block = new byte[recorded.getInt()];
        recorded.get(block);
        return block;
    }

    private void ensure(int more) {
        if (bytes.remaining() < more) {
            int size = Math.max(2 * bytes.capacity(), Math.addExact(bytes.position(), more));
            bytes = ByteBuffer.allocate(size).put(bytes.flip());
        }
    }
}
