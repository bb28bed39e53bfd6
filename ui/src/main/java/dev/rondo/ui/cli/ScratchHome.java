package dev.rondo.ui.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for one command, which is gone afterwards. */
final class ScratchHome implements AutoCloseable {
    private final Path folder;

    ScratchHome() {
        try {
            this.folder = Files.createTempDirectory("rondo-again-");
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary folder can be made: " + e.getMessage(), e);
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The temporary folder " + folder + " is in the way; delete it: " + e.getMessage(), e);
        }
    }
}
