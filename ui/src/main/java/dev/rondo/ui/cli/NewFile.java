package dev.rondo.ui.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import picocli.CommandLine.Option;

/** The file that a command writes: it appears whole or not at all, and replaces nothing unless that is meant. */
final class NewFile {

    /** Writes what the file is to hold. */
    @FunctionalInterface
    interface Content {
        /**
         * Writes it all.
         *
         * @param part a file beside the one that is to be, which does not exist yet
         */
        void writeTo(Path part) throws IOException, InterruptedException;
    }

    @Option(names = "--overwrite", description = "Replace the file when it is there.")
    private boolean overwrite;

    NewFile() {}

    /** Writes the file and says so; whatever fails before it is whole leaves no trace. */
    String write(Path file, Content content) throws InterruptedException {
        Path target = file.toAbsolutePath().normalize();
        refuse(target);
        Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
        part.toFile().deleteOnExit();
        try {
            try {
                content.writeTo(part);
                force(part);
                place(part, target);
            } finally {
                Files.deleteIfExists(part);
            }
            return "Wrote " + target + " (" + Files.size(target) + " bytes)";
        } catch (IOException e) {
            throw new UncheckedIOException(target + " could not be written: " + e, e);
        }
    }

    private void refuse(Path target) {
        Path folder = target.getParent();
        if (folder == null || Files.isDirectory(target)) {
            throw new UsageException(target + " is a folder. Name the file to write");
        }
        if (!Files.isDirectory(folder)) {
            throw new UsageException("There is no folder " + folder + " to write " + target.getFileName()
                    + " into. Make it, or name another");
        }
        if (!overwrite && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw isThere(target);
        }
    }

    private static UsageException isThere(Path target) {
        return new UsageException(
                target + " exists, and was left as it is. Name another file, or replace it with --overwrite");
    }

    private static void force(Path part) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private void place(Path part, Path target) throws IOException {
        if (overwrite) {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            link(part, target);
        }
    }

    /** A link, unlike a move, replaces nothing that somebody has written meanwhile. */
    private static void link(Path part, Path target) throws IOException {
        try {
            Files.createLink(target, part);
        } catch (FileAlreadyExistsException e) {
            throw isThere(target);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(part, target); // a file system without links
        }
    }
}
