package dev.rondo.ui.code;

import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.code.ClassNames;
import dev.rondo.engine.code.CodeBase;
import dev.rondo.engine.code.Library;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The files of one version of somebody's code, to be analysed. */
final class ArchivedCode implements CodeBase, AutoCloseable {
    private final FilesOfCode own;
    private final List<FilesOfCode> jars = new ArrayList<>();
    private final List<Library> libraries = new ArrayList<>();

    ArchivedCode(CodeArchive.Version version) throws IOException {
        this.own = FilesOfCode.at(version.own());
        try {
            Set<String> names = new HashSet<>();
            for (Path path : version.classPath().subList(1, version.classPath().size())) {
                FilesOfCode jar = FilesOfCode.at(path);
                jars.add(jar);
                String name = String.valueOf(path.getFileName()).replaceFirst("^\\d{3}-", "");
                libraries.add(new JarLibrary(names.add(name) ? name : String.valueOf(path.getFileName()), path, jar));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public Set<String> paths() {
        return own.paths();
    }

    @Override
    public byte[] bytes(String path) {
        return own.bytes(path);
    }

    @Override
    public List<Library> libraries() {
        return libraries;
    }

    @Override
    public Optional<byte[]> platformClass(String internalName) {
        try (InputStream in = ClassLoader.getSystemResourceAsStream(internalName + ".class")) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        own.close();
        for (FilesOfCode jar : jars) {
            jar.close();
        }
    }

    /** A jar beside the user's. Its digest and what it refers to are found out when they are asked for. */
    private record JarLibrary(String name, Path path, FilesOfCode jar) implements Library {
        private static final String CLASS = ".class";
        private static final String SERVICES = "META-INF/services/";

        @Override
        public Digest digest() {
            try {
                return Digest.ofFile(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Set<String> paths() {
            return jar.paths();
        }

        @Override
        public Optional<byte[]> classBytes(String internalName) {
            String file = internalName + CLASS;
            return jar.paths().contains(file) ? Optional.of(jar.bytes(file)) : Optional.empty();
        }

        @Override
        public Set<String> references() {
            return ClassNames.in(jar.paths().stream()
                    .filter(file -> file.endsWith(CLASS) && !file.endsWith("module-info.class"))
                    .map(jar::bytes));
        }

        @Override
        public Map<String, Set<String>> services() {
            Map<String, Set<String>> services = new TreeMap<>();
            for (String file : jar.paths()) {
                if (file.startsWith(SERVICES) && file.length() > SERVICES.length()) {
                    services.put(
                            file.substring(SERVICES.length()).replace('.', '/'), Library.providers(jar.bytes(file)));
                }
            }
            return services;
        }
    }
}
