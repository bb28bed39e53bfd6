package dev.rondo.engine.attempt;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one attempt: a file of lines, each with its time, written at once so that people can follow it. After a
 * limit nothing more is written but a last word, and the failure if there is one.
 *
 * <p>A log that cannot be written, on a full disk for example, does not fail the step; the server's log says so once.
 *
 * <p><b>Threads.</b> Safe for many threads. Lines that come after closing are dropped.
 */
public final class AttemptLog implements Closeable {
    /** 10 MB. */
    public static final long DEFAULT_LIMIT_BYTES = 10_000_000;

    private static final Logger log = LoggerFactory.getLogger(AttemptLog.class);

    private final Path path;
    private final InstantSource clock;
    private final long limitBytes;
    /** Made with the first line: most steps say nothing. */
    private @Nullable FileOutputStream file;

    private long written;
    private boolean truncated;
    private boolean broken;
    private boolean closed;

    private AttemptLog(Path path, InstantSource clock, long limitBytes) {
        this.path = path;
        this.clock = clock;
        this.limitBytes = limitBytes;
    }

    /** Opens the log for appending; the file is made when there is something to write. */
    public static AttemptLog open(Path path, InstantSource clock, long limitBytes) {
        return new AttemptLog(path, clock, limitBytes);
    }

    /** Writes one line, or several when the message has line breaks. */
    public synchronized void write(String message) {
        for (String line : (Iterable<String>) message.lines()::iterator) {
            if (written >= limitBytes) {
                truncate();
                return;
            }
            append(line);
        }
    }

    /** Writes a last word to a log that has others; an empty one stays empty, and no file is made. */
    public synchronized void writeIfBegun(String message) {
        if (written > 0) {
            writeLast(message);
        }
    }

    /** Writes something short that is worth keeping even when the limit is reached, such as the failure at the end. */
    public synchronized void writeLast(String message) {
        message.lines().forEach(this::append);
    }

    private void truncate() {
        if (!truncated) {
            truncated = true;
            append("… the log is truncated here: it has reached its limit of " + limitBytes + " bytes");
        }
    }

    private void append(String line) {
        String text = clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + printable(line) + "\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (closed) {
            return;
        }
        try {
            file().write(bytes);
            written += bytes.length;
        } catch (IOException e) {
            if (!broken) {
                broken = true;
                log.warn("Lines of the log {} are lost: {}. The step goes on.", path, e.toString());
            }
        }
    }

    private FileOutputStream file() throws IOException {
        FileOutputStream known = file;
        if (known == null) {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            known = new FileOutputStream(path.toFile(), true);
            file = known;
        }
        return known;
    }

    /** Without the characters that could drive a terminal. */
    private static String printable(String line) {
        return line.chars().noneMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)
                ? line
                : line.replaceAll("[\\x00-\\x08\\x0b-\\x1f\\x7f]", "?");
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (file != null) {
            file.close();
        }
    }
}
