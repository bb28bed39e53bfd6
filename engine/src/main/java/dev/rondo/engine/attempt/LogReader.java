package dev.rondo.engine.attempt;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads logs piece by piece, while they are still being written. */
public final class LogReader {
    private static final int LONGEST_CHARACTER = 4;

    private LogReader() {}

    /**
     * A piece of a log.
     *
     * @param nextOffset where the next piece begins
     * @param atEnd whether nothing more was there when it was read
     */
    public record Chunk(String text, long nextOffset, boolean atEnd) {}

    /**
     * Reads from a byte offset. The piece ends after a whole line; where not even one fits, or the last has no end, after
     * a whole character. A log that does not exist yet is empty.
     */
    public static Chunk read(Path log, long offset, int maxBytes) throws IOException {
        if (offset < 0 || maxBytes < LONGEST_CHARACTER) {
            throw new IllegalArgumentException("A log is read from offset 0 on, at least " + LONGEST_CHARACTER
                    + " bytes at a time; got offset " + offset + " and " + maxBytes + " bytes");
        }
        if (!Files.exists(log)) {
            return new Chunk("", offset, true);
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long available = Math.max(0, file.length() - offset);
            byte[] bytes = new byte[(int) Math.min(available, maxBytes)];
            file.seek(offset);
            file.readFully(bytes);
            int length = lengthOfWholeLines(bytes);
            String text = new String(Arrays.copyOf(bytes, length), StandardCharsets.UTF_8);
            return new Chunk(text, offset + length, length == available);
        }
    }

    private static int lengthOfWholeLines(byte[] bytes) {
        for (int i = bytes.length; i > 0; i--) {
            if (bytes[i - 1] == '\n') {
                return i;
            }
        }
        return lengthOfWholeCharacters(bytes);
    }

    /** All bytes, less those of a character at the end that is not all there. */
    private static int lengthOfWholeCharacters(byte[] bytes) {
        for (int back = 1; back <= Math.min(LONGEST_CHARACTER, bytes.length); back++) {
            int lead = bytes[bytes.length - back] & 0xff;
            if ((lead & 0xc0) != 0x80) {
                int needed = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
                return needed > back ? bytes.length - back : bytes.length;
            }
        }
        return bytes.length;
    }
}
