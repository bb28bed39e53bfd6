package dev.rondo.engine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Which migrations this program carries, in one short text. A store that has been brought to the same fingerprint needs
 * no look at its tables: that look costs a third of a server's start.
 */
final class SchemaFingerprint {
    private SchemaFingerprint() {}

    /** Of all scripts in these folders of the class path; reads no script when they are in a jar. */
    static String of(List<String> folders) {
        SortedMap<String, Long> checksums = new TreeMap<>();
        folders.forEach(folder -> checksums.putAll(in(folder)));
        var all = new CRC32();
        checksums.forEach(
                (name, checksum) -> all.update((name + ' ' + checksum + '\n').getBytes(StandardCharsets.UTF_8)));
        return "Brought up to date with " + checksums.size() + " scripts, checksum " + Long.toHexString(all.getValue());
    }

    private static SortedMap<String, Long> in(String folder) {
        URL url = Objects.requireNonNull(
                SchemaFingerprint.class.getClassLoader().getResource(folder), "No migrations on the class path");
        try {
            return url.openConnection() instanceof JarURLConnection jar ? inJar(jar, folder) : inFolder(url.toURI());
        } catch (IOException e) {
            throw new UncheckedIOException("The migrations of " + folder + " cannot be listed", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The migrations of " + folder + " cannot be listed", e);
        }
    }

    private static SortedMap<String, Long> inJar(JarURLConnection connection, String folder) throws IOException {
        SortedMap<String, Long> found = new TreeMap<>();
        JarFile jar = connection.getJarFile();
        for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
            if (entry.getName().startsWith(folder + "/") && !entry.isDirectory()) {
                found.put(entry.getName().substring(folder.length() + 1), entry.getCrc());
            }
        }
        return found;
    }

    private static SortedMap<String, Long> inFolder(URI folder) throws IOException {
        SortedMap<String, Long> found = new TreeMap<>();
        List<Path> scripts;
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            scripts = files.toList();
        }
        for (Path script : scripts) {
            var checksum = new CRC32();
            checksum.update(Files.readAllBytes(script));
            found.put(script.getFileName().toString(), checksum.getValue());
        }
        return found;
    }
}
