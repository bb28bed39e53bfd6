package dev.rondo.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VendoredLibrariesTest {
    private static final Path VENDOR = Path.of("src/main/resources/dev/rondo/ui/web/vendor");

    @Test
    void every_vendored_file_is_in_the_manifest_with_version_licence_and_digest() throws Exception {
        Set<String> listed = new TreeSet<>(Set.of("manifest.json"));
        for (Object each : manifest().getJsonArray("libraries")) {
            JsonObject library = (JsonObject) each;
            assertThat(library.getString("version")).matches("\\d+\\.\\d+\\.\\d+");
            assertThat(library.getString("licence")).isIn("MIT", "Apache-2.0");
            listed.add(library.getString("licenceFile"));
            assertThat(digest(read(library.getString("licenceFile")))).isEqualTo(library.getString("licenceSha256"));
            for (Object entry : library.getJsonArray("files")) {
                JsonObject file = (JsonObject) entry;
                listed.add(file.getString("file"));
                assertThat(digest(read(file.getString("file"))))
                        .as(file.getString("file"))
                        .isEqualTo(file.getString("sha256"));
            }
        }
        try (Stream<Path> files = Files.list(VENDOR)) {
            assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                    .isEqualTo(listed);
        }
    }

    @Test
    void a_changed_file_is_the_published_one_but_for_the_stated_change() throws Exception {
        for (Object each : manifest().getJsonArray("libraries")) {
            for (Object entry : ((JsonObject) each).getJsonArray("files")) {
                JsonObject file = (JsonObject) entry;
                JsonObject change = file.getJsonObject("change");
                if (change != null) {
                    String restored = new String(read(file.getString("file")), StandardCharsets.UTF_8)
                            .replace(change.getString("by"), change.getString("replaced"));
                    assertThat(digest(restored.getBytes(StandardCharsets.UTF_8)))
                            .isEqualTo(file.getString("originSha256"));
                }
            }
        }
    }

    private static JsonObject manifest() throws IOException {
        return new JsonObject(new String(read("manifest.json"), StandardCharsets.UTF_8));
    }

    private static byte[] read(String name) throws IOException {
        return Files.readAllBytes(VENDOR.resolve(name));
    }

    private static String digest(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
