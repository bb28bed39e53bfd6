package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.engine.testkit.TestStores;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManyRowsTest {
    private static final int MANY = 2_500;
    private static final Instant NOW = Instant.parse("2012-03-15T10:00:00.123456Z");
    private static final String INSERT =
            "insert into many_rows (id, name, at, content, state) values (?, ?, ?, ?, 'BEGUN')";
    private static final String UPDATE = """
            update many_rows
               set name = ?, done = ?, state = 'ENDED', at = null
             where id = ? and state = 'BEGUN'
            """;

    private final Database database = Database.open(TestStores.fresh(), Clock.systemUTC());

    @BeforeEach
    void table() {
        database.write(tx -> tx.update("""
                create table many_rows (
                    id bigint not null primary key, name varchar(50) not null, state varchar(10) default 'BEGUN' not null,
                    at timestamp(6) with time zone, content bytea, ratio double precision, done boolean, part integer)
                """));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void every_kind_of_value_is_written_as_in_a_row_of_its_own() {
        List<Object[]> rows = rows(i -> new Object[] {
            (long) i,
            "{\"größe\": \"測試 🚲 \\\" ' " + i,
            i % 3 == 0 ? Optional.empty() : NOW.plusSeconds(i),
            i % 5 == 0 ? Optional.empty() : ("content " + i).getBytes(StandardCharsets.UTF_8),
            i % 7 == 0 ? Optional.empty() : i / 8.0,
            i % 2 == 0,
            i
        });
        database.write(tx -> {
            tx.laterAll(
                    "insert into many_rows (id, name, at, content, ratio, done, part) values (?, ?, ?, ?, ?, ?, ?)",
                    rows);
            return 0;
        });
        List<List<Object>> found = database.read(tx -> tx.query(
                "select * from many_rows order by id",
                row -> List.of(
                        row.bigint("id"),
                        row.text("name"),
                        row.optionalInstant("at"),
                        row.optionalInstant("at").isPresent(),
                        row.bool("done"),
                        row.integer("part"))));
        assertThat(found).hasSize(MANY);
        assertThat(found.get(7))
                .isEqualTo(
                        List.of(7L, "{\"größe\": \"測試 🚲 \\\" ' 7", Optional.of(NOW.plusSeconds(7)), true, false, 7));
        assertThat(found.get(6).get(2)).isEqualTo(Optional.empty());
        String content = database.read(tx -> tx.one(
                        "select content from many_rows where id = 2499",
                        row -> new String(row.bytes("content"), StandardCharsets.UTF_8))
                .orElseThrow());
        assertThat(content).isEqualTo("content 2499");
        assertThat(count("ratio is null")).isEqualTo(358);
        assertThat(count("content is null")).isEqualTo(500);
        assertThat(count("ratio * 8 = part")).isEqualTo(MANY - 358);
    }

    @Test
    void an_update_changes_the_rows_that_are_as_it_expects_and_no_others() {
        begun();
        database.write(tx -> tx.update("update many_rows set state = 'LOST' where id < 10"));
        database.write(tx -> {
            tx.laterAll(UPDATE, rows(i -> new Object[] {"n" + i, true, (long) i}));
            return 0;
        });
        assertThat(count("state = 'ENDED' and done and at is null and name like 'n%'"))
                .isEqualTo(MANY - 10);
        assertThat(count("state = 'LOST' and done is null and at is not null")).isEqualTo(10);
    }

    @Test
    void one_row_of_many_that_must_be_changed_and_is_not_there_undoes_the_transaction() {
        begun();
        assertThatThrownBy(() -> database.write(tx -> {
                    tx.mustChangeEach(
                            UPDATE,
                            rows(i -> new Object[] {"n", true, (long) i + 1}),
                            () -> new StoreException(StoreException.Kind.FENCED, "not ours"));
                    return 0;
                }))
                .hasMessage("not ours");
        assertThat(count("state = 'BEGUN'")).isEqualTo(MANY);
    }

    @Test
    void of_two_changes_of_one_row_the_later_counts() {
        begun();
        database.write(tx -> {
            tx.laterAll("update many_rows set name = ? where id = ?", rows(i -> new Object[] {"n" + i, (long) i / 2}));
            return 0;
        });
        assertThat(count("name = 'n1' and id = 0")).isOne();
        assertThat(count("name = 'n2499' and id = 1249")).isOne();
    }

    @Test
    void a_key_that_exists_is_told_as_in_a_row_of_its_own() {
        begun();
        assertThatThrownBy(this::begun)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.DUPLICATE));
    }

    @Test
    void a_statement_takes_its_rows_from_arrays() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        rows(i -> new Object[] {"n", true, (long) i}).forEach(rows::add);
        assertThat(ManyRows.of(UPDATE, rows))
                .get()
                .extracting(ManyRows::text)
                .asString()
                .isEqualTo("""
                update many_rows
                   set name = many.a0, done = many.a1, state = 'ENDED', at = null
                  from unnest(cast(? as varchar[]), cast(? as bool[]), cast(? as int8[])) many (a0, a1, a2) \
                where id = many.a2 and state = 'BEGUN'
                """);
    }

    @Test
    void what_takes_more_than_a_look_at_a_key_is_sent_as_it_is() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        rows(i -> new Object[] {"n", (long) i}).forEach(rows::add);
        for (String other : List.of(
                "update many_rows set name = ?, part = part + 1 where id = ?",
                "update many_rows set name = ? where id < ?",
                "update many_rows set name = ? where id = ? or done",
                "insert into many_rows (name, id) values (?, ?) on conflict do nothing",
                "insert into many_rows (name, id) select name, ? from many_rows where id = ?",
                "delete from many_rows where name = ? and id = ?")) {
            assertThat(ManyRows.of(other, rows)).as(other).isEmpty();
        }
    }

    private void begun() {
        database.write(tx -> {
            tx.laterAll(INSERT, rows(i -> new Object[] {(long) i, "begun", NOW, Optional.empty()}));
            return 0;
        });
    }

    private long count(String where) {
        return database.read(tx -> tx.one("select count(*) as n from many_rows where " + where, row -> row.bigint("n"))
                .orElseThrow());
    }

    private static List<Object[]> rows(IntFunction<Object[]> row) {
        return IntStream.range(0, MANY).mapToObj(row).toList();
    }
}
