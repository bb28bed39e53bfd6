package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.Recorder;
import org.h2.store.fs.rec.FilePathRec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills without killing: every write to the file is recorded, and the database is opened from each state that a kill could
 * have left behind, between two writes and in the middle of one.
 */
class H2RecoveryTest {
    private static final int PAGE = 4096;
    private static final int COMMITS = 80;

    @TempDir
    Path home;

    @Test
    void whichever_write_was_the_last_before_a_kill_every_acknowledged_commit_is_there() throws Exception {
        assertEveryStateHolds(commitAndRecord());
    }

    @Test
    void a_kill_while_rows_are_copied_together_loses_none() throws Exception {
        assertEveryStateHolds(commitAndRecord(8));
    }

    @Test
    void after_an_orderly_stop_too_every_acknowledged_commit_survives_a_kill() throws Exception {
        commitAndRecord();
        H2 h2 = H2.inFile(home.resolve("recorded"), Durability.POWER_LOSS);
        h2.recover("recorded");
        try (Connection connection = DriverManager.getConnection(h2.url(), "rondo", "")) {
            h2.shutDown(connection);
        }
        assertThat(home.resolve("recorded.mv.db.closed")).exists();
        h2.recover("recorded");
        assertThat(home.resolve("recorded.mv.db.closed")).doesNotExist();
        assertEveryStateHolds(commitAndRecord());
    }

    private void assertEveryStateHolds(Recorded recording) throws IOException, SQLException {
        byte[] file = recording.start();
        int intoUsedSpace = 0;
        for (FileWrite write : recording.writes()) {
            intoUsedSpace += write.position() > 0 && write.position() < file.length ? 1 : 0;
            for (int page = PAGE; page < write.bytes().length; page += PAGE) {
                assertEverythingIsThere(write.onto(file, page), write, page);
            }
            file = write.onto(file, write.bytes().length);
            assertEverythingIsThere(file, write, write.bytes().length);
        }
        assertThat(intoUsedSpace).as("writes over what was there before").isGreaterThan(COMMITS / 4);
    }

    @Test
    void a_file_in_which_nothing_is_found_is_left_as_it_is() throws IOException {
        Path database = home.resolve("empty");
        H2Files.createEmpty(database);
        Path file = home.resolve("empty.mv.db");
        byte[] before = Arrays.copyOf(Files.readAllBytes(file), 2 * PAGE);
        Files.write(file, before);
        H2Recovery.pointAtNewestCommit(file);
        assertThat(file).hasBinaryContent(before);
    }

    /**
     * What the process did to its file before it was killed. Space is used again at once instead of after a second, so
     * that it happens in a short test.
     */
    private Recorded commitAndRecord() throws IOException, SQLException {
        return commitAndRecord(COMMITS + 1);
    }

    /** @param often after so many commits, again and again, what is needed of the file is copied together */
    private Recorded commitAndRecord(int often) throws IOException, SQLException {
        FilePathRec.register();
        String url = H2.inFile(home.resolve("recorded"), Durability.POWER_LOSS)
                .url()
                .replace("jdbc:h2:async:", "jdbc:h2:rec:async:")
                .replace("RETENTION_TIME=1000", "RETENTION_TIME=0");
        assertThat(url).contains("rec:async:", "RETENTION_TIME=0");
        byte[] start;
        List<FileWrite> writes = new ArrayList<>();
        var acknowledged = new AtomicInteger();
        try (Connection connection = DriverManager.getConnection(url, "rondo", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists acknowledged (n integer primary key, text varchar)");
            statement.execute("delete from acknowledged");
            statement.execute("checkpoint sync");
            connection.setAutoCommit(false);
            start = Files.readAllBytes(home.resolve("recorded.mv.db"));
            FilePathRec.setRecorder((op, name, bytes, position) -> {
                if (op == Recorder.WRITE || op == Recorder.TRUNCATE) {
                    byte[] written = op == Recorder.WRITE ? bytes.clone() : new byte[0];
                    writes.add(new FileWrite(written, position, op == Recorder.TRUNCATE, acknowledged.get()));
                }
            });
            PreparedStatement insert = connection.prepareStatement(
                    "insert into acknowledged values (?, repeat('x', mod(? * 7919, 3000)))");
            for (int n = 1; n <= COMMITS; n++) {
                insert.setInt(1, n);
                insert.setInt(2, n);
                insert.executeUpdate();
                connection.commit();
                statement.execute("checkpoint sync");
                acknowledged.set(n);
                if (n % often == 0) {
                    H2Space.copyTogether(connection);
                }
            }
            FilePathRec.setRecorder(null);
            statement.execute("shutdown immediately");
        }
        return new Recorded(start, writes);
    }

    private void assertEverythingIsThere(byte[] file, FileWrite last, int written) throws IOException, SQLException {
        Path database = home.resolve("killed");
        Files.write(home.resolve("killed.mv.db"), file);
        H2 h2 = H2.inFile(database, Durability.POWER_LOSS);
        h2.recover(database.toString());
        try (Connection connection = DriverManager.getConnection(h2.url(), "rondo", "");
                Statement statement = connection.createStatement()) {
            try (ResultSet result = statement.executeQuery("select max(n), count(*) from acknowledged")) {
                result.next();
                assertThat(result.getInt(1))
                        .as("newest commit, killed after %d bytes of %s", written, last)
                        .isBetween(last.acknowledged(), last.acknowledged() + 1)
                        .isEqualTo(result.getInt(2));
            }
            statement.execute("shutdown immediately");
        }
    }

    /** The file before the first of the writes, and the writes. */
    private record Recorded(byte[] start, List<FileWrite> writes) {}
}
