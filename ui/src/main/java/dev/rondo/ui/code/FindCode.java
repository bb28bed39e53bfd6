package dev.rondo.ui.code;

import dev.rondo.definition.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Says which code a place on the command line means: a jar, a folder of jars, or a folder of classes. */
final class FindCode {
    private static final String REMEDY = "Name a jar, a folder of jars, or a folder of classes such as target/classes.";

    private FindCode() {}

    /** Empty when there is none; why, is told to {@code problems}. */
    static List<CodeFiles> at(Path place, Consumer<Problem> problems) throws IOException {
        if (Files.isRegularFile(place)) {
            return List.of(CodeFiles.jar(place, problems));
        }
        if (!Files.isDirectory(place)) {
            problems.accept(
                    Problem.error("no-such-code", place.toString(), "There is no such file or folder.", REMEDY));
            return List.of();
        }
        List<Path> jars = jars(place);
        if (!jars.isEmpty()) {
            return withoutLibraries(jars, problems);
        }
        if (CodeFiles.files(place).stream().noneMatch(f -> f.toString().endsWith(".class"))) {
            problems.accept(
                    Problem.error("no-code", place.toString(), "The folder holds neither jars nor classes.", REMEDY));
            return List.of();
        }
        return List.of(CodeFiles.folder(place));
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".jar") && Files.isRegularFile(f))
                    .sorted()
                    .toList();
        }
    }

    /** A jar that another one names on its class path is a library of that one, and not looked at by itself. */
    private static List<CodeFiles> withoutLibraries(List<Path> jars, Consumer<Problem> problems) {
        List<CodeFiles> all = new ArrayList<>();
        Set<Path> libraries = new HashSet<>();
        for (Path jar : jars) {
            try {
                CodeFiles files = CodeFiles.jar(jar, problems);
                all.add(files);
                libraries.addAll(files.libraries());
            } catch (IOException e) {
                problems.accept(UserCode.unreadable(jar, e));
            }
        }
        all.removeIf(files -> libraries.contains(files.own()));
        return all;
    }
}
