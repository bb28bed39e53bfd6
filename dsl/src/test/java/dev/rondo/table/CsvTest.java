package dev.rondo.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.step.DataFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    private static final Schema SCHEMA = Schema.of(
            Column.of("day", ColumnType.DATE),
            Column.of("hour", ColumnType.INTEGER),
            Column.of("temp", ColumnType.DECIMAL),
            Column.of("note", ColumnType.TEXT));
    private static final String HEADER = "day,hour,temp,note\n";

    @Test
    void a_file_with_the_schemas_columns_becomes_a_table() throws IOException {
        Table table = read(HEADER + "2011-09-01,0,0.24,clear\n2011-09-01,1,.5e-1,\"a \"\"b\"\",\nc\"\n");
        assertThat(table)
                .isEqualTo(Table.builder(SCHEMA)
                        .add(LocalDate.parse("2011-09-01"), 0, 0.24, "clear")
                        .add(LocalDate.parse("2011-09-01"), 1, 0.05, "a \"b\",\nc")
                        .build());
    }

    @Test
    void windows_line_ends_and_a_byte_order_mark_make_no_difference() throws IOException {
        String text = HEADER + "2011-09-01,0,0.24,clear\n";
        assertThat(read("\uFEFF" + text.replace("\n", "\r\n"))).isEqualTo(read(text));
    }

    @Test
    void an_empty_cell_is_missing_but_a_quoted_empty_text_is_a_text() throws IOException {
        Table table = read(HEADER + ",,,\n,\"\",,\"\"\n");
        assertThat(table.missing("hour")).isEqualTo(2);
        assertThat(table.cell(0, "note")).isEmpty();
        assertThat(table.cell(1, "note")).contains("");
    }

    @Test
    void a_letter_in_a_number_is_reported_with_file_line_column_and_remedy() {
        CsvException e = failure(HEADER + "2011-09-01,0,0.24,clear\n2011-09-01,1,0.2x,clear\n");
        assertThat(e)
                .hasMessage(
                        "hour-2011-09.csv, line 3, column \"temp\" (3): \"0.2x\" is not a decimal number. Write digits"
                                + " with a point, such as 0.24 or 1.5e-7, or leave the cell empty if the value is missing");
        assertThat(e.file()).isEqualTo("hour-2011-09.csv");
        assertThat(e.line()).isEqualTo(3);
        assertThat(e.column()).contains("temp");
        assertThat(e.columnNumber()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.2x", " 0.2", "0.2 ", "NaN", "Infinity", "1e999", "0x1p3", "1f", "1d", "1,5", ".", "-", "٣"})
    void what_other_readers_take_for_a_number_is_refused(String cell) {
        assertThat(failure(HEADER + "2011-09-01,0,\"" + cell + "\",clear\n"))
                .hasMessageContaining("line 2, column \"temp\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "9223372036854775808", "1e3", "1_000", "٣"})
    void what_is_not_a_whole_number_is_refused(String cell) {
        assertThat(failure(HEADER + "2011-09-01," + cell + ",0.1,clear\n"))
                .hasMessageContaining("column \"hour\" (2)")
                .hasMessageContaining("is not a whole number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2011-02-30", "01.09.2011", "2011-9-1"})
    void what_is_not_a_calendar_day_is_refused(String cell) {
        assertThat(failure(HEADER + cell + ",0,0.1,clear\n")).hasMessageContaining("is not a date");
    }

    @Test
    void a_truncated_line_is_reported_with_the_column_before_which_it_ends() {
        CsvException e = failure(HEADER + "2011-09-01,0,0.24,clear\n2011-09-01,1");
        assertThat(e).hasMessageContaining("line 3: the row has 2 of 4 cells; it ends before column \"temp\" (3)");
    }

    @Test
    void a_row_with_too_many_cells_is_reported() {
        assertThat(failure(HEADER + "2011-09-01,0,0,24,clear\n"))
                .hasMessageContaining("line 2: the row has 5 of 4 cells")
                .hasMessageContaining("comma");
    }

    @Test
    void the_line_of_an_error_counts_the_line_breaks_within_quotes() {
        assertThat(failure(HEADER + "2011-09-01,0,0.1,\"two\r\nlines\"\n\n"))
                .hasMessageContaining("line 4: the line is empty");
    }

    @Test
    void a_header_that_differs_is_reported_with_the_columns_that_do() {
        assertThat(failure("day,hour,tmp,note\n2011-09-01,0,0.24,x\n"))
                .hasMessageContaining("line 1: the header does not match the columns day,hour,temp,note")
                .hasMessageContaining("lacks \"temp\" and has unexpected \"tmp\"");
        assertThat(failure("day,temp,hour,note\n")).hasMessageContaining("in another order: day,temp,hour,note");
        assertThat(failure("day,hour,temp,note,note\n")).hasMessageContaining("names more than once \"note\"");
        assertThat(failure("2011-09-01,0,0.24,clear\n")).hasMessageContaining("lacks \"day\", \"hour\"");
    }

    @Test
    void an_empty_file_is_an_error() {
        assertThat(failure("")).hasMessageContaining("hour-2011-09.csv: the file is empty");
        assertThat(failure("\uFEFF")).hasMessageContaining("the file is empty");
        assertThat(failure("\n")).hasMessageContaining("lacks \"day\"");
    }

    @Test
    void a_header_without_rows_is_an_error_unless_it_is_allowed() throws IOException {
        assertThat(failure(HEADER))
                .hasMessageContaining("has a header and no rows")
                .hasMessageContaining("ALLOW_NO_ROWS");
        assertThat(read(HEADER, Csv.Option.ALLOW_NO_ROWS)).isEqualTo(Table.empty(SCHEMA));
    }

    @Test
    void a_missing_last_line_break_is_an_error_only_where_it_is_required() throws IOException {
        String cutOff = HEADER + "2011-09-01,0,0.2,";
        assertThat(read(cutOff).rows()).isEqualTo(1);
        assertThatThrownBy(() -> read(cutOff, Csv.Option.REQUIRE_FINAL_LINE_BREAK))
                .isInstanceOf(CsvException.class)
                .hasMessageContaining("may be cut off");
        assertThat(read(cutOff + "\n", Csv.Option.REQUIRE_FINAL_LINE_BREAK).rows())
                .isEqualTo(1);
    }

    @Test
    void bytes_that_are_not_utf8_are_reported_with_their_line() {
        byte[] latin = (HEADER + "2011-09-01,0,0.1,a\r\n2011-09-01,0,0.1,\"ü\nü\"\n").getBytes(ISO_8859_1);
        assertThatThrownBy(() -> Csv.read(new ByteArrayInputStream(latin), "f.csv", SCHEMA))
                .isInstanceOf(CsvException.class)
                .hasMessageContaining("f.csv, line 3: the bytes are not UTF-8");
    }

    @Test
    void a_character_cut_off_at_the_end_of_the_file_is_not_utf8() {
        byte[] whole = (HEADER + "2011-09-01,0,0.1,ü").getBytes(UTF_8);
        assertThatThrownBy(() -> Csv.read(new ByteArrayInputStream(whole, 0, whole.length - 1), "f.csv", SCHEMA))
                .hasMessageContaining("line 2: the bytes are not UTF-8");
    }

    @Test
    void characters_are_decoded_across_the_borders_of_buffers() throws IOException {
        String note = "ü😀".repeat(5000);
        assertThat(read(HEADER + "2011-09-01,0,0.1," + note + "\n").texts("note"))
                .containsExactly(note);
        assertThat(read(HEADER + "2011-09-01,0,0.1,x" + note + "\n").texts("note"))
                .containsExactly("x" + note);
    }

    @Test
    void a_quote_that_is_never_closed_is_reported_where_it_begins() {
        assertThat(failure(HEADER + "2011-09-01,0,0.1,\"cl\n2011-09-01,1,0.1,clear\n"))
                .hasMessageContaining("line 2: it cannot be read as CSV: Unclosed quoted field");
    }

    @Test
    void quotes_in_the_wrong_place_are_reported() {
        assertThat(failure(HEADER + "2011-09-01,0,0.1,a\n2011-09-01,0,0.1,cl\"ear\n"))
                .hasMessageContaining("line 3: field 4 has a quote within it");
        assertThat(failure(HEADER + "2011-09-01,0,0.1,a\n2011-09-01,0,0.1,\"cl\"ear\n"))
                .hasMessageContaining("line 3: it cannot be read as CSV");
    }

    @Test
    void a_data_file_is_reported_by_the_name_people_know(@TempDir Path folder) throws IOException {
        Path content = Files.writeString(folder.resolve("0f3a"), HEADER + "x,0,0.1,\n");
        assertThatThrownBy(() -> new DataFile("in/hour.csv", content).readCsv(SCHEMA))
                .hasMessageStartingWith("in/hour.csv, line 2, column \"day\" (1)");
    }

    @Test
    void writing_is_fixed_to_the_byte() throws IOException {
        Schema schema = Schema.of(
                Column.of("n", ColumnType.INTEGER),
                Column.of("x", ColumnType.DECIMAL),
                Column.of("text, quoted", ColumnType.TEXT),
                Column.of("flag", ColumnType.BOOLEAN),
                Column.of("day", ColumnType.DATE),
                Column.of("at", ColumnType.TIMESTAMP));
        Instant at = Instant.parse("2011-09-01T00:00:00Z");
        Table table = Table.builder(schema)
                .add(1, 16.0, "a", true, LocalDate.parse("2011-09-01"), at)
                .add(Long.MIN_VALUE, 2e-3, "", false, LocalDate.parse("2011-09-01"), at.plusNanos(1))
                .add(empty(), empty(), empty(), empty(), empty(), empty())
                .add(0, 1e23, "two\nlines \"x\"", true, LocalDate.EPOCH, Instant.EPOCH)
                .build();
        assertThat(written(table)).isEqualTo("""
                        n,x,"text, quoted",flag,day,at
                        1,16,a,true,2011-09-01,2011-09-01T00:00:00Z
                        -9223372036854775808,0.002,"",false,2011-09-01,2011-09-01T00:00:00.000000001Z
                        ,,,,,
                        0,1e23,"two
                        lines ""x""\",true,1970-01-01,1970-01-01T00:00:00Z
                        """);
    }

    @Test
    void a_table_of_one_column_keeps_its_missing_cells() throws IOException {
        Schema one = Schema.of(Column.of("note", ColumnType.TEXT));
        Table table =
                Table.builder(one).add(empty()).add("").add("x").add(empty()).build();
        assertThat(written(table)).isEqualTo("note\n\n\"\"\nx\n\n");
        assertThat(Csv.read(new ByteArrayInputStream(written(table).getBytes(UTF_8)), "t", one))
                .isEqualTo(table);
    }

    @Test
    void a_text_that_is_not_unicode_is_refused_when_written() {
        Table broken = Table.builder(Schema.of(Column.of("note", ColumnType.TEXT)))
                .add("\uD83D")
                .build();
        assertThatThrownBy(() -> written(broken)).isInstanceOf(IOException.class);
    }

    @Test
    void whatever_is_written_is_read_back_equal() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] texts = {"", " ", ",", "\"", "a\"b", "\n", "\r\n", "\r", "#x", "ü😀", "\uFEFF", "NULL", "'"};
        for (int round = 0; round < 50; round++) {
            TableBuilder builder = Table.builder(SCHEMA);
            for (int row = 0; row < 20; row++) {
                builder.add(
                        random.nextInt(5) == 0 ? empty() : LocalDate.ofEpochDay(random.nextInt(-900_000, 2_000_000)),
                        random.nextInt(5) == 0 ? empty() : random.nextLong(),
                        random.nextInt(5) == 0 ? empty() : anyDouble(random),
                        random.nextInt(5) == 0 ? empty() : texts[random.nextInt(texts.length)]);
            }
            Table table = builder.build();
            assertThat(read(written(table)))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(table);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "0.1, 0.1",
        "100, 100",
        "1e20, 100000000000000000000",
        "1e21, 1e21",
        "2e-7, 0.0000002",
        "2.5e-8, 2.5e-8",
        "1.25e-9, 1.25e-9",
        "4.9e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e308",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "0.30000000000000004, 0.30000000000000004",
        "2e23, 2e23",
        "-123456.789, -123456.789"
    })
    void a_decimal_number_is_written_in_its_shortest_form(double number, String text) {
        assertThat(DecimalText.of(number)).isEqualTo(text);
    }

    @Test
    void a_decimal_number_is_never_longer_than_java_writes_it_and_reads_back_the_same() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            double number = anyDouble(random);
            String text = DecimalText.of(number);
            assertThat(Double.parseDouble(text)).as("seed %d: %s", seed, text).isEqualTo(number);
            assertThat(digits(text)).as("seed %d: %s", seed, text).isLessThanOrEqualTo(digits(Double.toString(number)));
        }
    }

    private static int digits(String text) {
        return new BigDecimal(text).stripTrailingZeros().precision();
    }

    private static double anyDouble(Random random) {
        double number = switch (random.nextInt(4)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt(100_000) / 1000.0;
            case 2 -> random.nextGaussian() * 1e6;
            default -> random.nextDouble();
        };
        return Double.isFinite(number) ? number : 1;
    }

    private static Optional<Object> empty() {
        return Optional.empty();
    }

    private static Table read(String text, Csv.Option... options) throws IOException {
        return Csv.read(new ByteArrayInputStream(text.getBytes(UTF_8)), "hour-2011-09.csv", SCHEMA, options);
    }

    private static CsvException failure(String text) {
        return catchThrowableOfType(CsvException.class, () -> read(text));
    }

    private static String written(Table table) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Csv.write(table, out);
        return out.toString(UTF_8);
    }
}
