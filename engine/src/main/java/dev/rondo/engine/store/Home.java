package dev.rondo.engine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The home directory: locked for this process while it is open, and marked once its database is complete.
 *
 * <p>The mark tells a new home from one whose database was lost: H2 reopens some damaged files as an empty database
 * without a word.
 */
final class Home implements AutoCloseable {
    /** H2 appends {@code .mv.db}. */
    static final String DATABASE = "rondo";

    private static final String DATABASE_FILE = DATABASE + ".mv.db";
    private static final String MARK = "instance";
    private static final String LOCK = "lock";

    private final Path directory;
    private final FileChannel lock;

    private Home(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    static Home open(Path directory) {
        try {
            Files.createDirectories(directory);
            Path file = directory.resolve(LOCK);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                String holder = Files.readString(file).strip();
                channel.close();
                throw inUse(directory.toString(), holder.isEmpty() ? "another process" : "process " + holder, null);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            return new Home(directory, channel);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The home " + directory + " cannot be used: " + e
                            + ". Name a folder that can be made and written to",
                    e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    static StoreException inUse(String home, String holder, @Nullable Throwable cause) {
        String message = "The home " + home + " is in use by " + holder
                + ": a home belongs to one process at a time. Stop that process, or talk to it over its address; to run a"
                + " second one, give it a home of its own";
        return cause == null
                ? new StoreException(StoreException.Kind.IN_USE, message)
                : new StoreException(StoreException.Kind.IN_USE, message, cause);
    }

    /** The instance id that was written when the database was complete; empty for a new home. */
    Optional<String> mark() {
        Path mark = directory.resolve(MARK);
        try {
            return Files.exists(mark) ? Optional.of(Files.readString(mark).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("The mark " + mark + " cannot be read: " + e, e);
        }
    }

    /** Survives the loss of power: written aside, forced, renamed, and the directory forced. */
    void mark(String instanceId) {
        Path mark = directory.resolve(MARK);
        Path aside = directory.resolve(MARK + ".new");
        try {
            Files.writeString(aside, instanceId + "\n");
            force(aside);
            Files.move(aside, mark, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("The mark " + mark + " cannot be written: " + e, e);
        }
    }

    boolean hasDatabase() {
        return Files.exists(directory.resolve(DATABASE_FILE));
    }

    StoreException empty(String instanceId, String found) {
        return new StoreException(
                StoreException.Kind.EMPTY,
                "The home " + directory + " was initialised as instance " + instanceId + ", but " + found
                        + ". Its runs and models are not there, so Rondo does not go on as if it were new. Restore "
                        + directory.resolve(DATABASE_FILE) + " from a backup, or name the server with --db if its"
                        + " database is on one; to start afresh on purpose, move the whole home away");
    }

    /** The database is on a server, and it is not the one that this home was used with. */
    StoreException notOf(String server, String instanceId, String found) {
        return new StoreException(
                StoreException.Kind.EMPTY,
                "The home " + directory + " belongs to the database of instance " + instanceId + ", but " + server + " "
                        + found + ". Artifacts and runs would not fit, so Rondo does not go on. Name the database that"
                        + " this home was used with, restore it from a backup, or give this one a home of its own");
    }

    /** The database is on a server and has been used with another home. */
    StoreException notItsOwn(String server, String found) {
        return new StoreException(
                StoreException.Kind.EMPTY,
                "The home " + directory + " is new, but " + server + " has the runs of instance " + found
                        + ", whose code, artifacts and logs are in the home that it was used with. Rondo does not go on"
                        + " without them: runs under way would be given up. Name that home, or a copy of it; if it is"
                        + " lost, write " + found + " into " + directory.resolve(MARK) + " to go on all the same");
    }

    /** A home holds one database, either in it or on a server. */
    void refuseOwnDatabase(String server) {
        if (hasDatabase()) {
            throw new StoreException(
                    StoreException.Kind.UNSUPPORTED,
                    "The home " + directory + " has a database of its own in it, " + DATABASE_FILE + ", so it cannot be"
                            + " used with " + server + ". Give the server's database another home, or leave --db out");
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The lock of " + directory + " cannot be released: " + e, e);
        }
    }

    /** Returns once the disk has this file, or the names in this folder. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
