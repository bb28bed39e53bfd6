package dev.rondo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.Problem;
import dev.rondo.definition.Problem.Severity;
import dev.rondo.partition.FixedKeys;
import dev.rondo.partition.Partitioning;
import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Examples.Report;
import dev.rondo.settings.Default;
import dev.rondo.settings.Range;
import dev.rondo.table.Column;
import dev.rondo.table.ColumnType;
import dev.rondo.table.Schema;
import dev.rondo.table.Table;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Columns, partitions and settings: one test for each mistake. */
class TableProblemsTest {
    private static final Schema HOURS = Schema.of(
            Column.of("temp", ColumnType.DECIMAL),
            Column.of("casual", ColumnType.INTEGER),
            Column.of("cnt", ColumnType.INTEGER));
    private static final DatasetRef<Table> TABLE = DatasetRef.of("hours", Table.class);
    private static final DatasetRef<Report> REPORT = DatasetRef.of("report", Report.class);
    private static final TimeWindows MONTHS = TimeWindows.monthly("2011-01");

    @Test
    void a_chosen_column_that_the_schema_does_not_have_is_reported_with_the_nearest() {
        Problem problem = Found.the("unknown-column", hours(h -> h.without("casaul")));

        assertThat(problem.place()).isEqualTo("bikes/train");
        assertThat(problem.remedy()).isEqualTo("Did you mean \"casual\"?");
        assertThat(Found.codes(hours(h -> h.columns("temp", "cnt")))).isEmpty();
    }

    @Test
    void a_choice_that_leaves_no_column_is_reported() {
        assertThat(Found.codes(hours(h -> h.without("temp", "casual", "cnt")))).containsExactly("no-columns-left");
    }

    @Test
    void columns_of_something_that_is_no_table_are_reported() {
        Problem problem = Found.the("columns-of-no-table", Sketch.of("bikes", p -> {
            Dataset<Report> report = p.step("report").run(() -> new Report(1));
            p.output(p.step("copy").reads(report.columns("temp")).run(Steps::copy));
        }));

        assertThat(problem.reason()).contains("holds Report and not a Table");
    }

    @Test
    void a_schema_of_something_that_is_no_table_is_reported() {
        assertThat(Found.codes(Sketch.of(
                        "bikes", p -> p.output(p.step("report").schema(HOURS).run(() -> new Report(1))))))
                .containsExactly("schema-of-no-table");
    }

    @Test
    void a_column_derived_from_one_that_the_step_does_not_read_is_reported() {
        Schema derived = Schema.of(Column.of("warm", ColumnType.BOOLEAN).derivedFrom("temperature"));

        Problem problem = Found.the("unknown-origin", Sketch.of("bikes", p -> {
            Dataset<Table> hours = p.step("clean").schema(HOURS).run(() -> Table.empty(HOURS));
            p.output(p.step("features").schema(derived).reads(hours).run(Steps::same));
        }));

        assertThat(problem.reason()).contains("\"warm\"", "\"temperature\"");
        assertThat(problem.remedy()).isEqualTo("The columns are temp, casual, cnt.");
    }

    private static Sketch hours(Function<Dataset<Table>, Input<Table>> choice) {
        return Sketch.of("bikes", p -> {
            Dataset<Table> hours = p.step("clean").schema(HOURS).run(() -> Table.empty(HOURS));
            p.output(p.step("train").reads(choice.apply(hours)).run(Steps::count));
        });
    }

    @Test
    void a_monthly_pipeline_cannot_read_the_same_partition_of_a_daily_dataset() {
        Problem problem =
                Found.the("partition-mismatch", writer(TimeWindows.daily("2011-01-01")), reader(MONTHS, d -> d));

        assertThat(problem.place()).isEqualTo("reader/copy");
        assertThat(problem.reason()).contains("daily from 2011-01-01", "monthly from 2011-01");
    }

    @Test
    void partitions_that_cannot_match_are_reported() {
        assertThat(mapping(MONTHS, null, d -> d)).contains("this pipeline is not partitioned");
        assertThat(mapping(null, MONTHS, d -> d.previous(1))).contains("has no earlier partitions");
        assertThat(mapping(FixedKeys.of("de", "fr"), FixedKeys.of("uk"), d -> d))
                .contains("never all exist");
        assertThat(mapping(FixedKeys.of("de", "fr"), FixedKeys.of("de", "fr"), d -> d.last(3)))
                .contains("never all exist");
        assertThat(mapping(MONTHS, MONTHS, d -> d.range("2010-01", "2011-02"))).contains("no partition 2010-01");
        assertThat(mapping(MONTHS, MONTHS, d -> d.range("2011-05", "2011-02"))).contains("is empty");
    }

