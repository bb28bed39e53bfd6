package dev.rondo.engine.code;

import dev.rondo.engine.artifact.Digest;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Small programs, compiled in memory, as the walk sees a user's jar. */
record MemoryCode(Map<String, byte[]> files, List<Library> libraries) implements CodeBase {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    MemoryCode {
        files = new TreeMap<>(files);
    }

    /** Compiles sources, whose keys are paths such as {@code app/Train.java}; other files are resources. */
    static MemoryCode of(Map<String, String> files, MemoryLibrary... libraries) {
        return of(files, List.of(), libraries);
    }

    static MemoryCode of(Map<String, String> files, List<String> options, MemoryLibrary... libraries) {
        Map<String, byte[]> made = compile(files, options, libraries);
        files.forEach((path, text) -> {
            if (!path.endsWith(".java")) {
                made.put(path, text.getBytes(StandardCharsets.UTF_8));
            }
        });
        return new MemoryCode(made, List.of(libraries));
    }

    /** As {@link #of}, by the compiler of another JDK, for release 17. */
    static MemoryCode by(Path jdk, Path folder, Map<String, String> files, MemoryLibrary library) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                jdk.resolve("bin/javac").toString(),
                "--release",
                "17",
                "-proc:none",
                "-nowarn",
                "-parameters",
                "-d",
                folder.resolve("out").toString(),
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + folder.resolve("lib")));
        for (Map.Entry<String, byte[]> file : library.files().entrySet()) {
            Path to = folder.resolve("lib").resolve(file.getKey());
            Files.createDirectories(to.getParent());
            Files.write(to, file.getValue());
        }
        Map<String, byte[]> made = new TreeMap<>();
        for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
            if (file.getKey().endsWith(".java")) {
                Path source = folder.resolve("in").resolve(file.getKey());
                Files.createDirectories(source.getParent());
                command.add(Files.writeString(source, file.getValue()).toString());
            } else {
                made.put(file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        Process javac = new ProcessBuilder(command).inheritIO().start();
        if (javac.waitFor() != 0) {
            throw new IllegalArgumentException("The program does not compile by " + jdk);
        }
        try (Stream<Path> classes = Files.walk(folder.resolve("out"))) {
            for (Path file : classes.filter(Files::isRegularFile).toList()) {
                made.put(folder.resolve("out").relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return new MemoryCode(made, List.of(library));
    }

    /** A library of one's own, for release 17, so that the compilers of older JDKs than this one read it too. */
    static MemoryLibrary library(String name, Map<String, String> sources) {
        return new MemoryLibrary(name, of(sources, List.of("--release", "17")).files());
    }

    @Override
    public Set<String> paths() {
        return files.keySet();
    }

    @Override
    public byte[] bytes(String path) {
        return files.get(path);
    }

    @Override
    public Optional<byte[]> platformClass(String internalName) {
        try (InputStream in = ClassLoader.getSystemResourceAsStream(internalName + ".class")) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads the classes, to run them. */
    ClassLoader loader() {
        return new ClassLoader(MemoryCode.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] bytes = files.get(name.replace('.', '/') + ".class");
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
    }

    /** A jar of classes beside the user's. */
    record MemoryLibrary(String name, Map<String, byte[]> files) implements Library {
        @Override
        public Digest digest() {
            StringBuilder all = new StringBuilder();
            files.forEach((path, bytes) -> all.append(path).append(Digest.of(bytes)));
            return Digest.ofText(all.toString());
        }

        @Override
        public Set<String> paths() {
            return files.keySet();
        }

        @Override
        public Optional<byte[]> classBytes(String internalName) {
            return Optional.ofNullable(files.get(internalName + ".class"));
        }

        @Override
        public Set<String> references() {
            return ClassNames.in(files.entrySet().stream()
                    .filter(file -> file.getKey().endsWith(".class"))
                    .map(Map.Entry::getValue));
        }

        @Override
        public Map<String, Set<String>> services() {
            return Map.of();
        }
    }

    private static Map<String, byte[]> compile(
            Map<String, String> files, List<String> options, MemoryLibrary... libraries) {
        List<JavaFileObject> sources = new ArrayList<>();
        new TreeMap<>(files).forEach((path, text) -> {
            if (path.endsWith(".java")) {
                sources.add(new Source(path, text));
            }
        });
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        StandardJavaFileManager standard = COMPILER.getStandardFileManager(said, null, null);
        Manager manager = new Manager(standard, List.of(libraries));
        List<String> all = new ArrayList<>(List.of("-proc:none", "-nowarn", "-parameters"));
        all.addAll(options);
        if (!COMPILER.getTask(null, manager, said, all, null, sources).call()) {
            throw new IllegalArgumentException("The program does not compile: " + said.getDiagnostics());
        }
        Map<String, byte[]> made = new TreeMap<>();
        manager.made.forEach((name, out) -> made.put(name, out.toByteArray()));
        return made;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String path, String text) {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class ClassOf extends SimpleJavaFileObject {
        private final String binaryName;
        private final byte[] bytes;

        ClassOf(String path, byte[] bytes) {
            super(URI.create("memory:///" + path), Kind.CLASS);
            this.binaryName = path.replace(".class", "").replace('/', '.');
            this.bytes = bytes;
        }

        @Override
        public InputStream openInputStream() {
            return new java.io.ByteArrayInputStream(bytes);
        }
    }

    private static final class Manager extends ForwardingJavaFileManager<JavaFileManager> {
        final Map<String, ByteArrayOutputStream> made = new TreeMap<>();
        private final List<MemoryLibrary> libraries;

        Manager(JavaFileManager standard, List<MemoryLibrary> libraries) {
            super(standard);
            this.libraries = libraries;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            made.put(name.replace('.', '/') + ".class", bytes);
            return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }

        @Override
        public Iterable<JavaFileObject> list(
                Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
                throws IOException {
            List<JavaFileObject> all = new ArrayList<>();
            super.list(location, packageName, kinds, recurse).forEach(all::add);
            if (location == StandardLocation.CLASS_PATH) {
                libraries.forEach(library -> library.files().forEach((path, bytes) -> {
                    if (path.endsWith(".class")
                            && path.startsWith(packageName.replace('.', '/'))
                            && path.lastIndexOf('/') == packageName.length()) {
                        all.add(new ClassOf(path, bytes));
                    }
                }));
            }
            return all;
        }

        @Override
        public String inferBinaryName(Location location, JavaFileObject file) {
            return file instanceof ClassOf of ? of.binaryName : super.inferBinaryName(location, file);
        }
    }
}
