package dev.rondo.engine;

import static dev.rondo.engine.EngineWorld.arrive;
import static dev.rondo.engine.EngineWorld.ended;
import static dev.rondo.engine.EngineWorld.run;
import static dev.rondo.engine.EngineWorld.steps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.ModelName;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.StoreSettings;
import dev.rondo.partition.PartitionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Homes as earlier versions left them, one for every set of tables that people may have; each is named for the script
 * that was added last (they were not added in the order of their numbers). After a change of tables the home of the
 * version before is stored, from a checkout of that version, with
 * {@code mvn test -pl engine -am -Dtest=StoredHomesTest -Dhomes.write=006 -Dsurefire.failIfNoSpecifiedTests=false}.
 *
 * <p>{@code 054-killed} was copied while its engine was open, as a kill leaves it: all that happened stands in a journal
 * whose statements have no numbers yet.
 */
class StoredHomesTest {
    private static final Path STORED = Path.of("src/test/resources/dev/rondo/engine/homes");

    @TempDir
    Path folder;

    static List<Path> homes() throws IOException {
        try (Stream<Path> found = Files.list(STORED)) {
            return found.filter(file -> file.toString().endsWith(".zip"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("homes")
    void a_home_of_an_earlier_version_opens_and_goes_on(Path stored) throws Exception {
        Path home = folder.resolve("home");
        StoredFolder.unpack(stored, home);
        for (int round = 1; round <= 2; round++) {
            try (Engine engine = open(home)) {
                assertThat(engine.history().list(RunTable.RunFilter.all(), 100)).hasSizeGreaterThanOrEqualTo(3);
                assertThat(ended(engine, "2011-02").state()).isEqualTo(RunState.SUCCEEDED);
                assertThat(champion(engine)).isEqualTo(PartitionKey.of("2011-02"));
                List<String> sums = steps(engine, run(engine, "sums").id());
                if (round == 1) {
                    // What a key is made of may have changed since; then steps run once more.
                    assertThat(sums).hasSize(2).allMatch(step -> step.contains(" SUCCEEDED "));
                } else {
                    assertThat(sums).containsExactly("two SUCCEEDED HIT 0", "sum SUCCEEDED HIT 0");
                }
                arrive(home, "2011-0" + (2 + round), 5);
                assertThat(ended(engine, "2011-0" + (2 + round)).state()).isEqualTo(RunState.SUCCEEDED);
            }
        }
    }

    /** Stored for good when it is asked for by name; otherwise only opened again. */
    @Test
    void a_home_of_this_version_can_be_stored_and_goes_on() throws Exception {
        String name = System.getProperty("homes.write", "");
        Path home = folder.resolve("home");
        try (Engine engine = open(home)) {
            arrive(home, "2011-01", 9);
            ended(engine, "2011-01");
            arrive(home, "2011-02", 8);
            ended(engine, "2011-02");
            run(engine, "sums");
        }
        Path zip = (name.isEmpty() ? folder : STORED).resolve(name + ".zip");
        StoredFolder.pack(home, zip);
        StoredFolder.unpack(zip, folder.resolve("unpacked"));
        try (Engine engine = open(folder.resolve("unpacked"))) {
            assertThat(steps(engine, run(engine, "sums").id()))
                    .containsExactly("two SUCCEEDED HIT 0", "sum SUCCEEDED HIT 0");
        }
    }

    private static PartitionKey champion(Engine engine) {
        return engine.ask(tx -> engine.registry().champion(tx, ModelName.of("lines")))
                .orElseThrow()
                .partition();
    }

    private static Engine open(Path home) {
        return EngineWorld.open(home, StoreSettings.inHome(home), new EngineTest.Lines(), new EngineTest.Sums());
    }
}
