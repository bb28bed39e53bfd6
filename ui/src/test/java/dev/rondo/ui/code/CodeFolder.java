package dev.rondo.ui.code;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles small sources into classes and jars, as a user's build would. */
public final class CodeFolder {
    private final Path folder;
    private final List<Path> compiledAgainst = new ArrayList<>();
    private int count;

    public CodeFolder(Path folder) {
        this.folder = folder;
    }

    /** The source of a pipeline with one step that returns a text. */
    public static String pipeline(String name, String text) {
        return """
                package user;

                import dev.rondo.pipeline.*;

                public final class %s implements Pipeline<Pipeline.NoSettings> {
                    public void define(PipelineBuilder<NoSettings> p) {
                        p.output(p.step("say").run(%s::say));
                    }

                    static String say() {
                        return %s;
                    }
                }
                """.formatted(name, name, text);
    }

    /** Classes in a folder of their own. Each source's first public type names its file; all are in package user. */
    public Path classes(String... sources) throws IOException {
        Path in = Files.createDirectories(folder.resolve("build" + ++count));
        Path out = Files.createDirectories(in.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("-d", out.toString(), "-proc:none", "-cp", classPath()));
        for (String source : sources) {
            String name = source.replaceFirst("(?s).*?public (?:final |abstract )*(?:class|interface) (\\w+).*", "$1");
            Path file = in.resolve(name + ".java");
            Files.writeString(file, source);
            arguments.add(file.toString());
        }
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (result != 0) {
            throw new IllegalArgumentException("The sources do not compile");
        }
        return out;
    }

    /** Sources compiled from now on may use these classes. */
    public void compileAgainst(Path classes) {
        compiledAgainst.add(classes);
    }

    /** A jar whose bytes depend on the classes and the class path alone, not on when it is made. */
    public Path jar(String name, Path classes, String... classPath) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (classPath.length > 0) {
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", classPath));
        }
        Path jar = folder.resolve(name);
        Files.createDirectories(jar.getParent());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            putEntry(out, JarFile.MANIFEST_NAME);
            manifest.write(out);
            for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                putEntry(out, classes.relativize(each).toString());
                Files.copy(each, out);
            }
        }
        return jar;
    }

    private static void putEntry(JarOutputStream out, String name) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTime(0);
        out.putNextEntry(entry);
    }

    private String classPath() {
        StringBuilder path = new StringBuilder(System.getProperty("java.class.path"));
        compiledAgainst.forEach(each -> path.append(java.io.File.pathSeparator).append(each));
        return path.toString();
    }
}
