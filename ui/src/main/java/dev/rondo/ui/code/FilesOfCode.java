package dev.rondo.ui.code;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The files in a jar or below a folder, under one name. */
interface FilesOfCode extends Closeable {

    /** With slashes, as class loaders name them. */
    Set<String> paths();

    byte[] bytes(String path);

    static FilesOfCode at(Path place) throws IOException {
        return Files.isDirectory(place) ? new Folder(place, folderPaths(place)) : jar(place);
    }

    private static Set<String> folderPaths(Path folder) throws IOException {
        Set<String> paths = new TreeSet<>();
        CodeFiles.files(folder)
                .forEach(file -> paths.add(folder.relativize(file).toString().replace('\\', '/')));
        return paths;
    }

    private static FilesOfCode jar(Path place) throws IOException {
        JarFile jar = new JarFile(place.toFile(), false);
        List<String> paths = new ArrayList<>(jar.size());
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            String path = entries.nextElement().getName();
            if (!path.endsWith("/")) {
                paths.add(path);
            }
        }
        paths.sort(null);
        return new Jar(jar, new LinkedHashSet<>(paths));
    }

    /** Classes in a folder. */
    record Folder(Path folder, Set<String> paths) implements FilesOfCode {
        @Override
        public byte[] bytes(String path) {
            try {
                return Files.readAllBytes(folder.resolve(path));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {}
    }

    /** Classes in a jar, which stays open until this is closed. */
    record Jar(JarFile jar, Set<String> paths) implements FilesOfCode {
        @Override
        public byte[] bytes(String path) {
            try (InputStream in = jar.getInputStream(jar.getJarEntry(path))) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            jar.close();
        }
    }
}
