package dev.rondo.ui.server;

import dev.rondo.definition.Problem;
import dev.rondo.ui.code.UserCode;
import dev.rondo.ui.rest.OtherCode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;

/**
 * Code that somebody wants a plan for. Compiling a pipeline calls its {@code define}, and whoever reaches the server can
 * name any file: so only files are loaded that belong to the server's own user and that nobody else can write, as with
 * what the server was started with.
 */
final class CodeForPlans {
    private final Path archive;

    CodeForPlans(Path archive) {
        this.archive = archive;
    }

    OtherCode.Found load(String place) {
        try {
            Path path = Path.of(place);
            if (!path.isAbsolute()) {
                return refused(
                        place,
                        "It is not an absolute path, and the server does not know where you are.",
                        "Name it from the root of the server's machine.");
            }
            Optional<Path> foreign = foreign(path.normalize());
            if (foreign.isPresent()) {
                return refused(
                        place,
                        foreign.get() + " belongs to another user than the server, or others can write it.",
                        "Copy it to a place that belongs to the server's user alone.");
            }
            UserCode code = UserCode.load(List.of(path), archive);
            return new OtherCode.Found(code.deployments(), code.problems());
        } catch (InvalidPathException | IOException e) {
            return refused(
                    place, "It cannot be read: " + e.getMessage() + ".", "Name a jar or a folder that is there.");
        }
    }

    private static OtherCode.Found refused(String place, String reason, String remedy) {
        return new OtherCode.Found(List.of(), List.of(Problem.error("code-not-usable", place, reason, remedy)));
    }

    /** The first file that is not the server's own; links are followed to what they name, never into other folders. */
    private Optional<Path> foreign(Path place) throws IOException {
        Files.createDirectories(archive);
        UserPrincipal own = Files.getOwner(archive);
        Path real = place.toRealPath();
        Foreign found = new Foreign(own);
        Files.walkFileTree(real, found);
        return found.first;
    }

    private static final class Foreign extends SimpleFileVisitor<Path> {
        private final UserPrincipal own;
        private Optional<Path> first = Optional.empty();

        Foreign(UserPrincipal own) {
            this.own = own;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            return look(folder);
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            return look(file);
        }

        private FileVisitResult look(Path path) throws IOException {
            if (Files.getOwner(path).equals(own) && !othersWrite(path)) {
                return FileVisitResult.CONTINUE;
            }
            first = Optional.of(path);
            return FileVisitResult.TERMINATE;
        }

        private static boolean othersWrite(Path path) throws IOException {
            PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            return view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE);
        }
    }
}
