package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.SmallArtifact;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmallArtifactTableTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private final Database database = Database.open(StoreSettings.inMemory(), () -> NOW);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void the_same_content_is_kept_once_however_often_it_is_written() {
        keep(List.of(small("a"), small("b"), small("a")));
        keep(List.of(small("b"), small("c")));

        for (String text : List.of("a", "b", "c")) {
            assertThat(find(text)).isEqualTo(text);
        }
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void a_thousand_are_kept_in_one_go() {
        keep(IntStream.range(0, 1000).mapToObj(i -> small("value " + i)).toList());
        assertThat(rows()).isEqualTo(1000);
        assertThat(find("value 999")).isEqualTo("value 999");
    }

    @Test
    void a_damaged_row_is_healed_when_the_content_is_computed_again() {
        keep(List.of(small("sound")));
        database.write(tx -> tx.update("update small_artifact set content = ?", new Object[] {new byte[] {1, 2}}));
        keep(List.of(small("sound")));
        assertThat(find("sound")).isEqualTo("sound");
    }

    @Test
    void one_of_many_that_is_damaged_is_healed_too() {
        List<SmallArtifact> many =
                IntStream.range(0, 20).mapToObj(i -> small("value " + i)).toList();
        keep(many);
        database.write(tx -> tx.update(
                "update small_artifact set content = ? where digest = ?", new byte[] {1, 2}, Digest.ofText("value 7")));
        keep(many);
        assertThat(find("value 7")).isEqualTo("value 7");
        assertThat(rows()).isEqualTo(20);
    }

    @Test
    void what_was_written_is_read_on_the_thread_for_it() {
        keep(List.of(small("a")));
        try (StoredSmallArtifacts reader = new StoredSmallArtifacts(database)) {
            assertThat(reader.find(Digest.ofText("a"))).isPresent();
            assertThat(reader.find(Digest.ofText("z"))).isEmpty();
        }
    }

    private void keep(List<SmallArtifact> artifacts) {
        database.write(tx -> {
            SmallArtifactTable.keep(tx, artifacts, NOW);
            return true;
        });
    }

    private String find(String text) {
        return database.read(tx ->
                new String(SmallArtifactTable.find(tx, Digest.ofText(text)).orElseThrow(), StandardCharsets.UTF_8));
    }

    private int rows() {
        return database.read(tx -> tx.one("select count(*) as n from small_artifact", row -> row.integer("n"))
                .orElseThrow());
    }

    private static SmallArtifact small(String text) {
        return SmallArtifact.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
