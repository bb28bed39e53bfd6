package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.engine.store.StoreException.Kind;
import dev.rondo.engine.testkit.NeedsPostgres;
import dev.rondo.engine.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a transaction when the server, the network or another transaction gets in its way. */
@NeedsPostgres
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PostgresFailuresTest {
    private final PostgresServer server = PostgresServer.shared();
    private final String url = server.freshDatabase();
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(StoreSettings.at(url), InstantSource.system());
        database.write(tx -> tx.update("create table sample (n integer primary key, v integer default 0 not null)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_connection_that_was_ended_between_transactions_is_made_anew() {
        server.cutConnections(url);
        assertAway(() -> insert(database, 1));
        insert(database, 1);
        assertThat(numbers(database)).containsExactly(1);
        assertThat(database.trouble()).isEmpty();
    }

    @Test
    void a_connection_that_ends_in_the_middle_of_a_transaction_takes_all_of_it_along() {
        assertAway(() -> database.write(tx -> {
            tx.update("insert into sample (n) values (1)");
            server.cutConnections(url);
            return tx.update("insert into sample (n) values (2)");
        }));
        insert(database, 3);
        assertThat(numbers(database)).containsExactly(3);
    }

    @Test
    void reads_too_go_on_after_their_connections_were_ended() {
        insert(database, 1);
        server.cutConnections(url);
        Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(numbers(database)).containsExactly(1));
    }

    @Test
    void a_backend_that_is_terminated_in_mid_commit_leaves_nothing_and_says_so() {
        server.execute(PostgresServer.nameIn(url), """
                create function slow() returns trigger language plpgsql as
                $$ begin perform pg_sleep(60); return null; end $$;
                create constraint trigger slow_commit after insert on sample deferrable initially deferred
                       for each row when (new.n = 7) execute function slow();
                """);
        var committing = CompletableFuture.supplyAsync(() -> insert(database, 7));
        Awaitility.await()
                .until(() -> count("select count(*) from pg_stat_activity where wait_event = 'PgSleep'") == 1);
        server.cutConnections(url);
        assertThatThrownBy(committing::join)
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.AWAY));
        insert(database, 8);
        assertThat(numbers(database)).containsExactly(8);
    }

    @Test
    void a_commit_whose_answer_is_lost_counts_once() throws Exception {
        try (LossyProxy network = new LossyProxy(port(url));
                Database far = through(network)) {
            for (int n = 1; n <= 5; n++) {
                network.loseAnswerOfNextCommit();
                insert(far, n);
                assertThat(network.lost()).isEqualTo(n);
            }
            assertThat(numbers(far)).containsExactly(1, 2, 3, 4, 5);
        }
    }

    @Test
    void a_commit_that_is_lost_on_its_way_does_not_count_and_says_so() throws Exception {
        try (LossyProxy network = new LossyProxy(port(url));
                Database far = through(network)) {
            for (int n = 1; n <= 3; n++) {
                int number = n;
                network.loseNextCommit();
                assertAway(() -> insert(far, number));
                insert(far, n);
            }
            assertThat(numbers(far)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void a_commit_that_was_given_up_is_refused_when_it_reaches_the_server_late() throws Exception {
        try (LossyProxy network = new LossyProxy(port(url));
                Database far = through(network)) {
            network.delayNextCommit();
            assertAway(() -> insert(far, 1));
            insert(far, 2);
            network.deliver();
            Awaitility.await().until(() -> network.lost() == 1);
            insert(far, 3);
            assertThat(numbers(far)).containsExactly(2, 3);
        }
    }

    @Test
    void a_row_that_does_not_change_keeps_the_commit_behind_it_from_being_done() {
        insert(database, 1);
        var missing = new StoreException(Kind.FAILED, "row 2 is gone");

        assertThatThrownBy(() -> database.write(tx -> {
                    tx.later("insert into sample (n) values (?)", 3);
                    tx.mustChangeEach("update sample set v = ? where n = ?", rows(1, 2), () -> missing);
                    tx.later("insert into sample (n) values (?)", 4);
                    return true;
                }))
                .isSameAs(missing);

        assertThat(numbers(database)).containsExactly(1);
        database.write(tx -> {
            tx.mustChangeEach("update sample set v = ? where n = ?", rows(1), () -> missing);
            tx.later("insert into sample (n) values (?)", 5);
            return true;
        });
        assertThat(numbers(database)).containsExactly(1, 5);
    }

    private static List<Object[]> rows(int... numbers) {
        return Arrays.stream(numbers).mapToObj(n -> new Object[] {9, n}).toList();
    }

    @Test
    void a_deadlock_is_a_conflict_that_may_be_tried_again() throws Exception {
        insert(database, 1);
        insert(database, 2);
        try (Connection other = DriverManager.getConnection(url)) {
            other.createStatement().execute("set deadlock_timeout = '60s'");
            other.setAutoCommit(false);
            other.createStatement().execute("update sample set v = 1 where n = 2");
            var ours = CompletableFuture.supplyAsync(() -> database.write(tx -> {
                tx.update("update sample set v = 2 where n = 1");
                return tx.update("update sample set v = 2 where n = 2");
            }));
            Awaitility.await()
                    .until(() -> count("select count(*) from pg_stat_activity where datname = current_database()"
                                    + " and wait_event_type = 'Lock'")
                            == 1);
            other.createStatement().execute("update sample set v = 1 where n = 1");
            other.commit();
            assertThatThrownBy(ours::join)
                    .cause()
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
        }
        assertThat(count("select count(*) from sample where v = 1")).isEqualTo(2);
    }

    @Test
    void the_store_outlives_a_restart_of_its_server() {
        try (PostgresServer own = PostgresServer.own();
                Database here = Database.open(
                        StoreSettings.at(own.freshDatabase()).withLease(Duration.ofSeconds(2)),
                        InstantSource.system())) {
            here.write(tx -> tx.update("create table sample (n integer primary key)"));
            for (int n = 1; n <= 2; n++) {
                int number = n;
                insert(here, n);
                own.stop();
                assertAway(() -> insert(here, number + 10));
                assertThat(here.trouble()).isPresent();
                if (number == 1) { // it takes ten seconds until a question gives up
                    assertThatThrownBy(() -> numbers(here)).isInstanceOf(StoreException.class);
                }
                own.start();
                Awaitility.await().ignoreExceptions().until(() -> insert(here, number + 20) == 1);
                Awaitility.await().until(() -> here.trouble().isEmpty());
            }
            assertThat(numbers(here)).containsExactly(1, 2, 21, 22);
        }
    }

    private Database through(LossyProxy network) {
        database.close();
        String far = url.replace(":" + port(url) + "/", ":" + network.port() + "/") + "&prepareThreshold=0";
        return Database.open(StoreSettings.at(far), InstantSource.system());
    }

    private long count(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                var result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int port(String url) {
        Matcher port = Pattern.compile(":(\\d+)/").matcher(url);
        assertThat(port.find()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    private static int insert(Database database, int n) {
        return database.write(tx -> tx.update("insert into sample (n) values (?)", n));
    }

    private static List<Integer> numbers(Database database) {
        return database.read(tx -> tx.query("select n from sample order by n", row -> row.integer("n")));
    }

    private static void assertAway(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.AWAY));
    }
}
