package dev.rondo.engine.export;

import dev.rondo.engine.artifact.Artifact;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.artifact.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * An export, to be put into a home. Only what its description names is taken out of it, and only to places below the home;
 * every artifact is compared with its digest.
 */
public final class ReadExport implements AutoCloseable {
    private static final Pattern FINDINGS = Pattern.compile("[^/]+\\.json");

    private final Path file;
    private final ZipFile zip;
    private final ExportedRun run;

    private ReadExport(Path file, ZipFile zip, ExportedRun run) {
        this.file = file;
        this.zip = zip;
        this.run = run;
    }

    /**
     * Opens a file and reads its description.
     *
     * @throws ExportException when it is no whole export
     */
    public static ReadExport open(Path file) {
        ZipFile zip = null;
        try {
            zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
            ZipEntry entry = zip.getEntry(ExportedRun.ENTRY);
            if (entry == null) {
                throw new ExportException(file + " is a zip file, but no export of a run: it holds no "
                        + ExportedRun.ENTRY + ". Name a file that rondo export wrote");
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return new ReadExport(file, zip, ExportedRun.parse(in.readAllBytes()));
            }
        } catch (IOException | ExportException e) {
            close(zip);
            throw e instanceof ExportException known
                    ? known
                    : new ExportException(
                            file + " is no whole export: " + e.getMessage()
                                    + ". Copy it again, or export the run again",
                            e);
        }
    }

    public ExportedRun run() {
        return run;
    }

    /**
     * Puts the code into a home's archive; what is there already stays as it is. What the other home had found out about the
     * code is left behind, and found out anew.
     */
    public void unpackCode(Path archive) {
        for (ExportedRun.Code code : run.code()) {
            Path target = archive.resolve(new Digest(code.digest()).hex());
            unpack(
                    WriteExport.CODE + code.digest() + "/",
                    target,
                    name -> !FINDINGS.matcher(name).matches());
            if (!Files.isDirectory(target)) {
                throw new ExportException(file + " does not hold the code " + code.digest() + " of pipeline "
                        + code.pipeline() + ". Export the run again");
            }
        }
    }

    /** Puts what the run read into a store. */
    public void unpackArtifacts(ArtifactStore store, Path scratch) {
        TreeSet<String> digests = new TreeSet<>();
        run.inputs().stream().filter(ExportedRun.Input::included).forEach(i -> digests.add(i.digest()));
        run.champions().stream().filter(ExportedRun.Champion::included).forEach(c -> digests.add(c.digest()));
        for (String digest : digests) {
            String name = WriteExport.ARTIFACTS + new Digest(digest).hex();
            Path target = scratch.resolve(digest);
            try {
                if (zip.getEntry(name) == null) {
                    unpack(name + "/", target, all -> true);
                } else {
                    Files.createDirectories(scratch);
                    copy(zip.getEntry(name), target);
                }
                Artifact kept = store.put(target);
                if (!kept.digest().hex().equals(digest)) {
                    throw new ExportException("The artifact " + digest + " in " + file
                            + " is damaged: its content has the digest " + kept.digest()
                            + ". Copy the file again, or export the run again");
                }
                delete(target);
            } catch (IOException e) {
                throw unusable(e);
            }
        }
    }

    /** Inputs and champions whose bytes are neither in the file nor in this store. */
    public List<String> missing(ArtifactStore store) {
        Stream<String> inputs = run.inputs().stream()
                .filter(i -> !store.exists(new Digest(i.digest()), i.sizeBytes()))
                .map(i -> i.dataset() + " " + i.partition() + " (" + i.sizeBytes() + " bytes)");
        Stream<String> champions = run.champions().stream()
                .filter(c -> !store.exists(new Digest(c.digest()), c.sizeBytes()))
                .map(c -> "model " + c.model() + " version " + c.version() + " (" + c.sizeBytes() + " bytes)");
        return Stream.concat(inputs, champions).map(String::strip).toList();
    }

    private void unpack(String prefix, Path target, Predicate<String> wanted) {
        try {
            for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                if (entry.getName().startsWith(prefix) && !entry.isDirectory()) {
                    String name = entry.getName().substring(prefix.length());
                    Path place = below(target, name);
                    if (wanted.test(name)) {
                        copy(entry, place);
                    }
                }
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Path below(Path target, String name) {
        try {
            Path place = target.resolve(name);
            if (place.normalize().equals(place) && place.startsWith(target) && !place.equals(target)) {
                return place;
            }
        } catch (InvalidPathException e) {
            // Falls through to the one message for every name that has no place.
        }
        throw new ExportException(file + " holds \"" + name + "\", which would lie outside of " + target
                + ". It was not written by rondo export; do not use it");
    }

    private void copy(ZipEntry entry, Path to) throws IOException {
        Files.createDirectories(to.resolveSibling("."));
        try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, to);
        } catch (FileAlreadyExistsException e) {
            // Content that is there under its digest is the same content.
        }
    }

    private ExportException unusable(IOException e) {
        return new ExportException(
                file + " cannot be unpacked: " + e + ". Copy it again, or look at the disk of the home", e);
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path each : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(each);
            }
        }
    }

    private static void close(@Nullable ZipFile zip) {
        if (zip != null) {
            try {
                zip.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        close(zip);
    }
}
