package dev.rondo.example.bike.replay;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the example's own jar and the server's are. */
final class Jars {
    private Jars() {}

    /** This example's jar, which is also what the server loads. */
    static Path own() {
        try {
            Path jar = Path.of(Jars.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(jar)) {
                return jar;
            }
            throw new ReplayException(
                    "The replay runs from its jar, which the server loads too, but it was started from " + jar
                            + ". Build it with mvn package and start it with java -jar bike-demand.jar.");
        } catch (URISyntaxException e) {
            throw new ReplayException("The place of the example's jar is unreadable: " + e, e);
        }
    }

    /** The server: as named by {@code -Drondo.jar} or {@code RONDO_JAR}, or else that of the same checkout. */
    static Path rondo(Path own) {
        Path jar = named().orElseGet(
                        () -> own.resolve("../../../../ui/target/rondo.jar").normalize())
                .toAbsolutePath();
        if (!Files.isRegularFile(jar)) {
            throw new ReplayException(
                    "There is no server at " + jar
                            + ". Build it with: mvn -q -DskipTests package. Or name another with -Drondo.jar=FILE or RONDO_JAR.");
        }
        return jar;
    }

    private static Optional<Path> named() {
        @Nullable String named = System.getProperty("rondo.jar", System.getenv("RONDO_JAR"));
        return Optional.ofNullable(named).map(Path::of);
    }
}
