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
import dev.rondo.engine.testkit.NeedsPostgres;
import dev.rondo.engine.testkit.PostgresServer;
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
 * Databases on PostgreSQL as earlier versions left them, each a dump together with its home, named for the script that was
 * added last. After a change of tables that of the version before is stored, from a checkout of that version, with
 * {@code mvn test -pl engine -am -Dtest=StoredDatabasesTest -Ddatabases.write=035 -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@NeedsPostgres
class StoredDatabasesTest {
    private static final Path STORED = Path.of("src/test/resources/dev/rondo/engine/databases");
    private static final String DUMP = "database.sql";

    private final PostgresServer server = PostgresServer.shared();

    @TempDir
    Path folder;

    static List<Path> databases() throws IOException {
        try (Stream<Path> found = Files.list(STORED)) {
            return found.filter(file -> file.toString().endsWith(".zip"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void a_database_of_an_earlier_version_opens_and_goes_on(Path stored) throws Exception {
        Path home = folder.resolve("home");
        StoredFolder.unpack(stored, home);
        StoreSettings store = restore(home);
        for (int round = 1; round <= 2; round++) {
            try (Engine engine = open(home, store)) {
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
    void a_database_of_this_version_can_be_stored_and_goes_on() throws Exception {
        String name = System.getProperty("databases.write", "");
        Path home = folder.resolve("first");
        String url = server.freshDatabase();
        try (Engine engine = open(home, StoreSettings.at(url).besideHome(home))) {
            arrive(home, "2011-01", 9);
            ended(engine, "2011-01");
            arrive(home, "2011-02", 8);
            ended(engine, "2011-02");
            run(engine, "sums");
        }
        dump(url, home.resolve(DUMP));
        Path zip = (name.isEmpty() ? folder : STORED).resolve(name + ".zip");
        StoredFolder.pack(home, zip);
        Path second = folder.resolve("second");
        StoredFolder.unpack(zip, second);
        try (Engine engine = open(second, restore(second))) {
            assertThat(steps(engine, run(engine, "sums").id()))
                    .containsExactly("two SUCCEEDED HIT 0", "sum SUCCEEDED HIT 0");
        }
    }

    private void dump(String url, Path file) {
        server.run("pg_dump", url, "--format=plain", "--no-owner", "--no-privileges", "--file=" + file);
    }

    private StoreSettings restore(Path home) {
        String url = server.freshDatabase();
        server.run("psql", url, "--quiet", "--set=ON_ERROR_STOP=1", "--file=" + home.resolve(DUMP));
        return StoreSettings.at(url).besideHome(home);
    }

    private static PartitionKey champion(Engine engine) {
        return engine.ask(tx -> engine.registry().champion(tx, ModelName.of("lines")))
                .orElseThrow()
                .partition();
    }

    private static Engine open(Path home, StoreSettings store) {
        return EngineWorld.open(home, store, new EngineTest.Lines(), new EngineTest.Sums());
    }
}
