package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rondo.engine.store.StoreException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.Recorder;
import org.h2.store.fs.rec.FilePathRec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills without killing: what a killed process leaves is made from copies of its files, and opened. */
class H2JournalTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2012-03-15T10:00:00Z"));
    private static final int PAGE = 4096;
    private static final int COMMITS = 63;
    private static final int KEPT = 9;
    /** So many rows go one by one, which is how H2 comes to forget pages; then there are as many again. */
    private static final int PASSING = 24;
    /** Chunks however much of them is needed. */
    private static final int EVERY = 101;

    @TempDir
    Path folder;

    private Path home;
    private Path killed;

    @BeforeEach
    void makeHomes() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        killed = folder.resolve("killed");
    }

    @Test
    void wherever_a_kill_cuts_the_journal_off_all_that_stands_before_is_there_and_nothing_else() throws IOException {
        List<Integer> ends = new ArrayList<>();
        try (Database database = open(home, Durability.PROCESS_KILL)) {
            table(database);
            for (int n = 1; n <= 8; n++) {
                insert(database, n);
                ends.add((int) Files.size(journal(home)));
            }
            copy();
        }
        byte[] journal = Files.readAllBytes(journal(killed));
        byte[] file = Files.readAllBytes(database(killed));
        int cuts = 0;
        for (int cut = 0; cut <= journal.length; cut += cut == ends.get(0) - 1 ? 1 : 13) {
            Files.write(database(killed), file);
            Files.write(journal(killed), Arrays.copyOf(journal, cut));
            int length = cut;
            int whole = (int) ends.stream().filter(end -> end <= length).count();
            assertThat(numbers(killed)).as("cut off after %d bytes", cut).hasSize(whole);
            cuts++;
        }
        assertThat(cuts).isGreaterThan(20);
    }

    @Test
    void what_a_killed_process_has_in_its_journal_is_there_with_every_kind_of_value() throws IOException {
        Instant at = Instant.parse("1969-07-20T20:17:40.123456Z");
        byte[] bytes = {0, -1, 77};
        try (Database database = open(home, Durability.POWER_LOSS)) {
            database.write(tx -> tx.update("create table sample (id bigint primary key, n integer, x double precision,"
                    + " yes boolean, no boolean, at timestamp with time zone, bytes varbinary, text varchar,"
                    + " nothing varchar)"));
            database.write(tx -> tx.batch(
                    "insert into sample values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    List.of(
                            new Object[] {Long.MAX_VALUE, -7, 0.1, true, false, at, bytes, "Zürich 🚲", Optional.empty()
                            },
                            new Object[] {2L, 0, -0.0, true, false, at, new byte[0], "", Optional.of("x")})));
            database.write(tx -> tx.update("delete from sample where id = ?", 2L));
            copy();
        }
        try (Database database = open(killed, Durability.POWER_LOSS)) {
            String found = database.read(tx -> tx.one(
                            "select * from sample",
                            row -> row.bigint("id") + " " + row.integer("n") + " " + row.decimal("x") + row.bool("yes")
                                    + row.bool("no") + row.instant("at") + Arrays.toString(row.bytes("bytes"))
                                    + row.text("text") + row.optionalText("nothing")))
                    .orElseThrow();
            assertThat(found)
                    .isEqualTo("9223372036854775807 -7 0.1truefalse" + at + "[0, -1, 77]Zürich 🚲Optional.empty");
        }
    }

    @Test
    void what_was_told_to_be_durable_survives_a_kill_before_anybody_could_read_it() throws IOException {
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            insert(database, 1);
            database.write(tx -> insert(tx, 2), inserted -> {
                try {
                    copy();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        assertThat(numbers(killed)).containsExactly(1, 2);
    }

    @Test
    void whoever_hears_that_something_is_durable_cannot_read_it_on_that_thread_and_nothing_is_lost_by_trying() {
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            assertThatThrownBy(() -> database.write(
                            tx -> insert(tx, 1), inserted -> database.read(tx -> tx.one("select 1", row -> row))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot read");
            insert(database, 2);
        }
        assertThat(numbers(home)).containsExactly(1, 2);
    }

    @Test
    void numbers_go_on_after_a_kill_as_if_nothing_had_happened() throws IOException {
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            for (int n = 1; n <= 3; n++) {
                database.write(tx -> insert(tx, (int) tx.numbers("acknowledged", "n", 1)));
            }
            copy();
        }
        try (Database database = open(killed, Durability.POWER_LOSS)) {
            assertThat(database.epoch()).isEqualTo(2);
            database.write(tx -> insert(tx, (int) tx.numbers("acknowledged", "n", 1)));
        }
        assertThat(numbers(killed)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void a_commit_leaves_the_file_alone_however_many_readers_there_are() throws Exception {
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            byte[] before = Files.readAllBytes(database(home));
            ExecutorService readers = Executors.newFixedThreadPool(4);
            var together = new CyclicBarrier(4);
            List<Future<Integer>> looks = new ArrayList<>();
            for (int reader = 0; reader < 4; reader++) {
                looks.add(readers.submit(() -> database.read(tx -> meet(together))));
            }
            for (Future<Integer> look : looks) {
                look.get(30, TimeUnit.SECONDS);
            }
            readers.shutdown();
            for (int n = 1; n <= 20; n++) {
                insert(database, n);
            }
            assertThat(Arrays.equals(Files.readAllBytes(database(home)), before))
                    .as("whether the file is as it was")
                    .isTrue();
        }
        assertThat(numbers(home)).hasSize(20);
    }

    private static int meet(CyclicBarrier together) {
        try {
            return together.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError("Four readers at a time", e);
        }
    }

    /** The journal is left where a kill before the deletion leaves it. */
    @Test
    void what_the_file_has_already_is_not_done_a_second_time() throws IOException {
        byte[] journal;
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            insert(database, 1);
            journal = Files.readAllBytes(journal(home));
        }
        assertThat(journal(home)).doesNotExist();
        Files.write(journal(home), journal);
        assertThat(numbers(home)).containsExactly(1);
    }

    /** The text of a statement stands in the first entry that has it; one that is rolled back or too late is no such entry. */
    @Test
    void a_statement_is_known_only_from_entries_that_stand_in_the_journal() throws IOException {
        String sql = "insert into acknowledged (text, n) values (?, ?)";
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            assertThatThrownBy(() -> database.write(tx -> {
                        tx.update(sql, "never", 1);
                        throw new IllegalStateException("rolled back");
                    }))
                    .hasMessage("rolled back");
            database.write(tx -> tx.update(sql, "first", 2));
            database.write(tx -> tx.update("alter table acknowledged add note varchar")); // the journal begins again
            database.write(tx -> tx.update(sql, "second", 3));
            database.write(tx -> tx.update(sql, "third", 4));
            copy();
        }
        assertThat(numbers(killed)).containsExactly(2, 3, 4);
    }

    @Test
    void more_statements_than_are_remembered_are_all_there() throws IOException {
        int statements = 1_100;
        try (Database database = open(home, Durability.PROCESS_KILL)) {
            table(database);
            database.write(tx -> {
                for (int n = 0; n < statements; n++) {
                    tx.update("insert into acknowledged (n, text) values (?, '" + n + "')", n);
                }
                return true;
            });
            database.write(tx -> tx.update("update acknowledged set text = ? where n = 0", "x"));
            database.write(tx -> tx.update("insert into acknowledged (n, text) values (?, '7')", statements));
            copy();
        }
        assertThat(numbers(killed)).hasSize(statements + 1);
    }

    @Test
    void a_transaction_that_deletes_what_is_not_yet_in_the_file_leaves_the_file_alone() throws Exception {
        var journal = new H2Journal(home.resolve("rondo"), Durability.POWER_LOSS, 8L << 30);
        String url = H2.inFile(home.resolve("rondo"), Durability.POWER_LOSS).url();
        try (Connection connection = DriverManager.getConnection(url, "rondo", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table passing (n integer primary key, text varchar)");
            connection.setAutoCommit(false);
            journal.begin(connection);
            statement.execute("insert into passing select x, repeat('x', 3000) from system_range(1, 5000)");
            connection.commit();
            journal.committed(connection);
            byte[] before = Files.readAllBytes(database(home));
            statement.execute("delete from passing");
            connection.commit();
            assertThat(Arrays.equals(Files.readAllBytes(database(home)), before))
                    .as("whether the file is as it was")
                    .isTrue();
            journal.close();
        }
    }

    @Test
    void a_checkpoint_comes_after_some_thousand_commits_so_that_a_start_need_not_do_more_of_them_again()
            throws IOException {
        try (Database database = open(home, Durability.PROCESS_KILL)) {
            table(database);
            for (int n = 1; n <= 5_010; n++) {
                insert(database, n);
            }
            await().untilAsserted(() -> {
                copy();
                Files.delete(journal(killed));
                Files.delete(other(killed));
                assertThat(numbers(killed)).hasSizeBetween(4_950, 5_009);
            });
        }
    }

    @Test
    void a_transaction_that_cannot_be_sent_again_or_is_too_large_is_forced_into_the_file_at_once() throws IOException {
        String large = "x".repeat(Journal.CAPACITY);
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            insert(database, 1);
            database.write(tx -> tx.update("alter table acknowledged add note varchar"));
            copy();
            insert(database, 2);
            database.write(tx -> tx.update("insert into acknowledged (n, text, note) values (3, ?, '')", large));
            copyOver();
        }
        assertThat(numbers(killed)).containsExactly(1, 2, 3);
    }

    @Test
    void a_journal_that_was_damaged_where_no_kill_damages_it_is_refused_and_left_as_it_is() throws IOException {
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            insert(database, 1);
            insert(database, 2);
            insert(database, 3);
            copy();
        }
        byte[] journal = Files.readAllBytes(journal(killed));
        int second = ByteBuffer.wrap(journal).getInt(4);
        journal[second + Recording.HEAD + 5]++;
        Files.write(journal(killed), journal);
        assertThatThrownBy(() -> open(killed, Durability.POWER_LOSS).close())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED))
                .hasMessageContaining("rondo.journal")
                .hasMessageContaining("is damaged behind turn 2 of epoch 1, and has turn 4 of epoch 1 further on")
                .hasMessageContaining("move the journal away");
        assertThat(journal(killed)).hasBinaryContent(journal);
        try (Database database = open(killed, Durability.PROCESS_KILL)) {
            List<Integer> found = database.read(tx -> tx.query("select n from acknowledged", row -> row.integer("n")));
            assertThat(found)
                    .as("commits that were never forced may be lost with the power")
                    .containsExactly(1);
        }
    }

    @Test
    void a_journal_of_another_version_is_refused_and_left_as_it_is() throws IOException {
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            insert(database, 1);
            copy();
        }
        byte[] journal = Files.readAllBytes(journal(killed));
        journal[3]++;
        Files.write(journal(killed), journal);
        assertThatThrownBy(() -> open(killed, Durability.POWER_LOSS).close())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED))
                .hasMessageContaining("of another version of Rondo, or damaged at its start");
        assertThat(journal(killed)).hasBinaryContent(journal);
    }

    @Test
    void a_file_that_is_older_than_its_journal_is_refused() throws IOException {
        byte[] older;
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            older = Files.readAllBytes(database(home));
            insert(database, 1);
            database.write(tx -> tx.update("alter table acknowledged add note varchar"));
            insert(database, 2);
            copy();
        }
        Files.write(database(killed), older);
        assertThatThrownBy(() -> open(killed, Durability.POWER_LOSS).close())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED))
                .hasMessageContaining("they do not belong together");
    }

    @Test
    void an_entry_that_cannot_be_done_again_is_refused_and_nothing_of_the_journal_is_done() throws IOException {
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            insert(database, 1);
            insert(database, 2);
            copy();
        }
        byte[] journal = Files.readAllBytes(journal(killed));
        int first = ByteBuffer.wrap(journal).getInt(4);
        var nothingThere = new Recording(1000);
        nothingThere.begin();
        nothingThere.add("delete from acknowledged where n = ?", List.<Object[]>of(new Object[] {7}), 1);
        try (Journal damaged = Journal.begin(home.resolve("other"), true)) {
            damaged.append(new Journal.Place(1, 3), nothingThere);
            damaged.append(new Journal.Place(1, 4), nothingThere);
        }
        byte[] other = Files.readAllBytes(home.resolve("other"));
        byte[] changed = Arrays.copyOf(journal, first + other.length);
        System.arraycopy(other, 0, changed, first, other.length);
        Files.write(journal(killed), changed);
        assertThatThrownBy(() -> open(killed, Durability.POWER_LOSS).close())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED))
                .hasMessageContaining("turn 3 of epoch 1, which cannot be done again")
                .hasMessageContaining("changed 1 rows changes 0")
                .hasMessageContaining("move the journal away");
        assertThat(journal(killed)).hasBinaryContent(changed);
        Files.delete(journal(killed));
        assertThat(numbers(killed)).as("what stood before it").isEmpty();
    }

    /** The journal has a transaction before its last statements are done. */
    @Test
    void a_transaction_that_fails_when_the_journal_has_it_already_does_not_come_back() throws IOException {
        String sql = "insert into acknowledged (text, n) values (?, ?)";
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            insert(database, 1);
            assertThatThrownBy(() -> database.write(tx -> {
                        tx.later(sql, "there already", 1);
                        return true;
                    }))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DUPLICATE));
            copy();
            assertThat(numbers(killed)).containsExactly(1);
            database.write(tx -> {
                tx.later(sql, "the same statement again", 2);
                return true;
            });
            insert(database, 3);
            copy();
        }
        assertThat(numbers(killed)).containsExactly(1, 2, 3);
        assertThat(numbers(home)).containsExactly(1, 2, 3);
    }

    @Test
    void a_kill_before_a_transaction_that_fails_is_taken_back_leaves_nothing_of_it() throws IOException {
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            insert(database, 1);
            byte[] before = Files.readAllBytes(journal(home));
            assertThatThrownBy(() -> database.write(tx -> {
                        insertLater(tx, 2, 3);
                        List<Object[]> nobody = List.<Object[]>of(new Object[] {7});
                        tx.mustChangeEach("delete from acknowledged where n = ?", nobody, () -> killed(before));
                        return true;
                    }))
                    .hasMessage("nobody is there");
            insert(database, 4);
        }
        assertThat(journal(killed)).isNotEmptyFile();
        assertThat(numbers(killed)).containsExactly(1);
        assertThat(numbers(home)).containsExactly(1, 4);
    }

    /** What a kill leaves as soon as the journal is no longer what it was. */
    private StoreException killed(byte[] before) {
        await().until(() -> !Arrays.equals(Files.readAllBytes(journal(home)), before));
        try {
            copy();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new StoreException(Kind.FAILED, "nobody is there");
    }

    @Test
    void of_a_transaction_with_many_rows_of_which_one_fails_nothing_is_kept_and_the_next_one_is_whole()
            throws IOException {
        int many = 2_000;
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            insert(database, many / 2);
            assertThatThrownBy(() -> database.write(tx -> {
                        insertLater(tx, 1, many);
                        return true;
                    }))
                    .isInstanceOf(StoreException.class);
            database.write(tx -> tx.update("delete from acknowledged"));
            database.write(tx -> {
                insertLater(tx, 1, many);
                assertThat(tx.query("select n from acknowledged", row -> row.integer("n")))
                        .as("a question sees what was to be done before it")
                        .hasSize(many);
                tx.later("delete from acknowledged where n > ?", 3);
                return true;
            });
            copy();
        }
        assertThat(numbers(killed)).containsExactly(1, 2, 3);
    }

    @Test
    void statements_that_change_nothing_when_they_are_done_change_nothing_when_they_are_done_again()
            throws IOException {
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            insert(database, 1);
            database.write(tx -> {
                for (int n = 1; n <= 2; n++) {
                    tx.later(
                            "insert into acknowledged (n, text) select cast(? as integer), 'x'"
                                    + " where not exists (select 1 from acknowledged where n = ?)",
                            n,
                            n);
                }
                tx.later("update acknowledged set text = ? where n = ?", "nobody", 7);
                tx.later("delete from acknowledged where n = ?", 7);
                return true;
            });
            copy();
        }
        assertThat(numbers(killed)).containsExactly(1, 2);
    }

    private static void insertLater(Tx tx, int from, int to) {
        for (int n = from; n <= to; n++) {
            tx.later("insert into acknowledged (n, text) values (?, ?)", n, "step " + n);
        }
    }

    @Test
    void two_journals_are_done_again_one_after_the_other_and_nothing_is_done_when_one_between_is_missing()
            throws IOException {
        try (Database database = open(home, Durability.POWER_LOSS)) {
            table(database);
            copy();
        }
        byte[] file = Files.readAllBytes(database(killed));
        keep(other(killed), 2, 3);
        keep(journal(killed), 4);
        assertThat(numbers(killed)).containsExactly(2, 3, 4);
        assertThat(other(killed)).doesNotExist();

        Files.write(database(killed), file);
        keep(journal(killed), 2, 3);
        keep(other(killed), 5);
        assertThatThrownBy(() -> open(killed, Durability.POWER_LOSS).close())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED))
                .hasMessageContaining("is damaged behind turn 3 of epoch 1, and has turn 5 of epoch 1 further on");
        assertThat(other(killed)).exists();
    }

    /** A journal with an entry for each of these turns, which inserts its number. */
    private static void keep(Path file, int... turns) throws IOException {
        Files.deleteIfExists(file);
        var recording = new Recording(1000);
        try (Journal journal = Journal.begin(file, true)) {
            for (int turn : turns) {
                recording.begin();
                recording.add(
                        "insert into acknowledged (n, text) values (?, 'x')",
                        List.<Object[]>of(new Object[] {turn}),
                        1);
                journal.append(new Journal.Place(1, turn), recording);
            }
        }
    }

    @Test
    void checkpoints_without_anything_to_write_do_not_let_memory_fill_with_changes() throws Exception {
        int limit = 100 << 20;
        var journal = new H2Journal(home.resolve("rondo"), Durability.POWER_LOSS, 8L * limit);
        String url = H2.inFile(home.resolve("rondo"), Durability.POWER_LOSS).url();
        try (Connection connection = DriverManager.getConnection(url, "rondo", "")) {
            journal.begin(connection);
            for (int n = 0; n < 50; n++) {
                journal.checkpoint(connection);
            }
            assertThat(H2Space.store(connection).getUnsavedMemory()).isBetween(-limit, 0);
            journal.close();
        }
    }

    @Test
    void pages_stay_in_memory_as_far_as_the_heap_allows_and_no_reader_changes_that() {
        long mebibytes = Math.min(256, Runtime.getRuntime().maxMemory() / 16 / 1024 / 1024);
        try (Database database = open(home, Durability.POWER_LOSS)) {
            String most = database.read(tx -> tx.one(
                            "select setting_value from information_schema.settings where setting_name = ?",
                            row -> row.text("setting_value"),
                            "info.CACHE_MAX_SIZE"))
                    .orElseThrow();
            assertThat(most).isEqualTo(String.valueOf(mebibytes));
        }
        // To set it empties the cache.
        assertThat(H2.inFile(home.resolve("rondo"), Durability.POWER_LOSS).urlOfReaders())
                .doesNotContain(";CACHE_SIZE")
                .doesNotContain("WRITE_DELAY");
    }

    /** Every state between two writes to the file, and in the middle of one, with the journal as it is at that moment. */
    @Test
    void whenever_a_kill_comes_between_checkpoints_or_in_one_every_acknowledged_commit_is_there() throws Exception {
        long seed = new Random().nextLong();
        Recorded recorded = commitAndRecord(new Random(seed));
        assertThat(recorded.states().size()).as("writes").isGreaterThan(COMMITS / 3);
        assertThat(recorded.states()).as("with both journals").anyMatch(state -> state.other().length > 0);
        byte[] file = recorded.start();
        int intoUsedSpace = 0;
        for (State state : recorded.states()) {
            intoUsedSpace += state.write().position() > 0 && state.write().position() < file.length ? 1 : 0;
            for (int page = PAGE; page < state.write().bytes().length; page += PAGE) {
                assertEverythingIsThere(state.write().onto(file, page), state, seed);
            }
            file = state.write().onto(file, state.write().bytes().length);
            assertEverythingIsThere(file, state, seed);
        }
        assertThat(intoUsedSpace).as("writes over what was there before").isGreaterThan(5);
    }

    /** The file before the first of the writes, and the writes. */
    private record Recorded(byte[] start, List<State> states) {}

    /** A write to the file, and the journals meanwhile. */
    private record State(FileWrite write, byte[] journal, byte[] other) {}

    private Recorded commitAndRecord(Random random) throws SQLException, IOException {
        FilePathRec.register();
        String url = H2.inFile(home.resolve("rondo"), Durability.POWER_LOSS)
                .url()
                .replace("jdbc:h2:async:", "jdbc:h2:rec:async:")
                .replace("RETENTION_TIME=1000", "RETENTION_TIME=0");
        byte[] start;
        List<State> states = Collections.synchronizedList(new ArrayList<>());
        var acknowledged = new AtomicInteger();
        var journal = new H2Journal(home.resolve("rondo"), Durability.POWER_LOSS, 120_000);
        var strays = new H2Strays();
        int givenUp = 0;
        try (Connection connection = DriverManager.getConnection(url, "rondo", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table acknowledged (n integer primary key, text varchar)");
            statement.execute("create table passing (n integer primary key, text varchar)");
            statement.execute("create table node (node_id varchar primary key, epoch bigint, turn bigint)");
            statement.execute("insert into node values ('local', 1, 0)");
            connection.setAutoCommit(false);
            journal.begin(connection);
            start = Files.readAllBytes(database(home));
            FilePathRec.setRecorder((op, name, bytes, position) -> {
                if (op == Recorder.WRITE || op == Recorder.TRUNCATE) {
                    byte[] written = op == Recorder.WRITE ? bytes.clone() : new byte[0];
                    var write = new FileWrite(written, position, op == Recorder.TRUNCATE, acknowledged.get());
                    states.add(new State(write, read(journal(home)), read(other(home))));
                }
            });
            Statements tx = Statements.writing(connection, new Numbers());
            for (int n = 1; n <= COMMITS; n++) {
                tx.recording().begin();
                int length = random.nextInt(8_000);
                tx.update("insert into acknowledged values (?, ?)", n, "x".repeat(length));
                tx.update("delete from acknowledged where n = ?", n - KEPT);
                pass(tx, n);
                tx.recording().end();
                tx.update("update node set turn = ?", n);
                boolean kept = journal.keep(tx.recording(), new Journal.Place(1, n));
                connection.commit();
                assertThat(kept).isTrue();
                acknowledged.set(n);
                journal.committed(connection);
                if (n % 7 == 0) {
                    journal.checkpoint(connection);
                    givenUp += strays.giveUp(H2Space.store(connection), EVERY);
                    H2Space.copyTogether(connection);
                }
            }
            FilePathRec.setRecorder(null);
            assertThat(givenUp).as("strays given up").isPositive();
            statement.execute("shutdown immediately");
        }
        return new Recorded(start, states);
    }

    private static void pass(Tx tx, int n) {
        if (n % PASSING == 0) {
            tx.update("insert into passing select x, repeat('x', 3000) from system_range(?, ?)", 1, PASSING - 1);
        } else if (n > PASSING) {
            tx.update("delete from passing where n = ?", n % PASSING);
        }
    }

    private static int passing(int newest) {
        return newest < PASSING ? 0 : PASSING - 1 - newest % PASSING;
    }

    private void assertEverythingIsThere(byte[] file, State state, long seed) throws IOException, SQLException {
        Files.createDirectories(killed);
        Files.write(database(killed), file);
        Files.write(journal(killed), state.journal());
        Files.write(other(killed), state.other());
        H2 h2 = H2.inFile(killed.resolve("rondo"), Durability.POWER_LOSS);
        h2.recover(killed.toString());
        try (Connection connection = DriverManager.getConnection(h2.url(), "rondo", "")) {
            h2.prepare(connection);
            Statements tx = Statements.reading(connection);
            List<Integer> found = tx.query("select n from acknowledged order by n", row -> row.integer("n"));
            assertThat(found)
                    .as("rows after a kill at %s, seed %d", state.write(), seed)
                    .hasSizeBetween(1, KEPT);
            assertThat(found.get(found.size() - 1))
                    .as("newest row after a kill at %s, seed %d", state.write(), seed)
                    .isGreaterThanOrEqualTo(state.write().acknowledged())
                    .isLessThan(found.get(0) + KEPT);
            assertThat(tx.query("select n from passing where length(text) = 3000", row -> row.integer("n")))
                    .as("rows that pass, after a kill at %s, seed %d", state.write(), seed)
                    .hasSize(passing(found.get(found.size() - 1)));
            connection.createStatement().execute("shutdown immediately");
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            throw new AssertionError("The journals can be read at any time", e);
        }
    }

    private static void table(Database database) {
        database.write(tx -> tx.update("create table acknowledged (n integer primary key, text varchar)"));
    }

    private static void insert(Database database, int n) {
        database.write(tx -> insert(tx, n));
    }

    private static int insert(Tx tx, int n) {
        return tx.update("insert into acknowledged (n, text) values (?, ?)", n, "step " + n + " ended");
    }

    private static List<Integer> numbers(Path home) {
        try (Database database = open(home, Durability.POWER_LOSS)) {
            return database.read(tx -> tx.query("select n from acknowledged order by n", row -> row.integer("n")));
        }
    }

    private static Database open(Path home, Durability durability) {
        return Database.open(StoreSettings.inHome(home).withDurability(durability), CLOCK);
    }

    private void copy() throws IOException {
        Files.createDirectories(killed);
        copyOver();
    }

    /** As a kill at this moment would leave the files. */
    private void copyOver() throws IOException {
        for (Path file : List.of(database(home), journal(home), other(home), home.resolve("instance"))) {
            if (Files.exists(file)) {
                Files.write(killed.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
    }

    private static Path database(Path home) {
        return home.resolve("rondo.mv.db");
    }

    private static Path journal(Path home) {
        return home.resolve("rondo.journal");
    }

    /** The journal that goes on while a checkpoint writes what the first one has, and the other way round. */
    private static Path other(Path home) {
        return home.resolve("rondo.journal-2");
    }
}
