package dev.rondo.engine.dataset;

import dev.rondo.definition.SourceDefinition;
import dev.rondo.partition.PartitionKey;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds the files of one source below the data root. Reads names, sizes and times, never content. A link that leads out
 * of the data root is a problem and is not followed.
 *
 * <p><b>Threads.</b> Safe for many threads; blocks on the file system.
 */
final class FileSourceScan {
    private final Path root;
    private final SourcePattern pattern;
    private final String shown;

    FileSourceScan(Path root, SourceDefinition source) {
        this.root = root.toAbsolutePath().normalize();
        this.pattern = SourcePattern.of(source.pattern());
        this.shown = source.pattern();
    }

    SourceLook look() {
        return new Walk().look();
    }

    /** Looks at one file again; empty when it is no longer there. */
    Optional<FoundFile> again(FoundFile file) throws IOException {
        Optional<Path> real = locate(file);
        return real.isEmpty()
                ? Optional.empty()
                : attributes(real.get()).map(a -> found(file.partition(), file.path(), a));
    }

    /** Where the file really lies; empty when it is gone or lies outside the data root. */
    Optional<Path> locate(FoundFile file) throws IOException {
        return inside(root.resolve(file.path()), root.toRealPath());
    }

    private static Optional<Path> inside(Path path, Path realRoot) throws IOException {
        try {
            Path real = path.toRealPath();
            return real.startsWith(realRoot) ? Optional.of(real) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<BasicFileAttributes> attributes(Path real) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            return attributes.isRegularFile() ? Optional.of(attributes) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty(); // it went away since the folder was listed
        }
    }

    private static FoundFile found(PartitionKey partition, String path, BasicFileAttributes attributes) {
        return new FoundFile(
                partition,
                path,
                attributes.size(),
                attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MICROS));
    }

    /** One look, with what it has found so far. */
    private final class Walk {
        private final List<FoundFile> files = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private Path realRoot = root;
        private boolean complete = true;

        SourceLook look() {
            try {
                realRoot = root.toRealPath();
                descend(realRoot, "", 0);
            } catch (NoSuchFileException e) {
                fail("The data root " + root + " does not exist. Create it, or start the server with another one.");
            } catch (IOException e) {
                fail("The data root " + root + " cannot be read: " + e);
            }
            return oneFilePerPartition();
        }

        private void descend(Path folder, String path, int level) throws IOException {
            Optional<String> fixed = pattern.fixed(level);
            if (fixed.isPresent()) {
                visit(folder.resolve(fixed.get()), path + fixed.get(), level);
                return;
            }
            List<Path> entries = new ArrayList<>();
            try (DirectoryStream<Path> listing = Files.newDirectoryStream(folder)) {
                for (Path entry : listing) {
                    entries.add(entry);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (pattern.matches(level, name)) {
                    visit(entry, path + name, level);
                }
            }
        }

        /** The folder that the entry is in is a real one, so only links can lead elsewhere. */
        private void visit(Path entry, String path, int level) {
            try {
                BasicFileAttributes seen =
                        Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (seen.isSymbolicLink()) {
                    visitLink(entry, path, level);
                } else {
                    visit(entry, seen, path, level);
                }
            } catch (NoSuchFileException e) {
                // It went away since the folder was listed, or what leads to it was never there.
            } catch (IOException e) {
                fail(path + " cannot be read: " + e);
            }
        }

        private void visitLink(Path link, String path, int level) throws IOException {
            Optional<Path> real = inside(link, realRoot);
            if (real.isPresent()) {
                visit(real.get(), Files.readAttributes(real.get(), BasicFileAttributes.class), path, level);
            } else if (Files.exists(link)) {
                problems.add(path + " leads out of the data root through a link, so it is not read. Put the"
                        + " file itself there, or move the data root up.");
            }
        }

        private void visit(Path real, BasicFileAttributes seen, String path, int level) throws IOException {
            boolean last = level == pattern.depth() - 1;
            if (last && seen.isRegularFile()) {
                pattern.partitionOf(path).ifPresent(partition -> files.add(found(partition, path, seen)));
            } else if (!last && seen.isDirectory()) {
                descend(real, path + "/", level + 1);
            }
        }

        private void fail(String problem) {
            complete = false;
            problems.add(problem);
        }

        private SourceLook oneFilePerPartition() {
            files.sort(Comparator.comparing(FoundFile::path));
            Set<PartitionKey> partitions = new HashSet<>();
            if (files.stream().allMatch(file -> partitions.add(file.partition()))) {
                return new SourceLook(files, Set.of(), complete, problems);
            }
            Map<String, List<FoundFile>> byPartition = files.stream()
                    .collect(Collectors.groupingBy(f -> f.partition().value(), TreeMap::new, Collectors.toList()));
            Set<PartitionKey> unclear = new HashSet<>();
            byPartition.values().stream().filter(all -> all.size() > 1).forEach(all -> {
                PartitionKey partition = all.get(0).partition();
                unclear.add(partition);
                problems.add("Partition " + partition + " has " + all.size() + " files, "
                        + all.stream().map(FoundFile::path).limit(3).collect(Collectors.joining(", "))
                        + (all.size() > 3 ? ", …" : "") + ", but a partition is one file. Remove all but one, or make"
                        + " the pattern " + shown + " more precise.");
            });
            files.removeIf(f -> unclear.contains(f.partition()));
            return new SourceLook(files, unclear, complete, problems);
        }
    }
}
