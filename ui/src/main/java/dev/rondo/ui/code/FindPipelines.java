package dev.rondo.ui.code;

import dev.rondo.definition.Problem;
import dev.rondo.pipeline.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Finds the pipelines in somebody's code: those that {@code META-INF/services/dev.rondo.pipeline.Pipeline} names; where
 * there is no such file, every public class that implements {@link Pipeline} and has a public constructor without
 * parameters.
 */
final class FindPipelines {
    private static final String SERVICES = "META-INF/services/" + Pipeline.class.getName();
    private static final String CLASS = ".class";

    private final CodeArchive.Version code;
    private final CodeLoader loader;
    private final Consumer<Problem> problems;

    private FindPipelines(CodeArchive.Version code, Consumer<Problem> problems) {
        this.code = code;
        this.loader = code.loader();
        this.problems = problems;
    }

    static List<Pipeline<?>> in(CodeArchive.Version code, Consumer<Problem> problems) throws IOException {
        return new FindPipelines(code, problems).find();
    }

    private List<Pipeline<?>> find() throws IOException {
        Set<String> declared = declared();
        List<Pipeline<?>> found = new ArrayList<>();
        if (declared.isEmpty()) {
            for (String name : classNames()) {
                candidate(name).flatMap(this::make).ifPresent(found::add);
            }
        } else {
            for (String name : declared) {
                declaredClass(name).flatMap(this::make).ifPresent(found::add);
            }
        }
        return found;
    }

    private Set<String> declared() throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (URL file : Collections.list(loader.findResources(SERVICES))) {
            URLConnection connection = file.openConnection();
            connection.setUseCaches(false); // the JDK's cache of jars would keep the file open for ever
            try (var in = connection.getInputStream()) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .forEach(names::add);
            }
        }
        return names;
    }

    private Optional<Class<?>> declaredClass(String name) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            if (isPipeline(type)) {
                return Optional.of(type);
            }
            problems.accept(Problem.error(
                    "not-a-pipeline",
                    code.label() + "/" + name,
                    SERVICES + " names it, but it is not a public class that implements Pipeline and has a public"
                            + " constructor without parameters.",
                    "Correct the class, or take its name out of that file."));
        } catch (ClassNotFoundException | LinkageError e) {
            problems.accept(Problem.error(
                    "class-not-loaded",
                    code.label() + "/" + name,
                    SERVICES + " names it, but it cannot be loaded: " + e + ".",
                    "Correct the name, or put the jar that holds the missing class on the class path of " + code.label()
                            + " (its manifest's Class-Path)."));
        }
        return Optional.empty();
    }

    /** A class that cannot even be looked at, because something it extends is missing, is none. */
    private Optional<Class<?>> candidate(String name) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            return isPipeline(type) ? Optional.of(type) : Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    private static boolean isPipeline(Class<?> type) {
        return Pipeline.class.isAssignableFrom(type)
                && Modifier.isPublic(type.getModifiers())
                && !Modifier.isAbstract(type.getModifiers())
                && Stream.of(type.getConstructors()).anyMatch(c -> c.getParameterCount() == 0);
    }

    /** Calls the user's constructor: whatever it throws becomes a problem. */
    private Optional<Pipeline<?>> make(Class<?> type) {
        Throwable cause;
        try {
            return Optional.of((Pipeline<?>) type.getConstructor().newInstance());
        } catch (InvocationTargetException e) {
            cause = e.getCause() == null ? e : e.getCause();
        } catch (ReflectiveOperationException | LinkageError e) {
            cause = e;
        }
        problems.accept(Problem.error(
                "constructor-failed",
                code.label() + "/" + type.getName(),
                "The pipeline cannot be made: its constructor threw " + cause + ".",
                "Let the constructor do nothing; say everything in define."));
        return Optional.empty();
    }

    private List<String> classNames() throws IOException {
        Path own = code.own();
        if (Files.isDirectory(own)) {
            return CodeFiles.files(own).stream()
                    .map(file -> own.relativize(file).toString().replace('\\', '/'))
                    .flatMap(FindPipelines::className)
                    .toList();
        }
        try (JarFile jar = new JarFile(own.toFile());
                Stream<? extends ZipEntry> entries = jar.stream()) {
            return entries.map(ZipEntry::getName)
                    .flatMap(FindPipelines::className)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Stream<String> className(String file) {
        boolean named = file.endsWith(CLASS) && !file.startsWith("META-INF/") && !file.endsWith("-info.class");
        return named
                ? Stream.of(file.substring(0, file.length() - CLASS.length()).replace('/', '.'))
                : Stream.empty();
    }
}
