package dev.rondo.engine.backup;

import dev.rondo.engine.store.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a home into one zip file, while the engine works.
 *
 * <p>The database comes first and is one consistent state; the engine waits while it is copied, and for nothing else.
 * Files that its rows name are written before the rows and never changed, so those that are copied afterwards are all
 * that it names.
 *
 * <p><b>Threads:</b> safe for many.
 */
public final class HomeBackup {
    /** Of a home; what is not named here can be made again, or belongs to one process. */
    static final List<String> FOLDERS = List.of("artifacts", "code", "logs");

    static final String DATABASE = "rondo.mv.db";
    static final String INSTANCE = "instance";
    private static final Set<String> PASSING = Set.of("artifacts/tmp", "artifacts/folders", "artifacts/quarantine");

    private final Database database;
    private final Path home;

    public HomeBackup(Database database, Path home) {
        this.database = database;
        this.home = home;
    }

    /**
     * Writes a backup; the stream stays open.
     *
     * @param artifacts whether artifacts are copied too; without them, a restored home makes what it needs again
     * @throws BackupException when the database is on a server, or the disk fails
     */
    public void write(OutputStream out, boolean artifacts, Instant now) {
        if (!database.inHome()) {
            throw new BackupException(
                    "The database of this home is on a server. Copy it with the server's own tool, and"
                            + " after it the home: pg_dump --format=custom --file=rondo.dump DATABASE; tar -cf home.tar HOME");
        }
        try {
            Path copy = Files.createTempFile(home, "backup-", ".zip");
            try {
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
                zip.setLevel(Deflater.BEST_SPEED);
                String note = new BackupNote(database.instanceId(), now, artifacts).json();
                text(zip, BackupNote.ENTRY, note);
                text(zip, INSTANCE, database.instanceId() + "\n");
                zip.flush();
                database.copyTo(copy);
                database(zip, copy);
                for (String folder : FOLDERS) {
                    if (artifacts || !folder.equals("artifacts")) {
                        folder(zip, folder);
                    }
                }
                zip.finish();
                zip.flush();
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BackupException(
                    "The backup of " + home + " could not be written: " + e + ". What is there of it is"
                            + " of no use; look at the disk and begin again",
                    e);
        }
    }

    private static void database(ZipOutputStream zip, Path copy) throws IOException {
        try (var copied = new java.util.zip.ZipFile(copy.toFile());
                InputStream file = copied.getInputStream(copied.getEntry(DATABASE))) {
            zip.putNextEntry(new ZipEntry(DATABASE));
            file.transferTo(zip);
            zip.closeEntry();
        }
    }

    private void folder(ZipOutputStream zip, String folder) throws IOException {
        Path root = home.resolve(folder);
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                String name = home.relativize(file).toString().replace('\\', '/');
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && PASSING.stream().noneMatch(p -> name.startsWith(p + "/"))) {
                    file(zip, name, file);
                }
            }
        }
    }

    /** A file may go while others are copied: then no row of the copied database names it. */
    private static void file(ZipOutputStream zip, String name, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            zip.putNextEntry(new ZipEntry(name));
            in.transferTo(zip);
            zip.closeEntry();
        } catch (NoSuchFileException e) {
            // Its entry was not begun.
        }
    }

    private static void text(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
