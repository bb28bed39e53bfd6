package dev.rondo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.Problem;
import dev.rondo.definition.Problem.Severity;
import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Examples.Model;
import dev.rondo.pipeline.Examples.Report;
import dev.rondo.pipeline.Examples.Rows;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.DataFile;
import dev.rondo.step.Retry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Names, references, cycles and durations: one test for each mistake. */
class DefinitionProblemsTest {
    private static final DatasetRef<Report> A = DatasetRef.of("a-out", Report.class);
    private static final DatasetRef<Report> B = DatasetRef.of("b-out", Report.class);
    private static final Sketch GOOD =
            Sketch.of("good", p -> p.output(p.step("count").run(() -> new Report(1))));

    @Test
    void all_mistakes_are_reported_at_once() {
        var broken = Sketch.of("broken", p -> {
            Source<DataFile> raw = p.source("raw", Files.matching("/etc/{partition}"));
            p.step("Rows").timeout(Duration.ZERO).reads(raw).run(Examples::rows);
            p.when(When.cron("0 5 1 * *").in("Mars/Olympus"));
        });

        assertThat(Found.codes(broken))
                .contains("invalid-name", "pattern-absolute", "pattern-with-partition", "not-positive", "unknown-zone");
    }

    @Test
    void an_exception_in_define_is_a_problem_that_names_the_line() {
        Problem problem = Found.the("define-failed", Sketch.of("broken", p -> {
            throw new IllegalStateException("no configuration");
        }));

        assertThat(problem.place()).isEqualTo("broken");
        assertThat(problem.reason()).contains("no configuration");
        assertThat(Found.the("define-failed", new ThrowsInDefine()).reason())
                .contains("maxAttempts counts the first try", "DefinitionProblemsTest.java:");
    }

