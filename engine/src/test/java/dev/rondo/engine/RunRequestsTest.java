package dev.rondo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.history.RunView;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.StoreSettings;
import dev.rondo.engine.testkit.NeedsPostgres;
import dev.rondo.engine.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Other programs ask for runs by a row in a transaction of their own. */
@NeedsPostgres
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RunRequestsTest {
    /** Then the look now and then comes too late for these tests, and only the call can have woken the engine. */
    private static final Duration SELDOM = Duration.ofMinutes(30);

    private static final Duration OFTEN = Duration.ofSeconds(1);
    private static final String ASK = "insert into run_request (pipeline, requested_by) values ('sums', 'etl')";

    private final String url = PostgresServer.shared().freshDatabase();

    @TempDir
    Path home;

    @Test
    void a_request_wakes_the_engine_when_it_is_committed_and_gets_its_answer() throws SQLException {
        try (Engine engine = open(SELDOM);
                Connection etl = DriverManager.getConnection(url)) {
            etl.setAutoCommit(false);
            etl.createStatement().execute("create table their_data (n integer)");
            etl.createStatement().execute(ASK);
            assertThat(runs(engine)).isEmpty();
            etl.commit();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> "1 null".equals(answer()));
            RunView run = EngineWorld.ended(engine, runs(engine).get(0).id());
            assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(run.cause().detail()).contains("etl");
        }
    }

    @Test
    void a_request_whose_call_was_lost_is_found_by_a_look_now_and_then() throws SQLException {
        try (Engine engine = open(OFTEN)) {
            execute("drop trigger run_request_added on run_request");
            execute(ASK);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> runs(engine).size() == 1);
        }
    }

    @Test
    void a_request_from_before_the_start_is_taken_up_and_one_that_was_answered_is_not_taken_up_again()
            throws SQLException {
        open(SELDOM).close();
        execute(ASK);
        for (int start = 1; start <= 2; start++) {
            try (Engine engine = open(OFTEN)) {
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> "1 null".equals(answer()));
                assertThat(runs(engine)).hasSize(1);
            }
        }
    }

    @Test
    void a_request_that_makes_no_sense_is_refused_with_the_reason() throws SQLException {
        try (Engine engine = open(SELDOM)) {
            execute("insert into run_request (pipeline) values ('nobody')");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> answer().startsWith("null No pipeline nobody is deployed"));
            execute("delete from run_request");
            execute("insert into run_request (pipeline, settings) values ('sums', 'no json')");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> answer().startsWith("null A row holds JSON"));
            assertThat(runs(engine)).isEmpty();
        }
    }

    private Engine open(Duration lease) {
        return EngineWorld.open(home, StoreSettings.at(url).withLease(lease), new EngineTest.Sums());
    }

    private static List<RunView> runs(Engine engine) {
        return engine.history().list(RunTable.RunFilter.all(), 100);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.createStatement().execute(sql);
        }
    }

    private String answer() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet result =
                        connection.createStatement().executeQuery("select run_id, refused from run_request")) {
            return result.next() ? result.getString(1) + " " + result.getString(2) : "";
        }
    }
}
