package dev.rondo.ui.code;

import dev.rondo.definition.Problem;
import dev.rondo.engine.artifact.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The files of one user's code, where the user built them: a jar and the jars its manifest names, or a folder of classes.
 *
 * @param own the jar or the folder
 * @param libraries the jars of the class path, in its order; none for a folder
 */
record CodeFiles(Path own, List<Path> libraries) {

    CodeFiles {
        libraries = List.copyOf(libraries);
    }

    /** The name people know it by. */
    String label() {
        return String.valueOf(own.getFileName());
    }

    boolean isFolder() {
        return Files.isDirectory(own);
    }

    static CodeFiles folder(Path classes) {
        return new CodeFiles(classes, List.of());
    }

    /** A jar with the jars of its {@code Class-Path}, and those of theirs; what is missing is told to {@code problems}. */
    static CodeFiles jar(Path jar, Consumer<Problem> problems) throws IOException {
        Set<Path> known = new LinkedHashSet<>();
        List<Path> queue = new ArrayList<>(List.of(jar));
        for (int i = 0; i < queue.size(); i++) {
            Path next = queue.get(i);
            if (known.add(next)) {
                for (String entry : classPath(next)) {
                    Path library =
                            next.resolveSibling(entry.replace("%20", " ")).normalize();
                    if (Files.isRegularFile(library)) {
                        queue.add(library);
                    } else if (next.equals(jar)) {
                        problems.accept(Problem.warning(
                                "library-missing",
                                jar.toString(),
                                "Its manifest names " + entry + " on the class path, but there is no " + library + ".",
                                "Put the library there, or build the jar again with its lib folder beside it."));
                    }
                }
            }
        }
        List<Path> libraries = new ArrayList<>(known);
        libraries.remove(jar);
        return new CodeFiles(jar, libraries);
    }

    private static List<String> classPath(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return Optional.ofNullable(file.getManifest())
                    .map(Manifest::getMainAttributes)
                    .map(attributes -> attributes.getValue(Attributes.Name.CLASS_PATH))
                    .map(text -> Stream.of(text.trim().split("\\s+"))
                            .filter(entry -> entry.endsWith(".jar") && !entry.contains(":"))
                            .toList())
                    .orElse(List.of());
        }
    }

    /**
     * Depends on the content alone: not on the place, the name, or the order of the class path. A jar counts byte for byte, so
     * one that is built again has another digest when its build notes the time in it.
     */
    Digest digest() throws IOException {
        StringBuilder text = new StringBuilder("rondo-code 1\n");
        if (isFolder()) {
            for (Path file : files(own)) {
                text.append("class ")
                        .append(Digest.ofFile(file))
                        .append(' ')
                        .append(own.relativize(file).toString().replace('\\', '/'))
                        .append('\n');
            }
        } else {
            text.append("jar ").append(Digest.ofFile(own)).append('\n');
            List<Digest> digests = new ArrayList<>();
            for (Path library : libraries) {
                digests.add(Digest.ofFile(library));
            }
            digests.stream()
                    .sorted()
                    .distinct()
                    .forEach(d -> text.append("library ").append(d).append('\n'));
        }
        return Digest.ofText(text.toString());
    }

    /** Every file below a folder, in the order of their paths. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
