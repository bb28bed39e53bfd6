package dev.rondo.engine.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptLogTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2011-07-01T05:00:00.123456Z"));
    private static final String TIME = "2011-07-01T05:00:00.123Z ";

    @TempDir
    Path folder;

    @Test
    void every_line_has_its_time_and_is_there_at_once() throws IOException {
        Path path = folder.resolve("deep/below/1.log");
        try (AttemptLog log = AttemptLog.open(path, CLOCK, 1000)) {
            log.write("first\nsecond");
            assertThat(path).hasContent(TIME + "first\n" + TIME + "second\n");
        }
    }

    @Test
    void a_log_is_continued_and_not_overwritten() throws IOException {
        Path path = folder.resolve("1.log");
        AttemptLog.open(path, CLOCK, 1000).close();
        for (String line : new String[] {"one", "two"}) {
            try (AttemptLog log = AttemptLog.open(path, CLOCK, 1000)) {
                log.write(line);
            }
        }
        assertThat(path).hasContent(TIME + "one\n" + TIME + "two\n");
    }

    @Test
    void characters_that_could_drive_a_terminal_are_replaced() throws IOException {
        Path path = folder.resolve("1.log");
        try (AttemptLog log = AttemptLog.open(path, CLOCK, 1000)) {
            log.write("red \u001b[31m\tend");
        }
        assertThat(path).hasContent(TIME + "red ?[31m\tend\n");
    }

    @Test
    void beyond_the_limit_only_the_last_words_are_kept() throws IOException {
        Path path = folder.resolve("1.log");
        try (AttemptLog log = AttemptLog.open(path, CLOCK, 60)) {
            for (int i = 0; i < 10; i++) {
                log.write("line " + i);
            }
            log.writeLast("FAILED: reason");
        }
        assertThat(Files.readAllLines(path)).hasSize(4).last().isEqualTo(TIME + "FAILED: reason");
        assertThat(Files.readString(path)).containsOnlyOnce("truncated").doesNotContain("line 2");
    }

    @Test
    void lines_after_closing_are_dropped() throws IOException {
        Path path = folder.resolve("1.log");
        AttemptLog log = AttemptLog.open(path, CLOCK, 1000);
        log.write("before");
        log.close();
        log.write("late");
        assertThat(path).content().contains("before").doesNotContain("late");
    }

    @Test
    void a_log_is_read_in_pieces_of_whole_lines() throws IOException {
        Path path = Files.writeString(folder.resolve("1.log"), "äöü\nzweite\ndritte");

        LogReader.Chunk first = LogReader.read(path, 0, 12);
        assertThat(first).isEqualTo(new LogReader.Chunk(0, "äöü\n", 7, 20, false));
        LogReader.Chunk second = LogReader.read(path, first.nextOffset(), 100);
        assertThat(second).isEqualTo(new LogReader.Chunk(7, "zweite\n", 14, 20, false));
        LogReader.Chunk third = LogReader.read(path, second.nextOffset(), 100);
        assertThat(third).isEqualTo(new LogReader.Chunk(14, "dritte", 20, 20, true));
        assertThat(LogReader.read(path, third.nextOffset(), 100)).isEqualTo(new LogReader.Chunk(20, "", 20, 20, true));
    }

    @Test
    void a_line_longer_than_a_piece_is_cut_between_characters() throws IOException {
        Path path = Files.writeString(folder.resolve("1.log"), "aä€😀z");
        StringBuilder all = new StringBuilder();
        LogReader.Chunk chunk = LogReader.read(path, 0, 4);
        for (int pieces = 0; pieces < 10 && !chunk.atEnd(); pieces++) {
            all.append(chunk.text());
            chunk = LogReader.read(path, chunk.nextOffset(), 4);
        }
        all.append(chunk.text());
        assertThat(all.toString()).isEqualTo("aä€😀z");
    }

    @Test
    void a_log_that_is_not_there_yet_is_empty() throws IOException {
        assertThat(LogReader.read(folder.resolve("none"), 0, 100)).isEqualTo(new LogReader.Chunk(0, "", 0, 0, true));
        assertThatThrownBy(() -> LogReader.read(folder.resolve("none"), 0, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_piece_may_be_asked_for_from_the_end_and_begins_with_a_whole_character() throws IOException {
        Path path = Files.writeString(folder.resolve("log"), "eins\nzwö\n");
        assertThat(LogReader.read(path, -5, 100)).isEqualTo(new LogReader.Chunk(5, "zwö\n", 10, 10, true));
        assertThat(LogReader.read(path, 8, 100)).isEqualTo(new LogReader.Chunk(9, "\n", 10, 10, true));
        assertThat(LogReader.read(path, -99, 100).offset()).isZero();
        assertThat(LogReader.read(path, 99, 100)).isEqualTo(new LogReader.Chunk(10, "", 10, 10, true));
    }
}
