package dev.rondo.example.bike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.example.bike.replay.Months;
import dev.rondo.step.DataFile;
import dev.rondo.table.CsvException;
import dev.rondo.table.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonthOfDataTest {
    private static final SortedMap<String, byte[]> MONTHS = Months.all();
    private static final String MARCH = new String(MONTHS.get("2012-03"), StandardCharsets.UTF_8);
    private static final String HEADER = MARCH.lines().findFirst().orElseThrow();
    private static final String LINE_14 = MARCH.lines().toList().get(13);

    @TempDir
    Path folder;

    @Test
    void the_two_years_are_24_files_that_are_all_plausible() throws IOException {
        assertThat(MONTHS).hasSize(24).containsKeys("2011-01", "2012-12");
        int rows = 0;
        for (String month : MONTHS.keySet()) {
            rows += clean(month, new String(MONTHS.get(month), StandardCharsets.UTF_8))
                    .rows();
        }
        assertThat(rows).isEqualTo(17_379);
    }

    @Test
    void a_clean_month_has_no_column_that_only_says_how_late_it_is() throws IOException {
        assertThat(clean("2012-03", MARCH).schema()).isEqualTo(RentalHours.CLEAN);
        assertThat(RentalHours.CLEAN.names()).doesNotContain("instant", "yr").hasSize(15);
    }

    @Test
    void the_order_in_which_the_hours_came_does_not_matter() throws IOException {
        String swapped = MARCH.replace(LINE_14 + "\n", "") + LINE_14 + "\n";
        assertThat(clean("2012-03", swapped)).isEqualTo(clean("2012-03", MARCH));
    }

    @Test
    void a_letter_in_a_number_is_refused_with_file_line_and_column() {
        CsvException e = corrupt(MARCH.replace(LINE_14, LINE_14.replaceFirst("0\\.", "0.x")));
        assertThat(e.file()).isEqualTo("bike/hour-2012-03.csv");
        assertThat(e.line()).isEqualTo(14);
        assertThat(e.column()).contains("temp");
        assertThat(e).hasMessageContaining("bike/hour-2012-03.csv, line 14, column \"temp\" (11)");
    }

    @Test
    void a_truncated_line_is_refused_with_file_line_and_the_column_it_ends_before() {
        int middle = MARCH.indexOf(LINE_14) + LINE_14.indexOf(",0.") + 1;
        CsvException e = corrupt(MARCH.substring(0, middle));
        assertThat(e).hasMessageContaining("bike/hour-2012-03.csv, line 14").hasMessageContaining("\"");
    }

    @Test
    void a_file_cut_off_within_its_last_number_is_refused() {
        assertThat(corrupt(MARCH.substring(0, MARCH.length() - 2))).hasMessageContaining("bike/hour-2012-03.csv");
    }

    @Test
    void an_empty_file_and_one_without_hours_are_refused() {
        assertThat(corrupt("")).hasMessageContaining("bike/hour-2012-03.csv");
        assertThat(corrupt(HEADER + "\n")).hasMessageContaining("bike/hour-2012-03.csv");
    }

    @Test
    void a_wrong_header_is_refused_naming_the_columns() {
        assertThat(corrupt(MARCH.replaceFirst("hum", "hun")))
                .hasMessageContaining("line 1")
                .hasMessageContaining("\"hum\"")
                .hasMessageContaining("\"hun\"");
    }

    @Test
    void an_hour_that_cannot_be_is_refused_with_file_line_and_column() {
        assertImplausible(cell(5, "24"), "hr", "24 is not an hour of the day, 0 to 23");
        assertImplausible(cell(10, "1.2"), "temp", "1.2 is not within 0 and 1");
        assertImplausible(cell(12, ""), "hum", "the cell is empty");
        assertImplausible(cell(16, "9999"), "cnt", "do not add up to 9999");
        assertImplausible(cell(1, "2012-04-01"), "dteday", "2012-04-01 is not in 2012-03");
        assertImplausible(cell(5, "0"), "hr", "was there before");
    }

    @Test
    void single_missing_hours_are_noticed_and_the_hurricane_is_a_fault() throws IOException {
        CheckReport october =
                HourChecks.report(clean("2012-10", new String(MONTHS.get("2012-10"), StandardCharsets.UTF_8)));
        assertThat(october.of(Severity.FAULT))
                .extracting(Finding::toString)
                .containsExactly("FAULT 2012-10-29: 1 of 24 hours", "FAULT 2012-10-30: 11 of 24 hours");
    }

    @Test
    void the_faults_of_the_two_years_are_two_silent_days_and_the_hurricane() throws IOException {
        int notices = 0;
        int faults = 0;
        for (String month : MONTHS.keySet()) {
            CheckReport report = HourChecks.report(clean(month, new String(MONTHS.get(month), StandardCharsets.UTF_8)));
            notices += report.of(Severity.NOTICE).size();
            faults += report.of(Severity.FAULT).size();
        }
        assertThat(faults).isEqualTo(4);
        assertThat(notices).isEqualTo(73);
    }

    private void assertImplausible(String text, String column, String problem) {
        assertThatThrownBy(() -> clean("2012-03", text))
                .isInstanceOf(ImplausibleHourException.class)
                .hasMessageContaining("bike/hour-2012-03.csv, line 14, column \"" + column + "\"")
                .hasMessageContaining(problem);
    }

    /** March with another value in a cell of line 14; the column counts from 0. */
    private static String cell(int column, String value) {
        String[] cells = LINE_14.split(",", -1);
        cells[column] = value;
        return MARCH.replace(LINE_14, String.join(",", cells));
    }

    private CsvException corrupt(String text) {
        return catchThrowableOfType(CsvException.class, () -> clean("2012-03", text));
    }

    private Table clean(String month, String text) throws IOException {
        Path content = Files.writeString(folder.resolve("pinned"), text);
        return RentalHours.clean(new DataFile("bike/" + Months.fileName(month), content));
    }
}
