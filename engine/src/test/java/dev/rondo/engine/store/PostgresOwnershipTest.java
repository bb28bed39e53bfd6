package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.loop.RunRows;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.StoreException.Kind;
import dev.rondo.engine.testkit.NeedsPostgres;
import dev.rondo.engine.testkit.PostgresServer;
import dev.rondo.partition.PartitionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One process at a time works with a database, and one that has lost it changes nothing. */
@NeedsPostgres
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PostgresOwnershipTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2012-03-15T10:00:00Z"));
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final PostgresServer server = PostgresServer.shared();
    private final String url = server.freshDatabase();

    @TempDir
    Path home;

    @Test
    void a_second_process_is_refused_by_the_name_of_the_first_and_welcome_when_that_has_closed() {
        try (Database first = open(SHORT)) {
            assertRefused(Kind.IN_USE, "process " + ProcessHandle.current().pid(), "database of its own");
            assertThat(first.epoch()).isEqualTo(1);
        }
        try (Database second = open(LONG)) {
            assertThat(second.epoch()).isEqualTo(2);
        }
    }

    @Test
    void what_a_killed_process_held_is_taken_over_at_once_on_the_same_machine() throws Exception {
        try (ChildJvm child = ChildJvm.start(StoreProcess.class, url, "PROCESS_KILL", LONG.toString())) {
            assertThat(child.readLine()).isEqualTo("open");
            assertThat(child.readLine()).isEqualTo("1");
            child.kill();
        }
        try (Database next = open(SHORT)) {
            assertThat(next.epoch()).isEqualTo(2);
            assertThat(numbers(next)).startsWith(1);
        }
    }

    @Test
    void what_a_holder_on_another_machine_no_longer_renews_is_taken_over_when_its_lease_has_run_out() {
        open(SHORT).close();
        server.execute(name(), """
                update node set holder = '1 1 elsewhere', lease_expires_at = clock_timestamp() + interval '1 second'
                """);
        try (Database next = open(SHORT)) {
            assertThat(next.epoch()).isEqualTo(2);
        }
    }

    @Test
    void a_process_that_was_stopped_for_longer_than_its_lease_finds_that_it_has_lost_and_has_changed_nothing()
            throws Exception {
        for (int leases : List.of(1, 3)) {
            try (ChildJvm child = ChildJvm.start(StoreProcess.class, url, "PROCESS_KILL", "PT1S")) {
                assertThat(child.readLine()).isEqualTo("open");
                child.readLine();
                signal(child, "STOP");
                try (Database next = open(Duration.ofSeconds(leases))) {
                    List<Integer> before = numbers(next);
                    signal(child, "CONT");
                    List<String> said = lines(child);
                    assertThat(said.get(said.size() - 1)).startsWith("FENCED").contains("taken");
                    assertThat(child.waitFor()).isZero();
                    assertThat(numbers(next)).isEqualTo(before);
                    next.write(tx -> tx.update("update node set started_at = started_at"));
                }
            }
        }
    }

    @Test
    void a_process_that_was_stopped_for_less_than_its_lease_goes_on() throws Exception {
        try (ChildJvm child = ChildJvm.start(StoreProcess.class, url, "PROCESS_KILL", LONG.toString())) {
            assertThat(child.readLine()).isEqualTo("open");
            int before = Integer.parseInt(child.readLine());
            signal(child, "STOP");
            signal(child, "CONT");
            for (int i = 1; i <= 2000; i++) {
                assertThat(child.readLine()).isEqualTo(Integer.toString(before + i));
            }
        }
    }

    @Test
    void a_stale_epoch_changes_nothing_whatever_table_it_writes() {
        Database ours = open(LONG);
        var over = new CompletableFuture<StoreException>();
        ours.whenOver(over::complete);
        ours.write(tx -> tx.update("create table sample (n integer)"));
        server.execute(name(), "update node set epoch = epoch + 1");
        assertThatThrownBy(() -> ours.write(tx -> tx.update("insert into sample values (1)")))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FENCED));
        assertThatThrownBy(() -> ours.write(tx -> 0)).hasMessageContaining("taken");
        assertThat(over.join().kind()).isEqualTo(Kind.FENCED);
        ours.close();
        server.execute(name(), "update node set lease_expires_at = null");
        try (Database next = open(SHORT)) {
            List<Integer> found = next.read(tx -> tx.query("select n from sample", row -> row.integer("n")));
            assertThat(found).isEmpty();
        }
    }

    @Test
    void a_stale_epoch_that_takes_a_number_is_told_that_it_is_over() {
        Database ours = open(LONG);
        ours.write(tx -> tx.update("create table sample (n bigint primary key)"));
        ours.write(tx -> tx.update("insert into sample values (?)", tx.numbers("sample", "n", 1)));
        server.execute(name(), "update node set epoch = epoch + 1; insert into sample values (2)");
        assertThatThrownBy(() ->
                        ours.write(tx -> tx.update("insert into sample values (?)", tx.numbers("sample", "n", 1))))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FENCED));
        ours.close();
    }

    @Test
    void whoever_takes_over_numbers_rows_after_those_of_a_stale_epoch_whatever_that_one_remembers() {
        Database ours = open(LONG);
        ours.write(tx -> tx.update("create table sample (n bigint primary key)"));
        add(ours, 3);
        // Of a newer epoch, so that the one that is stale does not renew it meanwhile.
        server.execute(name(), "update node set epoch = epoch + 1, lease_expires_at = null, holder = ''");
        try (Database next = open(LONG)) {
            add(next, 2);
            assertThatThrownBy(() -> add(ours, 1))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FENCED));
            add(next, 1);
            List<Long> found = next.read(tx -> tx.query("select n from sample order by n", row -> row.bigint("n")));
            assertThat(found).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        }
        ours.close();
    }

    private static void add(Database database, int rows) {
        for (int i = 0; i < rows; i++) {
            database.write(tx -> {
                tx.later("insert into sample values (?)", tx.numbers("sample", "n", 1));
                return true;
            });
        }
    }

    @Test
    void an_idle_process_learns_too_that_another_has_taken_over() {
        try (Database ours = open(SHORT)) {
            var over = new CompletableFuture<StoreException>();
            ours.whenOver(over::complete);
            server.execute(name(), "update node set epoch = epoch + 1");
            assertThat(over.orTimeout(30, TimeUnit.SECONDS).join()).hasMessageContaining("epoch 1");
        }
    }

    private static final NewRun A_RUN = new NewRun(
            PipelineName.of("churn"), PartitionKey.WHOLE, Map.of(), "key", RunCause.person("ada"), Set.of(), "");

    @Test
    void a_home_and_its_database_stay_together() {
        StoreSettings together = StoreSettings.at(url).besideHome(home);
        Database.open(together, CLOCK).close();
        Database.open(together, CLOCK).close();
        StoreSettings other = StoreSettings.at(server.freshDatabase()).besideHome(home);
        assertThatThrownBy(() -> Database.open(other, CLOCK))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EMPTY))
                .hasMessageContaining("Name the database that this home was used with");
        assertThatThrownBy(() -> Database.open(StoreSettings.inHome(home), CLOCK))
                .hasMessageContaining("--db");
    }

    @Test
    void a_database_that_was_used_with_another_home_is_refused_to_a_new_one() throws IOException {
        String instance;
        try (Database ours = Database.open(StoreSettings.at(url).besideHome(home.resolve("one")), CLOCK)) {
            instance = ours.instanceId();
        }
        StoreSettings fromNew = StoreSettings.at(url).besideHome(home.resolve("two"));
        Database.open(fromNew, CLOCK).close(); // nothing has run yet: a first start that was killed looks like this
        Files.delete(home.resolve("two/instance"));
        try (Database ours = Database.open(StoreSettings.at(url).besideHome(home.resolve("one")), CLOCK)) {
            ours.write(tx -> {
                RunRows.insert(tx, new RunId(1), A_RUN, CLOCK.instant());
                return true;
            });
        }

        assertThatThrownBy(() -> Database.open(fromNew, CLOCK))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EMPTY))
                .hasMessageContaining("Name that home")
                .hasMessageContaining("write " + instance + " into");
        Files.writeString(home.resolve("two/instance"), instance + "\n");
        Database.open(fromNew, CLOCK).close();
    }

    @Test
    void a_home_with_a_database_in_it_is_not_used_with_a_server() {
        Database.open(StoreSettings.inHome(home), CLOCK).close();
        assertThatThrownBy(() -> Database.open(StoreSettings.at(url).besideHome(home), CLOCK))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
                .hasMessageContaining("another home");
    }

    @Test
    void a_home_is_locked_while_its_database_is_on_a_server() {
        try (Database ours = Database.open(StoreSettings.at(url).besideHome(home), CLOCK)) {
            StoreSettings second = StoreSettings.at(server.freshDatabase()).besideHome(home);
            assertThatThrownBy(() -> Database.open(second, CLOCK)).hasMessageContaining("in use by process");
            assertThat(ours.trouble()).isEmpty();
        }
    }

    @Test
    void a_database_that_cannot_be_opened_is_told_with_what_to_do_and_without_the_password() {
        String missing = url.replace(name(), "nowhere") + "&password=hunter2";
        assertThatThrownBy(() -> Database.open(StoreSettings.at(missing), CLOCK))
                .hasMessageContaining("createdb")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2", "user="));
        assertThatThrownBy(() ->
                        Database.open(StoreSettings.at("jdbc:postgresql://127.0.0.1:1/rondo?password=hunter2"), CLOCK))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.AWAY))
                .hasMessageContaining("Check that the server runs")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
        assertThat(StoreSettings.at("jdbc:postgresql://db/rondo?user=ada&password=hunter2")
                        .toString())
                .doesNotContain("hunter2");
    }

    @Test
    void a_database_whose_encoding_cannot_hold_every_text_is_refused() {
        server.execute("postgres", """
                create database latin encoding 'LATIN1' locale 'C' locale_provider 'libc' template template0
                """);
        assertThatThrownBy(() -> Database.open(StoreSettings.at(url.replace(name(), "latin")), CLOCK))
                .hasMessageContaining("LATIN1")
                .hasMessageContaining("--encoding=UTF8");
        server.execute("postgres", "drop database latin");
    }

    private String name() {
        return PostgresServer.nameIn(url);
    }

    private Database open(Duration lease) {
        return Database.open(StoreSettings.at(url).withLease(lease), CLOCK);
    }

    private void assertRefused(Kind kind, String... parts) {
        assertThatThrownBy(() -> open(SHORT)).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.getMessage()).contains(parts);
        });
    }

    private static List<Integer> numbers(Database database) {
        return database.read(tx -> tx.query("select n from acknowledged order by n", row -> row.integer("n")));
    }

    private static List<String> lines(ChildJvm child) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = child.readLine(); line != null; line = child.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    private static void signal(ChildJvm child, String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(child.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
