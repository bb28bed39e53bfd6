package dev.rondo.example.bike.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** The folder in which months of data arrive, and that the server watches. */
final class WatchedFolder {
    private final Path folder;

    WatchedFolder(Path folder) {
        this.folder = folder;
    }

    boolean holds(String month, byte[] content) {
        Path file = folder.resolve(Months.fileName(month));
        try {
            return Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /**
     * Lets a month arrive, all at once: whoever looks sees either nothing, or what was there before, or the whole file.
     * What is already there is not written again.
     *
     * @return when it arrived, in whole milliseconds
     */
    Instant deliver(String month, byte[] content) {
        Path file = folder.resolve(Months.fileName(month));
        Path aside = folder.resolve("." + Months.fileName(month) + ".part");
        try {
            if (!holds(month, content)) {
                Files.createDirectories(folder);
                Files.write(aside, content);
                Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static UncheckedIOException unusable(Path file, IOException cause) {
        return new UncheckedIOException("The month " + file + " cannot be delivered: " + cause, cause);
    }
}
