package dev.rondo.engine.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Keeps all files below a folder and, when every one of them is durable, their manifest: so that a folder is there as a
 * whole or not at all. Links are not followed.
 */
final class KeepFolder {
    private final LocalArtifactStore store;
    private final Crew crew;

    KeepFolder(LocalArtifactStore store, Crew crew) {
        this.store = store;
        this.crew = crew;
    }

    Artifact keep(Path source) {
        try {
            Set<Path> changed = ConcurrentHashMap.newKeySet();
            List<FolderManifest.Entry> entries = crew.forEach(filesBelow(source), file -> entry(source, file, changed));
            crew.forEach(List.copyOf(changed), folder -> {
                store.sync(folder);
                return folder;
            });
            FolderManifest manifest = new FolderManifest(entries);
            try (LocalArtifactStore.Draft draft = store.draft()) {
                byte[] bytes = manifest.bytes();
                draft.out().write(bytes, 0, bytes.length);
                return new Artifact(draft.keepManifest(), manifest.sizeBytes(), Artifact.Kind.FOLDER);
            }
        } catch (IOException e) {
            throw new ArtifactException("Cannot list the folder " + source + " to keep it as an artifact: " + e, e);
        }
    }

    private static List<Path> filesBelow(Path source) throws IOException {
        try (Stream<Path> below = Files.walk(source)) {
            return below.filter(p -> !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private FolderManifest.Entry entry(Path source, Path file, Set<Path> changed) {
        String path = relative(source, file);
        FolderManifest.Entry.refuseOdd(path);
        Artifact artifact = store.putFile(file, changed::add);
        return new FolderManifest.Entry(path, artifact.digest(), artifact.sizeBytes());
    }

    /** A name that the system's character set cannot hold would come back as another one. */
    private static String relative(Path source, Path file) {
        Path relative = source.relativize(file);
        String text = relative.toString();
        try {
            if (file.getFileSystem().getPath(text).equals(relative)) {
                return text.replace(file.getFileSystem().getSeparator(), "/");
            }
        } catch (InvalidPathException e) {
            // The same trouble, said another way.
        }
        throw new ArtifactException("The name of " + file + " cannot be written in this process's character set, "
                + System.getProperty("sun.jnu.encoding", "which is not known") + ", so the folder " + source
                + " cannot be kept. Rename the file, or start the process with LC_ALL=C.UTF-8.");
    }
}
