package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How large the file of a store becomes that stays open. */
class H2SpaceTest {
    private static final int COMMITS = 12_000;
    private static final int TABLES = 6;
    private static final long KEPT = 6_000;
    private static final long SCATTERED = 0x9E3779B97F4A7C15L;
    private static final String BODY = "x".repeat(300);

    @TempDir
    Path home;

    /** Some seconds, since it takes many commits: left to itself, H2 lets the file grow to 29 MB here, and goes on. */
    @Test
    void the_file_of_an_open_store_does_not_grow_with_what_was_deleted() throws IOException {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        StoreSettings settings = StoreSettings.inHome(home).withDurability(Durability.PROCESS_KILL);
        try (Database database = Database.open(settings, InstantSource.fixed(now))) {
            database.write(tx -> {
                // Space is free at once instead of after a second, so that a short test sees it used again.
                tx.update("set retention_time 0");
                for (int table = 0; table < TABLES; table++) {
                    tx.update("create table note" + table
                            + " (id bigint primary key, name varchar(40), body varchar(400))");
                    tx.update("create index note_name" + table + " on note" + table + " (name)");
                }
                return true;
            });
            for (long i = 0; i < COMMITS; i++) {
                long id = i;
                database.write(tx -> {
                    String table = "note" + id % TABLES;
                    String name = Long.toHexString(id * SCATTERED);
                    tx.update("insert into " + table + " (id, name, body) values (?, ?, ?)", id, name, BODY);
                    return tx.update("delete from " + table + " where id = ?", id - KEPT);
                });
            }
            long rows = database.read(tx -> tx.one("select count(*) as n from note0", row -> row.bigint("n"))
                    .orElseThrow());
            assertThat(rows).isEqualTo(KEPT / TABLES);
            assertThat(Files.size(home.resolve("rondo.mv.db"))).isLessThan(24L << 20);
        }
    }
}
