package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClosedMarkTest {
    @TempDir
    Path home;

    private Path database;

    @BeforeEach
    void aDatabase() throws IOException {
        database = home.resolve("rondo.mv.db");
        Files.write(database, new byte[20_000]);
    }

    @Test
    void a_mark_holds_for_one_opening() throws IOException {
        ClosedMark.leave(database);
        assertThat(ClosedMark.take(database)).isTrue();
        assertThat(ClosedMark.take(database)).isFalse();
    }

    @Test
    void a_mark_does_not_fit_a_file_of_another_size_or_with_another_header() throws IOException {
        ClosedMark.leave(database);
        Files.write(database, new byte[20_001]);
        assertThat(ClosedMark.take(database)).isFalse();
        ClosedMark.leave(database);
        byte[] other = new byte[20_001];
        other[5000] = 1;
        Files.write(database, other);
        assertThat(ClosedMark.take(database)).isFalse();
    }

    @Test
    void a_database_that_is_gone_has_no_mark() throws IOException {
        ClosedMark.leave(database);
        Files.delete(database);
        assertThat(ClosedMark.take(database)).isFalse();
        ClosedMark.leave(database);
        assertThat(home).isEmptyDirectory();
    }
}
