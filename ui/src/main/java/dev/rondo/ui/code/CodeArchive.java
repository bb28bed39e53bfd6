package dev.rondo.ui.code;

import dev.rondo.engine.artifact.Digest;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The code that a home has seen, one folder for each version, named by its digest. Pipelines are loaded from here and not
 * from where they were built: building again under a running server harms nothing, and a run under way finds its code
 * after a restart.
 *
 * <p>A folder holds the code and the text file {@value #INDEX}: the name people know it by, then the parts of its class
 * path in order. It appears by a rename, complete and forced to the disk, and never changes; what was found out about the
 * code may be kept beside it.
 */
final class CodeArchive {
    private static final String INDEX = "index";
    private static final String CLASSES = "classes";

    private final Path folder;

    CodeArchive(Path folder) {
        this.folder = folder;
    }

    /** A version of somebody's code, in the archive. */
    record Version(Digest digest, String label, Path folder, List<Path> classPath) {

        /** The jar or folder that is the user's own. */
        Path own() {
            return classPath.get(0);
        }

        CodeLoader loader() {
            return new CodeLoader(
                    label + "@" + digest.shortHex(),
                    classPath.stream().map(Version::url).toList());
        }

        private static URL url(Path path) {
            try {
                return path.toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalStateException("A file always has a URL: " + path, e);
            }
        }
    }

    boolean holds(Digest digest) {
        return Files.isRegularFile(folder.resolve(digest.hex()).resolve(INDEX));
    }

    /** Whether what stands under a digest has it. */
    boolean isSound(Digest digest) throws IOException {
        Version version = version(digest);
        return new CodeFiles(
                        version.own(),
                        version.classPath().subList(1, version.classPath().size()))
                .digest()
                .equals(digest);
    }

    Version version(Digest digest) throws IOException {
        Path version = folder.resolve(digest.hex());
        List<String> index = Files.readAllLines(version.resolve(INDEX));
        return new Version(
                digest,
                index.get(0),
                version,
                index.stream().skip(1).map(version::resolve).toList());
    }

    /** Copies code into the archive, unless it is there. */
    Version add(CodeFiles files) throws IOException {
        Digest digest = files.digest();
        if (holds(digest)) {
            return version(digest);
        }
        Path aside = Files.createDirectories(folder.resolve(".new-" + UUID.randomUUID()));
        try {
            CodeFiles copied = copy(files, aside);
            if (!copied.digest().equals(digest)) {
                throw new IOException("it changed while it was read; wait until the build has ended, then try again");
            }
            force(aside);
            Path version = folder.resolve(digest.hex());
            moveUnlessThere(aside, version);
            force(folder);
        } finally {
            delete(aside);
        }
        return version(digest);
    }

    private static void moveUnlessThere(Path aside, Path version) throws IOException {
        try {
            Files.move(aside, version, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isRegularFile(version.resolve(INDEX))) { // another process was first with the same code
                throw e;
            }
        }
    }

    private static CodeFiles copy(CodeFiles files, Path target) throws IOException {
        List<String> index = new ArrayList<>(List.of(files.label()));
        CodeFiles copied;
        if (files.isFolder()) {
            Path classes = target.resolve(CLASSES);
            for (Path file : CodeFiles.files(files.own())) {
                copy(file, classes.resolve(files.own().relativize(file)));
            }
            index.add(CLASSES);
            copied = CodeFiles.folder(classes);
        } else {
            Path own = target.resolve(files.label());
            copy(files.own(), own);
            index.add(files.label());
            List<Path> libraries = new ArrayList<>();
            for (Path library : files.libraries()) {
                String name = "lib/%03d-%s".formatted(libraries.size(), library.getFileName());
                copy(library, target.resolve(name));
                libraries.add(target.resolve(name));
                index.add(name);
            }
            copied = new CodeFiles(own, libraries);
        }
        Files.write(target.resolve(INDEX), index);
        force(target.resolve(INDEX));
        return copied;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolveSibling("."));
        Files.copy(from, to);
        force(to);
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> all;
            try (Stream<Path> files = Files.walk(folder)) {
                all = files.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : all) {
                Files.delete(path);
            }
        }
    }
}