    @Test
    void partitions_that_can_match_are_not_reported() {
        assertThat(Found.codes(writer(MONTHS), reader(MONTHS, d -> d))).isEmpty();
        assertThat(Found.codes(writer(MONTHS), reader(TimeWindows.monthly("2012-06"), d -> d.previous(6))))
                .isEmpty();
        assertThat(Found.codes(writer(null), reader(MONTHS, d -> d))).isEmpty();
        assertThat(Found.codes(writer(MONTHS), reader(null, d -> d.range("2011-01", "2011-03"))))
                .isEmpty();
        assertThat(Found.codes(
                        writer(FixedKeys.of("de", "fr", "uk")), reader(FixedKeys.of("fr", "es"), d -> d.previous(1))))
                .isEmpty();
    }

    @Test
    void the_same_months_by_another_calendar_are_a_warning() {
        Problem problem = Found.the("partition-zone-differs", writer(MONTHS), reader(MONTHS.in("Asia/Tokyo"), d -> d));

        assertThat(problem.severity()).isEqualTo(Severity.WARNING);
        assertThat(problem.reason()).contains("UTC", "Asia/Tokyo");
    }

    @Test
    void everything_after_a_step_that_can_never_run_is_reported_as_unreachable() {
        var reader = Sketch.of("reader", p -> {
            p.partitionedBy(FixedKeys.of("de", "fr"));
            Dataset<Report> own = p.step("own").run(() -> new Report(1));
            Dataset<Report> never = p.step("never").reads(own.last(3)).run(Steps::first);
            p.output(p.step("after").reads(never).run(Steps::copy));
        });

        assertThat(Found.the("unreachable-branch", reader).reason()).endsWith("what comes after it: reader/after.");
    }

    @Test
    void a_trigger_on_a_dataset_with_other_partitions_is_reported() {
        var daily = writer(TimeWindows.daily("2011-01-01"));
        var monthly = Sketch.of("monthly", p -> {
            p.partitionedBy(MONTHS);
            p.output(p.step("count").run(() -> new Report(1)));
            p.when(When.changed(p.dataset(REPORT)));
        });

        assertThat(Found.the("trigger-partition-mismatch", daily, monthly).place())
                .isEqualTo("monthly/changed-report");
    }

    @Test
    void reading_earlier_partitions_closes_no_cycle() {
        assertThat(Found.codes(Sketch.of("warm", p -> {
                    p.partitionedBy(MONTHS);
                    p.step("train")
                            .reads(p.dataset(REPORT).previous(1))
                            .writes(REPORT)
                            .run(Steps::first);
                })))
                .isEmpty();
        assertThat(Found.codes(Sketch.of("warm", p -> {
                    p.partitionedBy(MONTHS);
                    p.step("train")
                            .reads(p.dataset(REPORT).last(2))
                            .writes(REPORT)
                            .run(Steps::first);
                })))
                .containsExactly("cycle");
    }

    @Test
    void a_loop_of_pipelines_that_reads_earlier_partitions_is_declared_feedback() {
        var other = Sketch.of("other", p -> {
            p.partitionedBy(MONTHS);
            p.step("table").reads(p.dataset(REPORT)).writes(TABLE).run(Steps::table);
        });
        var writer = Sketch.of("writer", p -> {
            p.partitionedBy(MONTHS);
            p.step("count").reads(p.dataset(TABLE).allPrevious()).writes(REPORT).run(Steps::countAll);
        });

        assertThat(Found.codes(other, writer)).isEmpty();
    }

    private static String mapping(
            Partitioning upstream, Partitioning own, Function<Dataset<Report>, Input<?>> selection) {
        return Found.the("partition-mismatch", writer(upstream), reader(own, selection))
                .reason();
    }

    private static Sketch writer(Partitioning partitioning) {
        return Sketch.of("writer", p -> {
            if (partitioning != null) {
                p.partitionedBy(partitioning);
            }
            p.step("count").writes(REPORT).run(() -> new Report(1));
        });
    }

    @SuppressWarnings("unchecked") // nobody calls the function
    private static Sketch reader(Partitioning partitioning, Function<Dataset<Report>, Input<?>> selection) {
        return Sketch.of("reader", p -> {
            if (partitioning != null) {
                p.partitionedBy(partitioning);
            }
            p.output(p.step("copy")
                    .reads((Input<Report>) selection.apply(p.dataset(REPORT)))
                    .run(Steps::copy));
        });
    }

    @Test
    void a_setting_whose_default_is_out_of_range_is_reported() {
        Problem problem = Found.the("bad-settings", new BadSettings());

        assertThat(problem.place()).isEqualTo("bad-settings/settings.trees");
        assertThat(problem.reason()).contains("5000");
    }

    static final class BadSettings implements Pipeline<BadSettings.Settings> {
        record Settings(
                @Range(min = 1, max = 1000) @Default("5000") int trees) {}

        @Override
        public void define(PipelineBuilder<Settings> p) {
            p.output(p.step("count").run(() -> new Report(1)));
        }
    }

    static final class Steps {
        static Report copy(Report report) {
            return report;
        }

        static Report first(List<Report> reports) {
            return reports.get(0);
        }

        static Report count(Table table) {
            return new Report(1);
        }

        static Report countAll(List<Table> tables) {
            return new Report(tables.size());
        }

        static Table same(Table table) {
            return table;
        }

        static Table table(Report report) {
            return Table.empty(HOURS);
        }
    }
}
