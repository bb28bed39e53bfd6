package dev.rondo.engine.code;

import dev.rondo.engine.artifact.Digest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A jar that the user's code uses. It counts by its content as a whole, where a class of it is reached. */
public interface Library {

    /** For people: the file's name. */
    String name();

    Digest digest();

    /** All its files, such as {@code org/words/Word.class}. */
    Set<String> paths();

    /** A class of it, by its internal name. */
    Optional<byte[]> classBytes(String internalName);

    /** The internal names of all classes that its classes name, to find which libraries it uses itself. */
    Set<String> references();

    /** What it offers to {@link java.util.ServiceLoader}: for each interface, by internal name, the classes. */
    Map<String, Set<String>> services();

    /** The classes, by internal name, that a file below {@code META-INF/services} names. */
    static Set<String> providers(byte[] serviceFile) {
        return new String(serviceFile, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip().replace('.', '/'))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
