package dev.rondo.engine.artifact;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of a folder, as text whose digest is the folder's: a heading, then one line for each file with digest, size
 * and relative path (slashes between names), in the order of the paths.
 */
record FolderManifest(List<Entry> entries) {
    private static final String HEADING = "rondo-folder 1\n";

    record Entry(String path, Digest digest, long sizeBytes) {
        Entry {
            refuseOdd(path);
        }

        /** Refuses a path that would not stay below the folder, or would not come back as it is. */
        static void refuseOdd(String path) {
            for (String name : path.split("/", -1)) {
                if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                    throw new ArtifactException("A file in a folder has a relative path without \"..\"; got \"" + path
                            + "\". Rename the file.");
                }
            }
            if (path.chars().anyMatch(c -> c < ' ' || c == '\\')) {
                throw new ArtifactException("The name of a file in a folder holds no control characters and no"
                        + " backslashes; got \"" + path + "\". Rename the file.");
            }
        }

        Path below(Path folder) {
            return folder.resolve(path);
        }
    }

    FolderManifest {
        entries =
                entries.stream().sorted((a, b) -> a.path().compareTo(b.path())).toList();
    }

    long sizeBytes() {
        return entries.stream().mapToLong(Entry::sizeBytes).sum();
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder(HEADING);
        entries.forEach(e -> text.append(e.digest())
                .append(' ')
                .append(e.sizeBytes())
                .append(' ')
                .append(e.path())
                .append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what {@link #bytes} wrote; empty when it is anything else. */
    static Optional<FolderManifest> parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!text.startsWith(HEADING)) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        for (String line : text.substring(HEADING.length()).lines().toList()) {
            String[] parts = line.split(" ", 3);
            entries.add(new Entry(parts[2], new Digest(parts[0]), Long.parseLong(parts[1])));
        }
        return Optional.of(new FolderManifest(entries));
    }
}
