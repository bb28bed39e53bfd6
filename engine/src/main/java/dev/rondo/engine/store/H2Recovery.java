package dev.rondo.engine.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;

/**
 * Makes H2 open a file of a killed process with the newest commit in it. Left to itself, H2 2.5.252 may come back with an
 * older one, although every commit was forced to the disk; docs/decisions/0004 has the reasons and the figures.
 *
 * <ol>
 *   <li>The header of the file leads to the newest chunk (what one commit wrote). When a chunk goes where older ones were,
 *       H2 writes the chunk <i>before</i> it into the header, and does not find the newest one on a quick open. H2's
 *       recovery mode does: it reads the whole file. Closing it then writes the right header.
 *   <li>That header says that the file was closed in order. H2 then insists on chunks that it no longer needs, and falls
 *       back to an older commit when one of them has been overwritten. So the word is taken out again.
 * </ol>
 */
final class H2Recovery {
    /** The header is there twice, a copy in each of the first two blocks: text, its checksum last, one line. */
    private static final int BLOCK = 4096;

    private static final int COPIES = 2;
    private static final String CHECKSUM = ",fletcher:";
    private static final String CLOSED_IN_ORDER = ",clean:1";

    private H2Recovery() {}

    /**
     * Reads all of the file, so it takes longer the larger the file is; one that was closed in order is compact. Being
     * killed in here does no harm: the next start does it again.
     *
     * @throws org.h2.mvstore.MVStoreException when the file is not one of H2's, is damaged, or is open elsewhere
     */
    static void pointAtNewestCommit(Path file) {
        try {
            if (!Files.exists(file) || Files.size(file) == 0) {
                return;
            }
            MVStore store = new MVStore.Builder()
                    .fileName(file.toString())
                    .recoveryMode()
                    .autoCommitDisabled()
                    .open();
            if (store.getMapNames().isEmpty()) {
                // Nothing was found: whoever looks into the file for what is left of it finds it as it was.
                store.closeImmediately();
                return;
            }
            store.close(0);
            takeOutClosedInOrder(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The database " + file + " cannot be recovered: " + e, e);
        }
    }

    /** Whether the file says so in its header. */
    static boolean isClosedInOrder(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, READ)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            DataUtils.readFully(channel, 0, block);
            return new String(block.array(), ISO_8859_1).contains(CLOSED_IN_ORDER);
        }
    }

    private static void takeOutClosedInOrder(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            for (int copy = 0; copy < COPIES; copy++) {
                ByteBuffer block = ByteBuffer.allocate(BLOCK);
                DataUtils.readFully(channel, (long) copy * BLOCK, block);
                String header = new String(block.array(), ISO_8859_1);
                if (header.contains(CLOSED_IN_ORDER)) {
                    DataUtils.writeFully(channel, (long) copy * BLOCK, ByteBuffer.wrap(withoutClosedInOrder(header)));
                }
            }
            channel.force(true);
        }
    }

    private static byte[] withoutClosedInOrder(String header) {
        String text = header.substring(0, header.indexOf(CHECKSUM)).replace(CLOSED_IN_ORDER, "");
        byte[] bytes = text.getBytes(ISO_8859_1);
        int checksum = DataUtils.getFletcher32(bytes, 0, bytes.length);
        String whole = text + CHECKSUM + Integer.toHexString(checksum) + "\n";
        return Arrays.copyOf(whole.getBytes(ISO_8859_1), BLOCK);
    }
}
