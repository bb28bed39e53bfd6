package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.engine.artifact.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script that somebody may have run is never changed; a change of one stops every upgrade of a store that ran it. */
class MigrationsTest {
    private static final Path SCRIPTS = Path.of("src/main/resources/dev/rondo/engine/store/migration");
    private static final Path KNOWN = Path.of("src/test/resources/dev/rondo/engine/store/migrations.sha256");
    private static final String ADD = "mvn test -pl engine -am -Dtest=MigrationsTest -Dmigrations.add"
            + " -Dsurefire.failIfNoSpecifiedTests=false";

    @Test
    void no_script_has_changed_since_it_was_recorded_and_every_script_is_recorded() throws IOException {
        Map<String, String> known = known();
        Map<String, String> found = found();
        known.forEach((script, digest) -> assertThat(found)
                .as(
                        "%s was changed or removed, but stores exist that have run it. Put it back as it was, and write what"
                                + " has to change into a new script with the next number",
                        script)
                .containsEntry(script, digest));
        if (System.getProperty("migrations.add") != null) {
            Files.writeString(
                    KNOWN,
                    found.entrySet().stream()
                            .map(e -> e.getValue() + "  " + e.getKey() + "\n")
                            .collect(Collectors.joining()));
            known = found;
        }
        assertThat(found.keySet())
                .as("New scripts are recorded, and from then on never changed: %s", ADD)
                .isEqualTo(known.keySet());
    }

    @Test
    void a_store_that_a_newer_version_has_used_is_refused(@TempDir Path home) {
        try (Database database = Database.open(StoreSettings.inHome(home), InstantSource.system())) {
            database.write(tx -> tx.update("""
                    insert into "flyway_schema_history" ("installed_rank", "version", "description", "type", "script",
                                                         "checksum", "installed_by", "execution_time", "success")
                    values (1000, '999', 'of the future', 'SQL', 'V999__of_the_future.sql', 1, 'rondo', 1, true)
                    """));
            database.write(tx -> tx.update("update instance set schema_note = 'of a newer version'"));
        }
        assertThatThrownBy(() -> Database.open(StoreSettings.inHome(home), InstantSource.system()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer Rondo")
                .hasMessageContaining("999");
    }

    private static Map<String, String> known() throws IOException {
        Map<String, String> known = new TreeMap<>();
        if (Files.exists(KNOWN)) {
            for (String line : Files.readAllLines(KNOWN)) {
                known.put(line.substring(66), line.substring(0, 64));
            }
        }
        return known;
    }

    private static Map<String, String> found() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            for (Path script : (Iterable<Path>) scripts::iterator) {
                found.put(script.getFileName().toString(), Digest.ofFile(script).hex());
            }
        }
        return found;
    }
}
