package dev.rondo.engine.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A file beside the database that says: it was closed in order and compacted, and nobody has opened it since. Such a file
 * needs no {@link H2Recovery}, which reads all of it.
 *
 * <p>The mark is taken away, and the disk told so, before the database is opened; a process that is killed leaves none.
 * It names the database's size and header, so that it fits no other file that is put in the same place.
 */
final class ClosedMark {
    private static final String SUFFIX = ".closed";
    private static final int HEADER = 2 * 4096;

    private ClosedMark() {}

    /** Says that the database was closed in order; it and the mark are on the disk when this returns. */
    static void leave(Path database) throws IOException {
        if (!Files.exists(database)) {
            return;
        }
        Home.force(database);
        try (FileChannel mark = FileChannel.open(markOf(database), CREATE, WRITE, TRUNCATE_EXISTING)) {
            mark.write(ByteBuffer.wrap(describe(database).getBytes(StandardCharsets.UTF_8)));
            mark.force(true);
        }
        Home.force(database.toAbsolutePath().resolveSibling("."));
    }

    /** Takes the mark away; whether there was one that fits this database. */
    static boolean take(Path database) throws IOException {
        Path mark = markOf(database);
        if (!Files.exists(mark)) {
            return false;
        }
        boolean fits = Files.exists(database) && Files.readString(mark).equals(describe(database));
        Files.delete(mark);
        Home.force(database.toAbsolutePath().resolveSibling("."));
        return fits;
    }

    private static Path markOf(Path database) {
        return database.resolveSibling(database.getFileName() + SUFFIX);
    }

    private static String describe(Path database) throws IOException {
        var checksum = new CRC32C();
        try (InputStream in = Files.newInputStream(database)) {
            checksum.update(in.readNBytes(HEADER));
        }
        return Files.size(database) + " bytes, header " + Long.toHexString(checksum.getValue()) + "\n";
    }
}