    static final class ThrowsInDefine implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<Pipeline.NoSettings> p) {
            p.step("train").retry(Retry.times(-1)).run(() -> new Model(1));
        }
    }

    @Test
    void what_seems_unused_is_not_reported_while_define_has_not_come_to_its_end() {
        assertThat(Found.codes(Sketch.of("broken", p -> {
                    p.step("count").run(() -> new Report(1));
                    throw new IllegalStateException("before p.output(...)");
                })))
                .containsExactly("define-failed");
    }

    @Test
    void a_pipeline_says_its_settings_type_even_through_superclasses() {
        assertThat(Pipelines.compile(new Concrete()).definition().settings().type())
                .isEqualTo(Concrete.Own.class);
        Pipeline<Pipeline.NoSettings> lambda = p -> p.output(p.step("count").run(() -> new Report(1)));
        assertThat(Found.codes(lambda)).contains("unknown-settings-type", "invalid-name");
    }

    interface Family<X, S extends Record> extends Pipeline<S> {}

    abstract static class Base<T extends Record> implements Family<String, T> {
        @Override
        public void define(PipelineBuilder<T> p) {
            p.output(p.step("count").run(() -> new Report(1)));
        }
    }

    static final class Concrete extends Base<Concrete.Own> {
        record Own(int trees) {}
    }

    @Test
    void an_invalid_pipeline_name_is_reported() {
        assertThat(Found.the("invalid-name", Sketch.of("Bike Demand", GOOD.says()))
                        .reason())
                .contains("Bike Demand");
    }

    @Test
    void two_pipelines_of_one_name_are_reported() {
        assertThat(Found.the("duplicate-pipeline", GOOD, GOOD).place()).isEqualTo("good");
    }

    @Test
    void two_steps_of_one_name_are_reported() {
        Problem problem = Found.the("duplicate-step", Sketch.of("twice", p -> {
            p.output(p.step("count").run(() -> new Report(1)));
            p.output(p.step("count").run(() -> new Report(2)));
        }));

        assertThat(problem.place()).isEqualTo("twice/count");
    }

    @Test
    void two_sources_of_one_name_are_reported() {
        assertThat(Found.the("duplicate-source", Sketch.of("twice", p -> {
                            p.source("raw", Files.matching("a.csv"));
                            p.source("raw", Files.matching("b.csv"));
                            p.output(p.step("count").run(() -> new Report(1)));
                        }))
                        .reason())
                .contains("twice.raw");
    }

    @Test
    void a_dataset_that_two_steps_write_is_reported_at_both() {
        var twice = Sketch.of("twice", p -> {
            p.step("first").writes(A).run(() -> new Report(1));
            p.step("second").writes(A).run(() -> new Report(2));
        });

        assertThat(Found.in(twice))
                .filteredOn(p -> p.code().equals("dataset-written-twice"))
                .extracting(Problem::place, Problem::reason)
                .containsExactlyInAnyOrder(
                        org.assertj.core.api.Assertions.tuple(
                                "twice/first", "It writes dataset a-out, and so does step twice/second."),
                        org.assertj.core.api.Assertions.tuple(
                                "twice/second", "It writes dataset a-out, and so does step twice/first."));
    }

    @Test
    void a_dataset_that_two_pipelines_write_breaks_both_and_only_these() {
        var one = Sketch.of("one", p -> p.step("count").writes(A).run(() -> new Report(1)));
        var two = Sketch.of("two", p -> p.step("count").writes(A).run(() -> new Report(2)));

        Catalog.Outcome outcome = Catalog.tryCompile(List.of(one, two, GOOD));

        assertThat(outcome.broken().keySet()).containsExactlyInAnyOrder("one", "two");
        assertThat(outcome.catalog().pipelines())
                .extracting(p -> p.name().value())
                .containsExactly("good");
    }

    @Test
    void a_pipeline_that_reads_from_a_broken_one_is_left_out_and_says_why() {
        var broken = Sketch.of("broken", p -> {
            p.step("count").writes(A).run(() -> new Report(1));
            p.atMostEvery(Duration.ZERO);
        });
        var reader = Sketch.of("reader", p -> {
            Dataset<Report> a = p.dataset(A);
            p.step("copy").reads(a).writes(B).run(Steps::copy);
        });
        var last = Sketch.of(
                "last", p -> p.output(p.step("copy").reads(p.dataset(B)).run(Steps::copy)));

        Catalog.Outcome outcome = Catalog.tryCompile(List.of(broken, reader, last, GOOD));

        assertThat(outcome.broken().get("reader")).extracting(Problem::code).containsExactly("upstream-broken");
        assertThat(outcome.broken().get("last")).extracting(Problem::code).containsExactly("upstream-broken");
        assertThat(outcome.catalog().pipelines()).hasSize(1);
    }

    @Test
    void an_unknown_dataset_is_reported_with_the_nearest_name() {
        var writer = Sketch.of("writer", p -> p.step("count").writes(A).run(() -> new Report(1)));
        var reader = Sketch.of("reader", p -> {
            Dataset<Report> wrong = p.dataset(DatasetRef.of("a-uot", Report.class));
            p.output(p.step("copy").reads(wrong).run(Steps::copy));
        });

        Problem problem = Found.the("unknown-dataset", writer, reader);

        assertThat(problem.place()).isEqualTo("reader/copy");
        assertThat(problem.remedy()).isEqualTo("Did you mean \"a-out\"?");
    }

    @Test
    void a_trigger_on_an_unknown_dataset_is_reported() {
        var waits = Sketch.of("waits", p -> {
            p.output(p.step("count").run(() -> new Report(1)));
            p.when(When.changed(p.dataset(A)));
        });

        assertThat(Found.the("unknown-dataset", waits, GOOD).place()).isEqualTo("waits/changed-a-out");
    }

    @Test
    void reading_what_another_pipeline_has_not_published_is_a_warning() {
        var reader = Sketch.of(
                "reader",
                p -> p.output(p.step("copy")
                        .reads(p.dataset(DatasetRef.of("good.count", Report.class)))
                        .run(Steps::copy)));

        assertThat(Found.the("reads-unpublished", reader, GOOD).severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void waiting_for_something_that_is_no_step_is_reported() {
        assertThat(Found.the("after-no-step", Sketch.of("waits", p -> {
                            Source<DataFile> raw = p.source("raw", Files.matching("a.csv"));
                            p.output(p.step("count").after(raw).run(() -> new Report(1)));
                        }))
                        .place())
                .isEqualTo("waits/count");
    }

    @Test
    void a_handle_of_another_pipeline_is_reported() {
        var stolen = new java.util.ArrayList<Dataset<Report>>();
        Pipelines.compile(Sketch.of("owner", p -> {
            stolen.add(p.step("count").writes(A).run(() -> new Report(1)));
        }));

        assertThat(Found.the(
                                "foreign-handle",
                                Sketch.of(
                                        "thief",
                                        p -> p.output(p.step("copy")
                                                .reads(stolen.get(0))
                                                .run(Steps::copy))))
                        .reason())
                .contains("owner");
    }

    @Test
    void a_cycle_within_a_pipeline_is_named_from_step_to_step() {
        Problem problem = Found.the("cycle", Sketch.of("round", p -> {
            Dataset<Report> a = p.dataset(A);
            Dataset<Report> b = p.step("second").reads(a).run(Steps::copy);
            Dataset<Report> c = p.step("third").reads(b).run(Steps::copy);
            p.step("first").after(c).writes(A).run(() -> new Report(1));
        }));

        assertThat(problem.reason()).contains("second -> third -> first -> second");
    }

    @Test
    void of_several_cycles_through_the_same_steps_the_shortest_is_named() {
        Problem problem = Found.the("cycle", Sketch.of("round", p -> {
            Dataset<Report> a = p.dataset(A);
            Dataset<Report> b = p.step("b").reads(a).run(Steps::copy);
            Dataset<Report> c = p.step("c").reads(b).run(Steps::copy);
            p.step("a").after(b, c).writes(A).run(() -> new Report(1));
        }));

        assertThat(problem.reason()).contains("b -> a -> b,");
    }

    @Test
    void a_feedback_loop_between_pipelines_is_named_with_the_datasets() {
        var one = Sketch.of(
                "one", p -> p.step("count").reads(p.dataset(B)).writes(A).run(Steps::copy));
        var two = Sketch.of(
                "two", p -> p.step("count").reads(p.dataset(A)).writes(B).run(Steps::copy));

        Problem problem = Found.the("feedback-loop", one, two);

        assertThat(problem.reason())
                .contains("one -> two -> one", "two/count reads a-out from one/count", "one/count reads b-out");
    }

    @Test
    void a_loop_of_pipelines_is_found_even_when_their_steps_form_no_cycle() {
        var one = Sketch.of("one", p -> {
            p.step("first").writes(A).run(() -> new Report(1));
            p.output(p.step("second").reads(p.dataset(B)).run(Steps::copy));
        });
        var two = Sketch.of(
                "two", p -> p.step("count").reads(p.dataset(A)).writes(B).run(Steps::copy));

        assertThat(Found.codes(one, two)).containsExactly("feedback-loop");
    }

    @Test
    void pipelines_that_start_each_other_are_a_warning() {
        var one = Sketch.of("one", p -> {
            p.step("count").writes(A).run(() -> new Report(1));
            p.when(When.changed(p.dataset(B)));
        });
        var two = Sketch.of("two", p -> {
            p.step("count").writes(B).run(() -> new Report(1));
            p.when(When.changed(p.dataset(A)));
        });

        assertThat(Found.the("trigger-loop", one, two).reason()).contains("one -> two -> one");
    }

    @Test
    void a_trigger_that_is_said_twice_is_reported() {
        assertThat(Found.the("duplicate-trigger", Sketch.of("twice", p -> {
                            Source<DataFile> raw = p.source("raw", Files.matching("a.csv"));
                            p.output(p.step("rows").reads(raw).run(Examples::rows));
                            p.when(When.changed(raw));
                            p.when(When.changed(raw));
                        }))
                        .reason())
                .contains("twice.raw");
    }

    @Test
    void an_unknown_time_zone_is_reported() {
        assertThat(Found.the("unknown-zone", Sketch.of("zone", p -> {
                            p.output(p.step("count").run(() -> new Report(1)));
                            p.when(When.cron("0 5 1 * *").in("Mars/Olympus"));
                        }))
                        .place())
                .isEqualTo("zone/cron-1");
    }

    @Test
    void a_cron_expression_that_cannot_be_read_or_never_fires_is_reported() {
        assertThat(Found.codes(cron("5 1 * *"))).containsExactly("bad-cron");
        assertThat(Found.codes(cron("0 5 30 2 *"))).containsExactly("cron-never-fires");
    }

    private static Sketch cron(String expression) {
        return Sketch.of("cron", p -> {
            p.output(p.step("count").run(() -> new Report(1)));
            p.when(When.cron(expression));
        });
    }

    @Test
    void durations_that_are_not_positive_are_reported() {
        assertThat(Found.the(
                                "not-positive",
                                Sketch.of(
                                        "limits",
                                        p -> p.output(p.step("count")
                                                .timeout(Duration.ofMinutes(-1))
                                                .run(() -> new Report(1)))))
                        .reason())
                .contains("timeout", "PT-1M");
        assertThat(Found.the("negative-duration", Sketch.of("limits", p -> {
                            Source<DataFile> raw = p.source("raw", Files.matching("a.csv"));
                            p.output(p.step("rows").reads(raw).run(Examples::rows));
                            p.when(When.changed(raw).settledFor(Duration.ofSeconds(-1)));
                        }))
                        .place())
                .isEqualTo("limits/changed-limits.raw");
    }

    @Test
    void durations_that_no_calendar_can_hold_are_reported_wherever_they_are_given() {
        Duration endless = ChronoUnit.FOREVER.getDuration();
        Retry retry = Retry.times(2).backoff(endless, 2, endless);
        assertThat(tooLong(p -> step(p).timeout(endless).run(() -> new Report(1))))
                .containsExactly("limits/count: timeout");
        assertThat(tooLong(p -> step(p).queueTimeout(endless).run(() -> new Report(1))))
                .containsExactly("limits/count: queueTimeout");
        assertThat(tooLong(p -> step(p).cache(CachePolicy.expiresAfter(endless)).run(() -> new Report(1))))
                .containsExactly("limits/count: expiresAfter");
        assertThat(tooLong(p -> step(p).always(endless).run(() -> new Report(1))))
                .containsExactly("limits/count: The grace time of always");
        assertThat(tooLong(p -> step(p).retry(retry).run(() -> new Report(1))))
                .containsExactly(
                        "limits/count: The first delay of its retry", "limits/count: The longest delay of its retry");
        assertThat(tooLong(p -> p.approval("yes").by("owner").within(endless).of(step(p).run(() -> new Report(1)))))
                .containsExactly("limits/yes: within");
        assertThat(tooLong(p -> p.runTimeout(endless))).containsExactly("limits: runTimeout");
        assertThat(tooLong(p -> p.atMostEvery(endless))).containsExactly("limits: atMostEvery");
        assertThat(tooLong(p -> p.runTimeout(Duration.ofDays(36_525)))).isEmpty();
        assertThat(tooLong(p -> p.runTimeout(Duration.ofDays(36_525).plusNanos(1))))
                .hasSize(1);
        assertThat(tooLong(p -> {
                    Source<DataFile> raw =
                            p.source("raw", Files.matching("a.csv").checkedEvery(endless));
                    p.when(When.changed(raw).settledFor(endless));
                }))
                .containsExactly("limits/limits.raw: checkedEvery", "limits/changed-limits.raw: settledFor");
    }

    private static StepBuilder<Pipeline.NoSettings> step(PipelineBuilder<Pipeline.NoSettings> p) {
        return p.step("count");
    }

    /** Where a duration is too long, and which it is. */
    private static List<String> tooLong(Consumer<PipelineBuilder<Pipeline.NoSettings>> define) {
        return Found.in(Sketch.of("limits", define)).stream()
                .filter(problem -> problem.code().equals("duration-too-long"))
                .map(problem -> problem.place() + ": " + problem.reason().replaceFirst(" is P.*", ""))
                .toList();
    }

    @Test
    void a_retry_whose_longest_delay_is_shorter_than_its_first_is_reported() {
        Retry retry = Retry.times(2).backoff(Duration.ofMinutes(2), 2, Duration.ofMinutes(1));

        assertThat(Found.the(
                                "retry-delay",
                                Sketch.of(
                                        "limits",
                                        p -> p.output(
                                                p.step("count").retry(retry).run(() -> new Report(1)))))
                        .place())
                .isEqualTo("limits/count");
    }

    @Test
    void a_pipeline_without_steps_is_reported() {
        assertThat(Found.the("no-steps", Sketch.of("empty", p -> {})).place()).isEqualTo("empty");
    }

    @Test
    void source_patterns_stay_below_the_data_root() {
        assertThat(Found.the("pattern-absolute", reads("/etc/passwd")).reason()).contains("/etc/passwd");
        assertThat(Found.codes(reads("C:\\data\\a.csv"))).contains("pattern-absolute");
        assertThat(Found.the("pattern-leaves-root", reads("data/../../a.csv")).place())
                .isEqualTo("files/files.raw");
        assertThat(Found.codes(reads(" "))).contains("pattern-empty");
        assertThat(Found.codes(reads("data/a..b.csv"))).isEmpty();
    }

    @Test
    void a_pattern_names_the_partition_exactly_when_the_pipeline_is_partitioned() {
        assertThat(Found.codes(reads("data/{partition}.csv"))).containsExactly("pattern-with-partition");
        assertThat(Found.codes(Sketch.of("files", p -> {
                    p.partitionedBy(dev.rondo.partition.TimeWindows.daily("2011-01-01"));
                    reads("data/a.csv").says().accept(p);
                })))
                .containsExactly("pattern-without-partition");
    }

    private static Sketch reads(String pattern) {
        return Sketch.of(
                "files",
                p -> p.output(p.step("rows")
                        .reads(p.source("raw", Files.matching(pattern)))
                        .run(Examples::rows)));
    }

    @Test
    void a_dataset_read_as_another_type_than_it_is_written_is_reported() {
        var writer = Sketch.of("writer", p -> p.step("count").writes(A).run(() -> new Report(1)));
        var reader = Sketch.of(
                "reader",
                p -> p.output(p.step("rows")
                        .reads(p.dataset(DatasetRef.of("a-out", Rows.class)))
                        .run(Examples::check)));

        assertThat(Found.the("type-differs", writer, reader).reason()).contains("as Rows", "writes it as Report");
    }

    @Test
    void a_step_whose_work_nobody_can_see_is_a_warning() {
        Problem problem = Found.the("unused-step", Sketch.of("useless", p -> {
            Dataset<Report> first = p.step("first").run(() -> new Report(1));
            p.output(first);
            p.step("second").reads(first).run(Steps::copy);
        }));

        assertThat(problem.severity()).isEqualTo(Severity.WARNING);
        assertThat(problem.place()).isEqualTo("useless/second");
    }

    @Test
    void of_steps_that_lead_to_nothing_only_the_last_is_named() {
        assertThat(Found.the("unused-step", Sketch.of("useless", p -> {
                            p.partitionedBy(TimeWindows.monthly("2025-01"));
                            Dataset<Report> first = p.step("first").run(() -> new Report(1));
                            Dataset<Report> second =
                                    p.step("second").reads(first).run(Steps::copy);
                            p.step("third")
                                    .warmStart(Report.class)
                                    .reads(second)
                                    .run(Steps::goOn);
                        }))
                        .place())
                .isEqualTo("useless/third");
    }

    @Test
    void a_step_that_acts_on_the_outside_world_needs_no_reader() {
        assertThat(Found.codes(Sketch.of("useful", p -> {
                    Dataset<Report> count = p.step("count").run(() -> new Report(1));
                    p.step("notify").reads(count).hasEffects().run(Steps::copy);
                })))
                .isEmpty();
    }

    @Test
    void a_step_that_only_another_waits_for_is_not_unused() {
        assertThat(Found.codes(Sketch.of("useful", p -> {
                    Dataset<Report> check = p.step("check").run(() -> new Report(1));
                    p.output(p.step("count").after(check).run(() -> new Report(2)));
                })))
                .isEmpty();
    }

    @Test
    void a_source_that_nobody_reads_is_a_warning_in_a_catalog() {
        var lonely = Sketch.of("lonely", p -> {
            p.source("raw", Files.matching("a.csv"));
            p.output(p.step("count").run(() -> new Report(1)));
        });

        assertThat(Found.codes(lonely)).isEmpty();
        assertThat(Found.the("unused-source", lonely, GOOD).place()).isEqualTo("lonely/raw");
    }

    /** Steps' functions. */
    static final class Steps {
        static Report copy(Report report) {
            return report;
        }

        static Report goOn(Optional<Report> before, Report report) {
            return before.orElse(report);
        }
    }
}
