package dev.rondo.engine.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.engine.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HomeTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2012-03-15T10:00:00Z"));

    @TempDir
    Path home;

    @Test
    void every_start_takes_a_greater_epoch_of_the_same_instance() {
        String instance;
        try (Database first = open()) {
            instance = first.instanceId();
            assertThat(first.epoch()).isEqualTo(1);
        }
        try (Database second = Database.open(StoreSettings.inHome(home).withNode("other"), CLOCK)) {
            assertThat(second.epoch()).isEqualTo(2);
            assertThat(second.instanceId()).isEqualTo(instance);
        }
        try (Database third = open()) {
            assertThat(third.epoch()).isEqualTo(3);
        }
    }

    @Test
    void a_commit_is_forced_to_the_disk_exactly_when_it_changed_something() {
        try (Database database = open()) {
            long before = database.syncs();
            database.write(tx -> tx.update("update node set started_at = started_at"));
            database.write(tx -> tx.query("select * from node", row -> row.text("node_id")));
            assertThat(database.syncs() - before).isEqualTo(1);
        }
    }

    @Test
    void closing_leaves_a_compact_file() throws IOException {
        try (Database database = open()) {
            database.write(tx -> tx.update("create table sample (n integer primary key, text varchar)"));
            for (int i = 0; i < 300; i++) {
                int n = i % 10;
                database.write(tx -> tx.update("merge into sample values (?, ?)", n, "x".repeat(1000)));
            }
        }
        assertThat(Files.size(home.resolve("rondo.mv.db"))).isLessThan(200_000);
    }

    @Test
    void a_home_that_this_process_has_open_is_not_opened_twice() {
        Database first = open();
        assertRefused(
                Kind.IN_USE,
                home.toString(),
                "process " + ProcessHandle.current().pid());
        first.close();
        open().close();
    }

    @Test
    void a_home_that_another_process_has_open_is_refused_by_name_and_free_once_that_process_is_dead() throws Exception {
        try (ChildJvm child = ChildJvm.start(StoreProcess.class, home.toString(), "PROCESS_KILL")) {
            assertThat(child.readLine()).isEqualTo("open");
            assertRefused(Kind.IN_USE, home.toString(), "in use by process", "home of its own");
            child.kill();
        }
        open().close();
    }

    @Test
    void another_process_is_refused_a_home_that_is_open_here() throws Exception {
        try (Database ours = open();
                ChildJvm child = ChildJvm.start(StoreProcess.class, home.toString(), "PROCESS_KILL")) {
            assertThat(child.readLine()).startsWith("IN_USE").contains(home.toString());
            assertThat(child.waitFor()).isZero();
            assertThat(ours.epoch()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void whatever_was_acknowledged_is_there_after_kill_9(Durability durability) throws Exception {
        int acknowledged = 0;
        for (int round = 1; round <= 3; round++) {
            try (ChildJvm child = ChildJvm.start(StoreProcess.class, home.toString(), durability.name())) {
                assertThat(child.readLine()).isEqualTo("open");
                int goal = acknowledged + 100 * round;
                while (acknowledged < goal) {
                    acknowledged = Integer.parseInt(child.readLine());
                }
                child.kill();
                acknowledged = lastComplete(child, acknowledged);
            }
        }
        try (Database database = open()) {
            List<Integer> found =
                    database.read(tx -> tx.query("select n from acknowledged order by n", row -> row.integer("n")));
            assertThat(found).hasSizeGreaterThanOrEqualTo(acknowledged);
            assertThat(found.get(acknowledged - 1)).isEqualTo(acknowledged);
            assertThat(database.epoch()).isEqualTo(4);
        }
    }

    @Test
    void an_initialised_home_without_its_database_is_refused() throws IOException {
        open().close();
        Files.delete(home.resolve("rondo.mv.db"));
        assertRefused(Kind.EMPTY, "file is missing", "Restore", home.toString());
        assertThat(home.resolve("rondo.mv.db")).doesNotExist();
    }

    @Test
    void an_initialised_home_whose_database_came_back_empty_is_refused_and_not_filled_anew() throws IOException {
        open().close();
        Path empty = home.resolveSibling(home.getFileName() + "-empty");
        Files.createDirectories(empty);
        H2Files.createEmpty(empty.resolve("rondo"));
        Files.move(empty.resolve("rondo.mv.db"), home.resolve("rondo.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        assertRefused(Kind.EMPTY, "holds no instance");
        assertRefused(Kind.EMPTY, "holds no instance");
    }

    @Test
    void a_database_of_another_home_is_refused() throws IOException {
        open().close();
        Path other = home.resolve("other");
        Database.open(StoreSettings.inHome(other), CLOCK).close();
        Files.copy(other.resolve("rondo.mv.db"), home.resolve("rondo.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        assertRefused(Kind.EMPTY, "is that of instance");
    }

    @Test
    void a_damaged_file_is_refused_and_left_as_it_is() throws IOException {
        open().close();
        byte[] garbage = "not a database ".repeat(2000).getBytes(UTF_8);
        Files.write(home.resolve("rondo.mv.db"), garbage);
        assertRefused(Kind.DAMAGED, home.toString(), "backup");
        assertThat(home.resolve("rondo.mv.db")).hasBinaryContent(garbage);
    }

    @Test
    void a_first_start_that_was_cut_short_is_finished_by_the_next() throws IOException {
        open().close();
        Files.delete(home.resolve("instance"));
        try (Database database = open()) {
            assertThat(home.resolve("instance")).hasContent(database.instanceId());
        }
    }

    @Test
    void a_thread_that_is_interrupted_while_it_reads_closes_the_store_for_nobody_else() throws Exception {
        try (Database database = open()) {
            database.write(tx -> tx.update("create table sample (n integer primary key, text varchar)"));
            database.write(
                    tx -> tx.update("insert into sample select x, repeat('x', 2000) from system_range(1, 20000)"));
            var interrupted = new AtomicInteger();
            for (int i = 0; i < 30; i++) {
                var started = new CountDownLatch(1);
                Thread reader = new Thread(() -> {
                    started.countDown();
                    try {
                        database.read(tx -> tx.query("select max(text) as t from sample", row -> row.text("t")));
                    } catch (StoreException e) {
                        interrupted.incrementAndGet();
                    }
                });
                reader.start();
                started.await();
                reader.interrupt();
                database.write(tx -> tx.update("update sample set text = repeat('y', 2000) where n <= 200"));
                reader.join();
            }
            assertThat(count(database)).isEqualTo(20000);
        }
        try (Database database = open()) {
            assertThat(count(database)).isEqualTo(20000);
        }
    }

    /** Reads what the dead process still had on its way; a line cut in half was no acknowledgement. */
    private static int lastComplete(ChildJvm child, int last) throws IOException {
        int number = last;
        for (String line = child.readLine(); line != null; line = child.readLine()) {
            number = line.equals(Integer.toString(number + 1)) ? number + 1 : number;
        }
        return number;
    }

    private static int count(Database database) {
        return database.read(tx -> tx.one("select count(*) as n from sample", row -> row.integer("n")))
                .orElseThrow();
    }

    private Database open() {
        return Database.open(StoreSettings.inHome(home), CLOCK);
    }

    private void assertRefused(Kind kind, String... parts) {
        assertThatThrownBy(this::open).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.getMessage()).contains(parts);
        });
    }
}
