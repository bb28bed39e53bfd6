package dev.rondo.engine.artifact;

import dev.rondo.engine.artifact.HeldArtifacts.Held;
import dev.rondo.engine.artifact.HeldArtifacts.Quarantined;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The files of a store, seen one after the other. */
final class HeldFiles {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{62}(\\.folder)?");
    private static final Pattern ANY = Pattern.compile(".*");

    private final StoreFolder folder;

    HeldFiles(StoreFolder folder) {
        this.folder = folder;
    }

    /** @param part the first byte of their digests */
    void each(int part, Consumer<Held> visitor) {
        try {
            for (Path file : list(folder.root().resolve("%02x".formatted(part)), NAME)) {
                held(file).ifPresent(visitor);
            }
        } catch (IOException e) {
            throw folder.failure("list", e);
        }
    }

    private static List<Path> list(Path place, Pattern names) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(place, p -> names.matcher(name(p)).matches())) {
            all.forEach(found::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return found;
    }

    private static Optional<Held> held(Path file) throws IOException {
        String name = name(file);
        boolean manifest = name.endsWith(StoreFolder.MANIFEST);
        String hex = name(StoreFolder.parent(file)) + name.substring(0, 62);
        return StoreFolder.look(file)
                .map(seen -> new Held(
                        new Digest(hex),
                        manifest ? Artifact.Kind.FOLDER : Artifact.Kind.FILE,
                        seen.size(),
                        seen.lastModifiedTime().toInstant()));
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    Set<Digest> filesOf(Digest digest) {
        try {
            return FolderManifest.parse(Files.readAllBytes(folder.manifest(digest))).stream()
                    .flatMap(manifest -> manifest.entries().stream())
                    .map(FolderManifest.Entry::digest)
                    .collect(Collectors.toSet());
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (IOException e) {
            throw folder.failure("read", e);
        }
    }

    boolean removeUnlessUsedSince(Held held, Instant time) {
        try {
            return folder.removeUnlessUsedSince(place(held), folder.laidOut(held.digest()), time);
        } catch (IOException e) {
            throw folder.failure("remove", e);
        }
    }

    boolean check(Held held) {
        Path place = place(held);
        try (var in = new VerifiedInput(
                new FileInputStream(place.toFile()), actual -> folder.refuseDamaged(place, held.digest(), actual))) {
            return in.transferTo(OutputStream.nullOutputStream()) >= 0;
        } catch (ArtifactDamagedException e) {
            return false;
        } catch (FileNotFoundException e) {
            return true;
        } catch (IOException e) {
            throw folder.failure("read", e);
        }
    }

    private Path place(Held held) {
        return held.kind() == Artifact.Kind.FOLDER ? folder.manifest(held.digest()) : folder.file(held.digest());
    }

    List<Quarantined> quarantined() {
        try {
            List<Quarantined> found = new ArrayList<>();
            for (Path file : list(folder.quarantine(), ANY)) {
                StoreFolder.look(file).map(seen -> quarantined(file, seen)).ifPresent(found::add);
            }
            found.sort(Comparator.comparing(Quarantined::foundAt).reversed());
            return found;
        } catch (IOException e) {
            throw folder.failure("look at a quarantined", e);
        }
    }

    private static Quarantined quarantined(Path file, BasicFileAttributes seen) {
        return new Quarantined(name(file), seen.size(), seen.lastModifiedTime().toInstant());
    }

    List<Quarantined> clearQuarantine(Instant time) {
        List<Quarantined> old = quarantined().stream()
                .filter(damaged -> damaged.foundAt().isBefore(time))
                .toList();
        try {
            for (Quarantined damaged : old) {
                Files.deleteIfExists(folder.quarantine().resolve(damaged.name()));
            }
        } catch (IOException e) {
            throw folder.failure("clear a quarantined", e);
        }
        return old;
    }
}
