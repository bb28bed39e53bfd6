package dev.rondo.ui.code;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Set;

/**
 * Loads one user's code, apart from the server's and from everybody else's: what the code needs comes from its own jars.
 * Only the JDK, and the packages in which user and engine meet, are shared. The server's libraries are not to be seen, so
 * that code cannot come to depend on their versions.
 *
 * <p><b>Threads.</b> Safe for many threads. Stays open as long as the process: runs may use its classes at any time.
 */
final class CodeLoader extends URLClassLoader {
    private static final Set<String> SHARED = Set.of(
            "dev.rondo.pipeline",
            "dev.rondo.definition",
            "dev.rondo.partition",
            "dev.rondo.step",
            "dev.rondo.table",
            "dev.rondo.settings",
            "dev.rondo.schedule",
            "dev.rondo.graph",
            "dev.rondo.check",
            "dev.rondo.fact",
            "org.jspecify.annotations",
            "org.slf4j",
            "org.slf4j.event",
            "org.slf4j.helpers",
            "org.slf4j.spi",
            "com.fasterxml.jackson.annotation"); // on records that the engine writes as JSON

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader server = CodeLoader.class.getClassLoader();

    /** @param code the user's own first, then the jars it uses */
    CodeLoader(String name, List<URL> code) {
        super(name, code.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        int end = name.lastIndexOf('.');
        if (end > 0 && SHARED.contains(name.substring(0, end))) {
            return server.loadClass(name);
        }
        return super.loadClass(name, resolve);
    }
}
