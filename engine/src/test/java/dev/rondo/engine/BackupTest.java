package dev.rondo.engine;

import static dev.rondo.engine.EngineWorld.arrive;
import static dev.rondo.engine.EngineWorld.ended;
import static dev.rondo.engine.EngineWorld.run;
import static dev.rondo.engine.EngineWorld.steps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.ModelName;
import dev.rondo.engine.backup.BackupException;
import dev.rondo.engine.backup.HomeRestore;
import dev.rondo.engine.backup.HomeRestore.Restored;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.StoreSettings;
import dev.rondo.engine.testkit.NeedsPostgres;
import dev.rondo.engine.testkit.PostgresServer;
import dev.rondo.partition.PartitionKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    Path folder;

    @Test
    void runs_models_and_triggers_go_on_after_a_restore_and_nothing_is_computed_again() throws Exception {
        Path home = folder.resolve("home");
        Path copy = folder.resolve("copy");
        Path file = folder.resolve("backup.zip");
        try (Engine engine = open(home)) {
            arrive(home, "2011-01", 9);
            ended(engine, "2011-01");
            arrive(home, "2011-02", 8);
            ended(engine, "2011-02");
            run(engine, "sums");
            backup(engine, file, true);
            arrive(home, "2011-03", 5);
            ended(engine, "2011-03");
        }
        Restored restored = HomeRestore.restore(file, copy, CLOCK);
        assertThat(restored.runs()).isEqualTo(3);
        assertThat(restored.models()).isEqualTo(1);
        assertThat(restored.missing()).isEmpty();
        try (Engine engine = open(copy)) {
            assertThat(engine.history().list(RunTable.RunFilter.all(), 100)).hasSize(3);
            assertThat(steps(engine, run(engine, "sums").id()))
                    .containsExactly("two SUCCEEDED HIT 0", "sum SUCCEEDED HIT 0");
            arrive(copy, "2011-03", 5);
            assertThat(ended(engine, "2011-03").state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(engine.ask(tx -> engine.registry().champion(tx, ModelName.of("lines")))
                            .orElseThrow()
                            .partition())
                    .isEqualTo(PartitionKey.of("2011-02"));
        }
    }

    @Test
    void a_backup_of_a_busy_engine_is_one_consistent_state() throws Exception {
        Path home = folder.resolve("home");
        AtomicBoolean enough = new AtomicBoolean();
        try (Engine engine = open(home)) {
            Thread busy = new Thread(() -> {
                while (!enough.get()) {
                    run(engine, "sums");
                }
            });
            busy.start();
            for (int i = 0; i < 5; i++) {
                Path file = folder.resolve(i + ".zip");
                Path copy = folder.resolve("copy-" + i);
                backup(engine, file, true);
                assertThat(HomeRestore.restore(file, copy, CLOCK).missing()).isEmpty();
                try (Engine restored = open(copy)) {
                    assertThat(restored.history().list(RunTable.RunFilter.all(), 1000))
                            .allSatisfy(run -> assertThat(EngineWorld.ended(restored, run.id())
                                            .state())
                                    .isEqualTo(RunState.SUCCEEDED));
                }
            }
            enough.set(true);
            busy.join();
        }
    }

    @Test
    void without_its_artifacts_a_restored_home_says_what_is_missing_and_goes_on() throws Exception {
        Path home = folder.resolve("home");
        Path copy = folder.resolve("copy");
        Path file = folder.resolve("backup.zip");
        try (Engine engine = open(home)) {
            arrive(home, "2011-01", 2000);
            ended(engine, "2011-01");
            backup(engine, file, false);
        }
        Restored restored = HomeRestore.restore(file, copy, CLOCK);
        assertThat(restored.artifacts()).isZero();
        assertThat(restored.missing()).hasSize(1);
        try (Engine engine = open(copy)) {
            arrive(copy, "2011-02", 8);
            assertThat(ended(engine, "2011-02").state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    void nothing_is_restored_over_what_is_there_nor_from_what_is_no_whole_backup() throws Exception {
        Path home = folder.resolve("home");
        Path file = folder.resolve("backup.zip");
        try (Engine engine = open(home)) {
            run(engine, "sums");
            arrive(home, "2011-01", 2000);
            ended(engine, "2011-01");
            backup(engine, file, true);
        }
        Path copy = folder.resolve("copy");
        assertThatThrownBy(() -> HomeRestore.restore(file, home, CLOCK)).hasMessageContaining("not empty");
        byte[] whole = Files.readAllBytes(file);
        Path cut = Files.write(folder.resolve("cut.zip"), java.util.Arrays.copyOf(whole, whole.length / 2));
        assertRefused(cut, copy, "no whole backup");
        Path other = changed(file, "other.zip", name -> name.equals("instance") ? "something" : name);
        assertRefused(other, copy, "no backup of a home");
        Path escaping =
                changed(file, "escaping.zip", name -> name.startsWith("artifacts/") ? "logs/../../" + name : name);
        assertRefused(escaping, copy, "no place in a home");
        Path swapped = changed(
                file,
                "swapped.zip",
                name -> name.matches("artifacts/[0-9a-f]{2}/[0-9a-f]{62}")
                        ? name.substring(0, 13) + new StringBuilder(name.substring(13)).reverse()
                        : name);
        assertRefused(swapped, copy, "another");
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().contains("copy"));
    }

    @Test
    @NeedsPostgres
    void with_a_database_on_a_server_the_servers_own_copy_and_the_home_make_a_backup() throws Exception {
        PostgresServer server = PostgresServer.shared();
        String url = server.freshDatabase();
        Path home = folder.resolve("home");
        Path dump = folder.resolve("rondo.dump");
        Path copy = folder.resolve("copy");
        try (Engine engine = EngineWorld.open(home, StoreSettings.at(url), new EngineTest.Sums())) {
            run(engine, "sums");
            assertThatThrownBy(() -> engine.backup(OutputStream.nullOutputStream(), true))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("pg_dump");
            server.run("pg_dump", url, "--format=custom", "--file=" + dump);
            copyFolder(home, copy);
        }
        String restored = server.freshDatabase();
        server.run("pg_restore", restored, "--no-owner", "--exit-on-error", dump.toString());
        try (Engine engine = EngineWorld.open(copy, StoreSettings.at(restored), new EngineTest.Sums())) {
            assertThat(steps(engine, run(engine, "sums").id()))
                    .containsExactly("two SUCCEEDED HIT 0", "sum SUCCEEDED HIT 0");
        }
    }

    private static Engine open(Path home) {
        return EngineWorld.open(home, StoreSettings.inHome(home), new EngineTest.Lines(), new EngineTest.Sums());
    }

    private static void backup(Engine engine, Path file, boolean artifacts) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            engine.backup(out, artifacts);
        }
    }

    private static void assertRefused(Path file, Path home, String why) {
        assertThatThrownBy(() -> HomeRestore.restore(file, home, CLOCK))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining(why)
                .hasMessageContaining(file.getFileName().toString().equals("cut.zip") ? "Nothing" : "");
    }

    /** The same backup with other names in it. */
    private Path changed(Path backup, String name, UnaryOperator<String> rename) throws IOException {
        Path result = folder.resolve(name);
        try (ZipFile from = new ZipFile(backup.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(result), StandardCharsets.UTF_8)) {
            for (ZipEntry entry : (Iterable<ZipEntry>) from.stream().map(ZipEntry.class::cast)::iterator) {
                to.putNextEntry(new ZipEntry(rename.apply(entry.getName())));
                from.getInputStream(entry).transferTo(to);
                to.closeEntry();
            }
        }
        return result;
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(from)) {
            files = found.toList();
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
    }
}
