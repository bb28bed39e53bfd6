package dev.rondo.example.bike;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metarank.lightgbm4j.LGBMBooster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LightGbmLibraryTest {

    /** One character for each byte. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    @TempDir
    Path libraries;

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void where_libgomp_is_missing_training_fails_with_the_package_to_install() throws Exception {
        unpack("lib_lightgbm_swig.so");
        unpack("lib_lightgbm.so");
        pretendToNeedAnotherLibgomp(libraries.resolve("lib_lightgbm.so"));
        assertThat(trainInAnotherProcess())
                .contains("NativeLibraryException")
                .contains("libgomp.so.1 is missing")
                .contains("apt-get install libgomp1");
    }

    /** The library is native and loaded once for a process, so what it needs can only be taken away from another one. */
    private String trainInAnotherProcess() throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Train.class.getName());
        java.environment().put("LIGHTGBM_NATIVE_LIB_PATH", libraries.toString());
        Process process = java.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }

    private void unpack(String library) throws IOException {
        String resource = "/lightgbm4j/linux/x86_64/" + library;
        try (InputStream in = Objects.requireNonNull(LGBMBooster.class.getResourceAsStream(resource), resource)) {
            Files.copy(in, libraries.resolve(library));
        }
    }

    private static void pretendToNeedAnotherLibgomp(Path library) throws IOException {
        String content = Files.readString(library, BYTES);
        Files.writeString(library, content.replace("libgomp.so.1", "libgomp.so.9"), BYTES);
    }

    /** Trains as the pipeline's step does. */
    static final class Train {
        public static void main(String[] arguments) throws IOException {
            new LightGbmTrainer(Feature.CHOSEN, LightGbmSettings.defaults())
                    .train(BikeHistory.read().of(BikeHistory.FIRST_MONTH));
        }
    }
}
