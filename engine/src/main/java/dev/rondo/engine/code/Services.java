package dev.rondo.engine.code;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Who offers what to {@link java.util.ServiceLoader}, in the user's code and its libraries, by the interface. */
final class Services {
    private static final String FOLDER = "META-INF/services/";

    /** Found by Rondo alone. */
    private static final String PIPELINE = "dev/rondo/pipeline/Pipeline";

    private final Map<String, Set<String>> providers = new HashMap<>();
    private final Map<String, Set<String>> byPackage = new HashMap<>();

    Services(CodeBase code) {
        for (String path : code.paths()) {
            if (path.startsWith(FOLDER)) {
                String type = path.substring(FOLDER.length()).replace('.', '/');
                Library.providers(code.bytes(path)).forEach(name -> add(type, name));
            }
        }
        for (Library library : code.libraries()) {
            library.services().forEach((type, names) -> names.forEach(name -> add(type, name)));
        }
    }

    private void add(String type, String provider) {
        if (!type.equals(PIPELINE)) {
            providers.computeIfAbsent(type, t -> new LinkedHashSet<>()).add(provider);
            byPackage
                    .computeIfAbsent(packageOf(type), p -> new LinkedHashSet<>())
                    .add(provider);
        }
    }

    /** The classes that may be loaded as services by code of the same package as this type. */
    Set<String> loadedBeside(String type) {
        return byPackage.isEmpty() ? Set.of() : byPackage.getOrDefault(packageOf(type), Set.of());
    }

    Map<String, Set<String>> providers() {
        return providers;
    }

    private static String packageOf(String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('/')));
    }
}
