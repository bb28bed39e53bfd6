package dev.rondo.engine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two journals that take turns: while a checkpoint brings into the database's file what one has, the other goes on.
 *
 * <p><b>Threads:</b> the one that writes.
 */
final class JournalPair implements AutoCloseable {
    private static final String NAME = ".journal";
    private static final List<String> ENDINGS = List.of(NAME, NAME + "-2");

    private final List<Path> files;
    private final boolean forced;
    private Journal open;
    private @Nullable Journal spare;

    private JournalPair(List<Path> files, boolean forced, Journal open) {
        this.files = files;
        this.forced = forced;
        this.open = open;
    }

    /** Where the journals of a database are. */
    static List<Path> files(Path database) {
        return ENDINGS.stream()
                .map(ending -> database.resolveSibling(database.getFileName() + ending))
                .toList();
    }

    /** Begins to write into the first, as {@link Journal#begin} does. */
    static JournalPair begin(List<Path> files, boolean forced) throws IOException {
        return new JournalPair(files, forced, Journal.begin(files.get(0), forced));
    }

    static void delete(List<Path> files) throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    /** Adds a transaction, as {@link Journal#append} does. */
    boolean append(Journal.Place place, Recording recording) throws IOException {
        return open.append(place, recording);
    }

    /** Takes the last transaction back, as {@link Journal#takeBack} does. */
    void takeBack() throws IOException {
        open.takeBack();
    }

    /** Whether it is time for a checkpoint. */
    boolean isFilling() {
        return open.isFilling();
    }

    /** A checkpoint of everything so far has begun, and the one before has ended: what follows goes into the other. */
    void turn() throws IOException {
        Journal other = spare == null ? Journal.begin(files.get(1), forced) : spare;
        spare = open;
        open = other;
        other.restart();
    }

    /** The database's own file has everything. */
    void restart() {
        open.restart();
    }

    @Override
    public void close() throws IOException {
        Journal other = spare;
        try {
            open.close();
        } finally {
            if (other != null) {
                other.close();
            }
        }
    }
}
