package dev.rondo.ui.fault;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The wall clock of a server's process, set by libfaketime while it works. The monotonic clock, by which waits are
 * measured, stays true, as it does when a machine's time is set.
 */
final class FakedTime {
    private final Path file;
    private Duration ahead = Duration.ZERO;

    FakedTime(Path folder) throws IOException {
        this.file = folder.resolve("time");
        step(Duration.ZERO);
    }

    /** A setup whose server lives by this time. */
    ServerProcess.Setup in(ServerProcess.Setup setup) {
        return setup.under("LD_PRELOAD", library().orElseThrow().toString())
                .under("FAKETIME_TIMESTAMP_FILE", file.toString())
                .under("FAKETIME_CACHE_DURATION", "1")
                .under("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .under("DONT_FAKE_MONOTONIC", "1")
                // Else timed waits of a JVM return at once, and its threads spin.
                .under("FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /** Sets the clock this far ahead of the true time, within a second or two; it goes on from there. */
    void step(Duration far) throws IOException {
        ahead = far;
        Path draft = Files.writeString(
                file.resolveSibling("time.draft"), (far.isNegative() ? "" : "+") + far.toSeconds() + "\n");
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether this is about now by the time that was set. */
    boolean isNow(Instant when) {
        Duration off = Duration.between(when, InstantSource.system().instant().plus(ahead));
        return off.abs().compareTo(Duration.ofMinutes(2)) < 0;
    }

    private static Optional<Path> library() {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            return folders.map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Tests that take libfaketime. Without it they are skipped, and say so; with {@code -Drequire.faketime} they fail. */
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @ExtendWith(Look.class)
    @interface Needed {}

    /** Looks for the library. */
    static final class Look implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (library().isPresent()) {
                return ConditionEvaluationResult.enabled("there is libfaketime");
            }
            String why = "no /usr/lib/*/faketime/libfaketimeMT.so.1 (Debian: apt-get install libfaketime)";
            if (System.getProperty("require.faketime") != null) {
                throw new IllegalStateException("-Drequire.faketime is set, but there is " + why);
            }
            System.err.println("SKIPPED " + context.getDisplayName() + ": " + why);
            return ConditionEvaluationResult.disabled(why);
        }
    }
}
