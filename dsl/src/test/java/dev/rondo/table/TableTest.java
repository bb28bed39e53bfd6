package dev.rondo.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Schema RENTALS = Schema.of(
            Column.of("day", ColumnType.DATE),
            Column.of("hour", ColumnType.INTEGER),
            Column.of("temp", ColumnType.DECIMAL),
            Column.of("weather", ColumnType.TEXT),
            Column.of("holiday", ColumnType.BOOLEAN),
            Column.of("seen", ColumnType.TIMESTAMP));
    private static final LocalDate MONDAY = LocalDate.parse("2011-09-05");
    private static final Instant SEEN = Instant.parse("2011-09-05T12:00:00Z");

    private static final Table TWO = Table.builder(RENTALS)
            .add(MONDAY, 7, 0.24, "clear", true, SEEN)
            .add(MONDAY, 8L, Optional.empty(), "", false, SEEN)
            .build();

    @Test
    void columns_come_back_as_the_java_type_of_their_values() {
        assertThat(TWO.rows()).isEqualTo(2);
        assertThat(TWO.longs("hour")).containsExactly(7, 8);
        assertThat(TWO.doubles("hour")).containsExactly(7, 8);
        assertThat(TWO.doubles("temp", Double.NaN)).containsExactly(0.24, Double.NaN);
        assertThat(TWO.texts("weather")).containsExactly("clear", "");
        assertThat(TWO.booleans("holiday")).containsExactly(true, false);
        assertThat(TWO.dates("day")).containsExactly(MONDAY, MONDAY);
        assertThat(TWO.timestamps("seen")).containsExactly(SEEN, SEEN);
        assertThat(TWO.cell(0, "temp")).contains(0.24);
    }

    @Test
    void a_missing_cell_is_empty_and_not_the_same_as_an_empty_text() {
        assertThat(TWO.cell(1, "temp")).isEmpty();
        assertThat(TWO.isMissing(1, "temp")).isTrue();
        assertThat(TWO.isMissing(1, "weather")).isFalse();
        assertThat(TWO.missing("temp")).isEqualTo(1);
    }

    @Test
    void numbers_of_a_column_with_a_missing_cell_are_refused_with_the_row() {
        assertThatThrownBy(() -> TWO.doubles("temp")).hasMessageContaining("\"temp\" has no value in row 1");
        assertThatThrownBy(() -> TWO.row(1).decimal("temp")).hasMessageContaining("\"temp\" has no value in row 1");
    }

    @Test
    void an_unknown_column_is_refused_with_the_names_there_are() {
        assertThatThrownBy(() -> TWO.doubles("tmp"))
                .hasMessageContaining("no column \"tmp\"")
                .hasMessageContaining("temp");
    }

    @Test
    void a_column_of_another_type_is_refused() {
        assertThatThrownBy(() -> TWO.longs("temp")).hasMessageContaining("\"temp\" holds decimal numbers");
        assertThatThrownBy(() -> TWO.doubles("weather")).hasMessageContaining("\"weather\" holds texts");
    }

    @Test
    void a_row_that_does_not_fit_the_schema_is_refused_whole() {
        TableBuilder builder = Table.builder(RENTALS);
        assertThatThrownBy(() -> builder.add(MONDAY, 7)).hasMessageContaining("A row has 6 cells");
        assertThatThrownBy(() -> builder.add(MONDAY, 7, "warm", "clear", true, SEEN))
                .hasMessageContaining("\"temp\" holds decimal numbers")
                .hasMessageContaining("String: warm");
        assertThatThrownBy(() -> builder.add(MONDAY, 7.5, 0.1, "clear", true, SEEN))
                .hasMessageContaining("\"hour\" holds whole numbers");
        assertThatThrownBy(() -> builder.add(MONDAY, 7, Double.NaN, "clear", true, SEEN))
                .hasMessageContaining("any finite number");
        assertThatThrownBy(() -> builder.add(MONDAY, 7, null, "clear", true, SEEN))
                .hasMessageContaining("Optional.empty() for a missing cell");
        assertThat(builder.build().rows()).isZero();
    }

    @Test
    void a_builder_can_go_on_after_it_has_built() {
        Schema one = Schema.of(Column.of("n", ColumnType.INTEGER));
        TableBuilder builder = Table.builder(one).add(1);
        Table before = builder.build();
        Table after = builder.add(Optional.empty()).build();
        assertThat(before.longs("n")).containsExactly(1);
        assertThat(after.longs("n", -1)).containsExactly(1, -1);
    }

    @Test
    void arrays_that_are_handed_out_can_be_changed_without_changing_the_table() {
        TWO.longs("hour")[0] = 99;
        TWO.doubles("temp", 0)[0] = 99;
        assertThat(TWO.cell(0, "hour")).contains(7L);
        assertThat(TWO.cell(0, "temp")).contains(0.24);
    }

    @Test
    void selected_columns_come_in_the_order_they_were_asked_for() {
        assertThat(TWO.select("temp", "day").schema().names()).containsExactly("temp", "day");
        assertThat(TWO.without("temp", "seen", "holiday").schema().names()).containsExactly("day", "hour", "weather");
        assertThatThrownBy(() -> TWO.without("cnt")).hasMessageContaining("no column \"cnt\"");
    }

    @Test
    void rows_are_filtered_and_sliced_with_their_missing_cells() {
        assertThat(TWO.filter(row -> row.integer("hour") > 7))
                .isEqualTo(Table.builder(RENTALS)
                        .add(MONDAY, 8L, Optional.empty(), "", false, SEEN)
                        .build());
        assertThat(TWO.filter(row -> row.isMissing("temp"))).isEqualTo(TWO.slice(1, 2));
        assertThat(TWO.filter(row -> false)).isEqualTo(Table.empty(RENTALS));
    }

    @Test
    void sorting_keeps_the_order_of_ties_and_puts_missing_cells_first() {
        Schema schema = Schema.of(Column.of("k", ColumnType.DECIMAL), Column.of("n", ColumnType.INTEGER));
        Table sorted = Table.builder(schema)
                .add(2.0, 0)
                .add(1.0, 1)
                .add(Optional.empty(), 2)
                .add(1.0, 3)
                .build()
                .sortedBy("k");
        assertThat(sorted.longs("n")).containsExactly(2, 1, 3, 0);
        assertThat(sorted.sortedBy("n").longs("n")).containsExactly(0, 1, 2, 3);
    }

    @Test
    void tables_with_equal_schemas_are_put_together_in_order() {
        Table all = Table.concat(List.of(TWO, Table.empty(RENTALS), TWO.slice(0, 1)));
        assertThat(all.longs("hour")).containsExactly(7, 8, 7);
        assertThat(all.isMissing(1, "temp")).isTrue();
        assertThat(all.slice(0, 2)).isEqualTo(TWO);
    }

    @Test
    void tables_with_different_schemas_are_not_put_together() {
        assertThatThrownBy(() -> Table.concat(List.of(TWO, TWO.without("seen"))))
                .hasMessageContaining("table 1 (from 0)");
        assertThatThrownBy(() -> Table.concat(List.of())).hasMessageContaining("got none");
    }

    @Test
    void a_column_is_added_at_the_end_or_put_in_the_place_of_its_namesake() {
        Column warm = Column.of("warm", ColumnType.BOOLEAN);
        assertThat(TWO.withColumn(warm, row -> row.cell("temp").map(t -> (Double) t > 0.2))
                        .cell(1, "warm"))
                .isEmpty();
        assertThat(TWO.withColumn(warm, List.of(true, false)).schema().names()).endsWith("seen", "warm");
        Table replaced = TWO.withColumn(Column.of("hour", ColumnType.DECIMAL), new double[] {1.5, 2});
        assertThat(replaced.schema().names()).isEqualTo(RENTALS.names());
        assertThat(replaced.doubles("hour")).containsExactly(1.5, 2);
        assertThatThrownBy(() -> TWO.withColumn(warm, List.of(true))).hasMessageContaining("each of the 2 rows; got 1");
    }

    @Test
    void tables_are_equal_by_schema_and_cells() {
        Table again = Table.builder(RENTALS)
                .add(MONDAY, 7L, 0.24, "clear", true, SEEN)
                .add(MONDAY, 8, Optional.empty(), "", false, SEEN)
                .build();
        assertThat(again).isEqualTo(TWO).hasSameHashCodeAs(TWO);
        assertThat(again.withColumn(Column.of("temp", ColumnType.DECIMAL), List.of(0.24, 0.0)))
                .isNotEqualTo(TWO);
        assertThat(again.withColumn(Column.of("temp", ColumnType.DECIMAL).tag("leak"), row -> row.cell("temp")))
                .isNotEqualTo(TWO);
    }
}
