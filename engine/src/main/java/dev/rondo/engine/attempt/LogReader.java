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
     * @param offset where it begins
     * @param nextOffset where the next piece begins
     * @param sizeBytes how long the log was
     * @param atEnd whether nothing more was there when it was read
     */
    public record Chunk(long offset, String text, long nextOffset, long sizeBytes, boolean atEnd) {}

    /**
     * Reads from a byte offset; a negative one counts from the end. The piece begins with a whole character and ends
     * after a whole line; where not even one fits, or the last has no end, after a whole character. A log that does not
     * exist yet is empty.
     */
    public static Chunk read(Path log, long offset, int maxBytes) throws IOException {
        if (maxBytes < LONGEST_CHARACTER) {
            throw new IllegalArgumentException(
                    "A log is read at least " + LONGEST_CHARACTER + " bytes at a time; got " + maxBytes + " bytes");
        }
        if (!Files.exists(log)) {
            return new Chunk(0, "", 0, 0, true);
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long size = file.length();
            long begin = beginOfCharacter(file, offset < 0 ? Math.max(0, size + offset) : Math.min(offset, size), size);
            byte[] bytes = new byte[(int) Math.min(size - begin, maxBytes)];
            file.seek(begin);
            file.readFully(bytes);
            int length = lengthOfWholeLines(bytes);
            String text = new String(Arrays.copyOf(bytes, length), StandardCharsets.UTF_8);
            return new Chunk(begin, text, begin + length, size, begin + length == size);
        }
    }

    private static long beginOfCharacter(RandomAccessFile file, long offset, long size) throws IOException {
        file.seek(offset);
        long begin = offset;
        while (begin < size && begin < offset + LONGEST_CHARACTER && (file.read() & 0xc0) == 0x80) {
            begin++;
        }
        return begin;
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
