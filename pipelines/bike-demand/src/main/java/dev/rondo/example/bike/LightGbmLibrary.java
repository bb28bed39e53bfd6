package dev.rondo.example.bike;

import io.github.metarank.lightgbm4j.LGBMBooster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes sure that LightGBM's native part is there before its first call, which would otherwise fail obscurely: on Linux
 * the wrapper logs whatever keeps its libraries from loading and carries on without them.
 */
final class LightGbmLibrary {

    private static final String NOT_LOADED = "LightGBM's native library could not be loaded";

    private static final String LIBGOMP_MISSING = NOT_LOADED
            + " because libgomp.so.1 is missing: install the package libgomp1 (Debian/Ubuntu: apt-get install libgomp1;"
            + " Fedora: dnf install libgomp)";

    private static final String LOADED_ELSEWHERE = NOT_LOADED
            + " because another class loader of this process holds it, such as that of an earlier version of the same"
            + " pipeline: restart the process, or run the step in a process of its own";

    /** In the order in which they need each other. */
    private static final List<String> LINUX_LIBRARIES = List.of("lib_lightgbm.so", "lib_lightgbm_swig.so");

    private LightGbmLibrary() {}

    /** @throws NativeLibraryException if this machine cannot load LightGBM; says what to install */
    static void require() {
        try {
            LGBMBooster.loadNative(); // does nothing when all is loaded
        } catch (IOException | LinkageError e) {
            throw failure(e);
        }
        if (!LGBMBooster.isNativeLoaded()) {
            throw swallowedError().map(LightGbmLibrary::failure).orElseGet(LightGbmLibrary::unknownPlatform);
        }
    }

    /** Loads what the wrapper has unpacked once more, to see the error that it kept to itself. */
    private static Optional<Throwable> swallowedError() {
        try {
            LINUX_LIBRARIES.stream()
                    .map(unpacked()::resolve)
                    .filter(Files::exists)
                    .forEach(library -> System.load(library.toString()));
            return Optional.empty();
        } catch (UnsatisfiedLinkError e) {
            return Optional.of(e);
        }
    }

    /** Where the wrapper looks for its libraries, or else unpacks them. */
    private static Path unpacked() {
        var chosen = System.getenv("LIGHTGBM_NATIVE_LIB_PATH");
        return Path.of(chosen != null ? chosen : System.getProperty("java.io.tmpdir", "/tmp"))
                .toAbsolutePath();
    }

    private static NativeLibraryException failure(Throwable cause) {
        var message = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
        if (message.contains("libgomp")) {
            return new NativeLibraryException(LIBGOMP_MISSING, cause);
        }
        if (message.contains("already loaded in another classloader")) {
            return new NativeLibraryException(LOADED_ELSEWHERE, cause);
        }
        return new NativeLibraryException(NOT_LOADED + ": " + message, cause);
    }

    private static NativeLibraryException unknownPlatform() {
        return new NativeLibraryException(NOT_LOADED + ": lightgbm4j has none for " + System.getProperty("os.name")
                + " on " + System.getProperty("os.arch") + "; train a forest instead");
    }
}
