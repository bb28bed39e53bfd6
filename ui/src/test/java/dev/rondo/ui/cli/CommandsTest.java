package dev.rondo.ui.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.engine.EngineSettings;
import dev.rondo.ui.code.CodeFolder;
import dev.rondo.ui.server.Server;
import dev.rondo.ui.server.ServerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands against a real server, and against an engine of their own. */
class CommandsTest {
    private static final String WORDS = """
            package user;

            import dev.rondo.partition.FixedKeys;
            import dev.rondo.pipeline.*;
            import dev.rondo.settings.*;
            import dev.rondo.step.StepContext;

            public final class Words implements Pipeline<Words.Settings> {
                public record Settings(@Default("2") @Range(min = 1, max = 5) int times, @Default("") String fault) {}

                public void define(PipelineBuilder<Settings> p) {
                    p.partitionedBy(FixedKeys.of("en", "de", "fr", "yy"));
                    Dataset<String> word = p.step("word").run(Words::word);
                    Dataset<String> loud = p.step("loud").reads(word).run(Words::loud);
                    p.output(loud);
                }

                static String word(StepContext<Settings> context) {
                    if (!context.settings().fault().isEmpty()) {
                        throw new IllegalArgumentException(context.settings().fault());
                    }
                    if (context.partition().value().equals("yy")) {
                        throw new IllegalStateException("nobody speaks yy");
                    }
                    context.log("saying " + context.partition());
                    return context.partition().toString().repeat(context.settings().times());
                }

                static String loud(String word) {
                    return word.toUpperCase();
                }
            }
            """;

    private static final String PARTS = """
            package user;

            import dev.rondo.pipeline.*;
            import dev.rondo.settings.*;
            import dev.rondo.step.StepContext;
            import java.util.List;

            public final class Parts implements Pipeline<Parts.Settings> {
                public record Settings(@Default("7") int wrong) {}

                public void define(PipelineBuilder<Settings> p) {
                    Dataset<List<Integer>> numbers = p.step("numbers").run(Parts::numbers);
                    p.output(p.step("part").forEach(numbers).run(Parts::part));
                }

                static List<Integer> numbers(StepContext<Settings> context) {
                    return List.of(1, 2, context.settings().wrong());
                }

                static int part(int number) {
                    if (number > 5) {
                        throw new IllegalArgumentException(number + " is too much");
                    }
                    return number;
                }
            }
            """;

    private static final String PRINTS = """
            package user;

            import dev.rondo.partition.FixedKeys;
            import dev.rondo.pipeline.*;

            public final class Prints implements Pipeline<Pipeline.NoSettings> {
                public void define(PipelineBuilder<Pipeline.NoSettings> p) {
                    p.partitionedBy(FixedKeys.of("a", "b"));
                    p.output(p.step("print").pool("press").run(Prints::print));
                }

                static int print() {
                    return 1;
                }
            }
            """;

    private static final String SIGNS = """
            package user;

            import dev.rondo.pipeline.*;
            import dev.rondo.step.StepContext;
            import java.time.Duration;

            public final class Signs implements Pipeline<Pipeline.NoSettings> {
                public void define(PipelineBuilder<Pipeline.NoSettings> p) {
                    Dataset<String> draft = p.step("draft").run(Signs::draft);
                    Dataset<String> signed = p.approval("sign").by("owner").within(Duration.ofDays(2)).of(draft);
                    p.output(p.step("publish").reads(signed).run(Signs::publish));
                }

                static String draft(StepContext<Pipeline.NoSettings> context) {
                    context.log("drafted");
                    return "draft";
                }

                static String publish(StepContext<Pipeline.NoSettings> context, String signed) {
                    context.log("published");
                    return signed;
                }
            }
            """;

    @TempDir
    static Path folder;

    private static Path code;
    private static Server server;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void aServerWithOnePipeline() throws IOException {
        code = new CodeFolder(folder.resolve("user")).classes(WORDS);
        Path parts = new CodeFolder(folder.resolve("parts")).classes(PARTS);
        Path prints = new CodeFolder(folder.resolve("prints")).classes(PRINTS);
        Path signs = new CodeFolder(folder.resolve("signs")).classes(SIGNS);
        server = Server.start(ServerSettings.of(
                EngineSettings.inHome(folder.resolve("home")), List.of(code, parts, prints, signs), 0));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void a_run_is_followed_to_its_end_and_its_steps_are_told() {
        assertThat(rondo("run", "words", "--partition", "en", "--set", "times=3", "--note", "hi"))
                .isZero();
        assertThat(out.toString())
                .contains("of words en")
                .contains("  word  SUCCEEDED")
                .contains("  loud  SUCCEEDED")
                .containsPattern("Run \\d+ SUCCEEDED after .* steps: 2 of 2");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void a_plan_says_what_would_run_and_for_new_code_what_it_changes() throws IOException {
        assertThat(rondo("run", "words", "--partition", "fr", "--set", "times=5"))
                .isZero();
        out.getBuffer().setLength(0);
        assertThat(rondo("plan", "words", "fr", "--set", "times=5")).isZero();
        assertThat(out.toString())
                .containsPattern("fr +word +HIT +nothing it depends on has changed since run \\d+")
                .contains("Nothing would run: 2 HIT.")
                .contains("Nothing has been started.");
        out.getBuffer().setLength(0);
        Path louder = new CodeFolder(folder.resolve("louder")).classes(WORDS.replace("toUpperCase()", "concat(\"!\")"));
        assertThat(rondo("plan", "words", "fr..fr", "--set", "times=5", "--code", louder.toString()))
                .isZero();
        assertThat(out.toString())
                .containsPattern("fr +loud +RUN +\\d.* m?s .*code changed: class user.Words")
                .contains("with the code of classes");
        assertThat(rondo("plan", "words", "xx")).isEqualTo(2);
    }

    @Test
    void a_run_that_fails_ends_with_1_and_says_which_step_and_where_its_log_is() {
        assertThat(rondo("run", "words", "--partition", "de", "--set", "fault=no ink"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("step word failed")
                .contains("no ink")
                .contains("rondo logs ");
    }

    @Test
    void who_waits_for_a_person_says_how_to_answer_and_logs_that_are_followed_go_on_after_it() throws Exception {
        assertThat(rondo("run", "signs", "--no-wait", "--no-cache", "--json")).isZero();
        String run = new ObjectMapper().readTree(out.toString()).path("id").asText();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            out.getBuffer().setLength(0);
            rondo("why", run);
            return out.toString().contains("waits for approval by owner");
        });
        assertThat(out.toString())
                .containsPattern("rondo approve " + run + " sign --role owner  \\(until [-0-9]+T[:0-9]+Z\\)");

        StringWriter logs = new StringWriter();
        FutureTask<Integer> following = new FutureTask<>(() -> Main.execute(
                new PrintWriter(logs, true),
                new PrintWriter(err, true),
                "logs",
                run,
                "--follow",
                "--server",
                server.address().toString()));
        new Thread(following, "logs").start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> logs.toString().contains("drafted"));
        assertThat(rondo("approve", run, "sign", "--role", "owner", "--by", "ada"))
                .isZero();
        assertThat(following.get(30, TimeUnit.SECONDS)).isZero();
        assertThat(logs.toString())
                .containsPattern("(?s)==> draft, attempt 1 <==.*drafted.*==> publish, attempt 1 <==.*published")
                .containsOnlyOnce("drafted");
    }

    @Test
    void the_logs_of_a_fan_out_are_those_of_the_items_that_failed_or_of_the_one_that_is_named() throws IOException {
        assertThat(rondo("run", "parts", "--json")).isEqualTo(1);
        String run = new ObjectMapper().readTree(out.toString()).path("id").asText();
        assertThat(rondo("logs", run, "part")).isZero();
        assertThat(out.toString()).contains("==> part, item 2, attempt 1 <==").contains("7 is too much");
        out.getBuffer().setLength(0);
        assertThat(rondo("logs", run)).isZero();
        assertThat(out.toString()).contains("==> part, item 2, attempt 1 <==").contains("7 is too much");
        assertThat(rondo("logs", run, "part", "--item", "2")).isZero();
        assertThat(rondo("logs", run, "part", "--item", "9")).isEqualTo(2);
        assertThat(err.toString()).contains("Item 9 of step part");
    }

    @Test
    void json_is_the_run_and_nothing_else() throws IOException {
        assertThat(rondo("run", "words", "--partition", "fr", "--json")).isZero();
        JsonNode run = new ObjectMapper().readTree(out.toString());
        assertThat(run.path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(run.path("partition").asText()).isEqualTo("fr");
    }

    @Test
    void a_run_without_the_cache_computes_everything() throws IOException {
        runOf("en");
        out.getBuffer().setLength(0);
        assertThat(rondo("run", "words", "--partition", "en", "--no-cache", "--json"))
                .isZero();
        JsonNode run = new ObjectMapper().readTree(out.toString());
        assertThat(run.path("noCache").asBoolean()).isTrue();
        assertThat(run.path("steps").path("cached").asInt()).isZero();
        assertThat(rondo("adopt", "words", "word", "--reason", "the same")).isEqualTo(1);
        assertThat(err.toString()).contains("nothing to adopt");
        assertThat(rondo("accept-nondeterminism", "words", "wrod", "--reason", "fine"))
                .isEqualTo(2);
        assertThat(rondo("accept-nondeterminism", "words", "word", "--reason", "fine"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("No probe has found");
    }

    @Test
    void the_doctor_checks_what_is_recorded_and_finds_nothing() throws IOException {
        assertThat(rondo("run", "words", "--partition", "en", "--set", "times=4"))
                .isZero();
        assertThat(rondo("doctor")).isZero();
        assertThat(out.toString()).containsPattern("All promises are kept: \\d+ runs and \\d+ changes checked\\.");
        assertThat(rondo("doctor", "--run", "4711")).isEqualTo(2);
        assertThat(err.toString()).contains("There is no run 4711");
    }

    @Test
    void what_cannot_be_is_refused_with_2_and_the_remedy() {
        assertThat(rondo("run", "wurds")).isEqualTo(2);
        assertThat(err.toString()).contains("wurds").contains("words");
        assertThat(rondo("run", "words", "--partition", "en", "--set", "tims=3"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("times");
        assertThat(rondo("logs", "999999")).isEqualTo(2);
        assertThat(rondo("runs", "--state", "asleep")).isEqualTo(2);
    }

    @Test
    void a_list_of_what_there_is_not_is_refused_and_not_empty() {
        assertThat(rondo("runs", "--pipeline", "wurds")).isEqualTo(2);
        assertThat(err.toString())
                .contains("There is no pipeline \"wurds\", and no run of one.")
                .contains("Did you mean \"words\"? Deployed are: ");
        assertThat(rondo("backfills", "--pipeline", "wurds")).isEqualTo(2);
        assertThat(rondo("runs", "--partition", "sv")).isEqualTo(2);
        assertThat(err.toString()).contains("No pipeline that is deployed has a partition \"sv\"");
        assertThat(rondo("runs", "--pipeline", "words", "--partition", "a")).isEqualTo(2);
        assertThat(err.toString()).contains("Pipeline words has no partition \"a\"");
        assertThat(rondo("runs", "--pipeline", "prints", "--partition", "b")).isZero();
    }

    @Test
    void what_is_misspelt_is_told_with_what_may_have_been_meant() throws IOException {
        String run = runOf("en");
        assertThat(rondo("retry", run, "--from", "lood")).isEqualTo(2);
        assertThat(err.toString())
                .contains("Run " + run + " has no step \"lood\". Did you mean \"loud\"? Its steps are word, loud.");
        assertThat(rondo("run", "words", "--partition", "en", "--refresh", "wrd"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Did you mean \"word\"? Its steps are word, loud.");
        assertThat(rondo("approve", run, "wrd", "--role", "owner")).isEqualTo(2);
        assertThat(rondo("reproduce", "fox@1")).isEqualTo(2);
    }

    @Test
    void a_backfill_is_listed_shown_and_cancelled() throws IOException {
        assertThat(rondo("backfill", "prints", "--no-wait", "--json")).isZero();
        String id = new ObjectMapper().readTree(out.toString()).path("id").asText();
        out.getBuffer().setLength(0);

        assertThat(rondo("backfills", "--pipeline", "prints")).isZero();
        assertThat(out.toString()).containsPattern(id + " +prints +a +b +missing +RUNNING +2 total, ");
        assertThat(rondo("backfills", id)).isZero();
        assertThat(out.toString())
                .contains("Backfill " + id + " of prints from a to b, mode missing, is RUNNING: 2 total")
                .containsPattern("a +RUNNING +\\d+ +");
        assertThat(rondo("cancel", "--backfill", id)).isZero();
        assertThat(rondo("backfills", id, "--follow")).isEqualTo(3);
        assertThat(out.toString()).containsPattern("is CANCELLED: 2 total, .*2 cancelled");
        assertThat(rondo("cancel", "--backfill", id)).as("asked once more").isZero();

        assertThat(rondo("backfills", "4711")).isEqualTo(2);
        assertThat(rondo("cancel", "--backfill", "4711")).isEqualTo(2);
        assertThat(rondo("cancel")).isEqualTo(2);
        assertThat(rondo("cancel", "1", "--backfill", id)).isEqualTo(2);
        assertThat(rondo("backfills", "--follow")).isEqualTo(2);
        assertThat(rondo("backfills", id, "--limit", "3")).isEqualTo(2);
    }

    @Test
    void a_backfill_that_has_ended_cannot_be_cancelled() throws IOException {
        rondo("backfill", "words", "--from", "en", "--to", "en", "--mode", "all", "--json");
        String id = new ObjectMapper().readTree(out.toString()).path("id").asText();
        assertThat(rondo("cancel", "--backfill", id)).isEqualTo(1);
        assertThat(err.toString()).contains("backfill " + id + " of words has ended: it is SUCCEEDED");
    }

    @Test
    void logs_show_no_heading_where_nothing_was_written() throws IOException {
        rondo("run", "words", "--partition", "en", "--no-cache");
        String run = latest();
        out.getBuffer().setLength(0);
        assertThat(rondo("logs", run)).isZero();
        assertThat(out.toString()).contains("==> word, attempt 1 <==").doesNotContain("==> loud");
        out.getBuffer().setLength(0);
        assertThat(rondo("logs", run, "loud")).isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("step loud of run " + run + " wrote nothing");
    }

    @Test
    void a_step_from_the_cache_has_no_log_and_says_why() throws IOException {
        runOf("en");
        String run = runOf("en");
        assertThat(rondo("logs", run, "word")).isEqualTo(2);
        assertThat(err.toString()).contains("has had no attempt: it is SUCCEEDED, from the cache");
        assertThat(rondo("logs", run)).isZero();
        assertThat(err.toString()).contains("no step of run " + run + " wrote anything");
    }

    @Test
    void a_file_that_is_there_is_replaced_only_when_that_is_said(@TempDir Path other) throws IOException {
        String run = runOf("en");
        for (List<String> command : List.of(List.of("backup"), List.of("export", run))) {
            Path file = Files.writeString(other.resolve("precious"), "ten years of work");
            List<String> line = new ArrayList<>(command);
            line.add(file.toString());
            assertThat(rondo(line.toArray(String[]::new))).isEqualTo(2);
            assertThat(err.toString()).contains("precious exists").contains("--overwrite");
            assertThat(file).hasContent("ten years of work");
            line.add("--overwrite");
            assertThat(rondo(line.toArray(String[]::new))).as(err.toString()).isZero();
            assertThat(Files.size(file)).isGreaterThan(100);
        }
        assertThat(rondo("export", "99999", other.resolve("none").toString())).isEqualTo(2);
        assertThat(rondo("export", run, other.toString())).isEqualTo(2);
        assertThat(rondo("backup", other.resolve("no/such/folder").toString())).isEqualTo(2);
        try (Stream<Path> left = Files.list(other)) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactly("precious");
        }
    }

    @Test
    void runs_are_listed_and_filtered() {
        rondo("run", "words", "--partition", "en");
        rondo("run", "words", "--partition", "de", "--set", "fault=again");
        out.getBuffer().setLength(0);

        assertThat(rondo("runs", "--pipeline", "words", "--state", "failed", "--limit", "1"))
                .isZero();
        assertThat(out.toString().lines().toList()).hasSize(2);
        assertThat(out.toString()).contains("PARTITION").contains("FAILED").doesNotContain("SUCCEEDED");
    }

    @Test
    void logs_and_reasons_of_a_run() throws IOException {
        String run = runOf("en");
        rondo("run", "words", "--partition", "en", "--refresh", "word");

        assertThat(rondo("why", run)).isZero();
        assertThat(out.toString())
                .contains("was started by a person")
                .contains("It is SUCCEEDED")
                .contains("word  ");
        assertThat(rondo("logs", latest(), "word", "--follow")).isZero();
        assertThat(out.toString()).contains("saying en");
        assertThat(rondo("logs", run, "wrod")).isEqualTo(2);
        assertThat(err.toString()).contains("its steps are word, loud");
    }

    @Test
    void the_graph_in_every_format() {
        assertThat(graph("text")).contains("loud").contains("STEP");
        assertThat(graph("mermaid")).startsWith("flowchart");
        assertThat(graph("dot")).startsWith("digraph");
        assertThat(graph("json")).startsWith("{").contains("\"nodes\"");
        assertThat(graph("svg")).startsWith("<svg");
    }

    @Test
    void the_pipeline_of_the_reference_compiles_and_nothing_is_to_be_said_of_it(@TempDir Path other)
            throws IOException {
        String page = Files.readString(Path.of("../docs/reference/pipelines.md"));
        String source = page.substring(page.indexOf("```java\n") + 8, page.indexOf("\n```\n"));
        Path classes = new CodeFolder(other.resolve("shop")).classes(source);
        assertThat(plain("graph", "scores", "--pipelines", classes.toString(), "--home", other + "/home"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("score").contains("release").contains("tidy");
        assertThat(err.toString()).doesNotContain("WARNING");
    }

    @Test
    void a_backfill_is_planned_and_then_run() {
        assertThat(rondo("backfill", "words", "--from", "en", "--to", "fr", "--mode", "all", "--dry-run"))
                .isZero();
        assertThat(out.toString())
                .containsPattern("en to fr +RUN +all partitions of the range were asked for")
                .contains("Would start 3 runs");
        assertThat(rondo("backfill", "words", "--from", "en", "--to", "fr", "--mode", "all"))
                .isZero();
        assertThat(out.toString()).contains("3 succeeded").containsPattern("Backfill \\d+ is SUCCEEDED");
        out.getBuffer().setLength(0);
        assertThat(rondo("backfill", "words", "--dry-run")).isZero();
        assertThat(out.toString()).containsPattern("(?s)de +SKIP.*fr +SKIP.*yy +RUN.*Would start 1 run\\.");
    }

    @Test
    void a_backfill_tells_what_fails_and_why() {
        assertThat(rondo("backfill", "words", "--from", "fr", "--mode", "all")).isEqualTo(1);
        assertThat(out.toString())
                .contains("1 succeeded, 1 failed")
                .containsPattern("yy  FAILED \\(run \\d+\\): step word: .*nobody speaks yy");
        String id = out.toString().replaceFirst("(?s).*Backfill (\\d+) is FAILED.*", "$1");
        assertThat(rondo("backfills", id)).isZero();
        assertThat(out.toString()).containsPattern("yy +FAILED +\\d+ +step word: .*nobody speaks yy");
        String run = out.toString().replaceFirst("(?s).*yy  FAILED \\(run (\\d+)\\).*", "$1");
        assertThat(rondo("why", run)).isZero();
        assertThat(out.toString()).contains("was started by backfill " + id);
        out.getBuffer().setLength(0);
        assertThat(rondo("backfill", "words", "--from", "yy", "--mode", "failed", "--dry-run"))
                .isZero();
        assertThat(out.toString()).contains("Would start 1 run. ");
    }

    @Test
    void a_run_is_repeated_from_a_step_and_what_was_before_it_is_taken_over() throws IOException {
        String run = runOf("fr");
        assertThat(rondo("retry", run)).isEqualTo(1);
        assertThat(err.toString()).contains("has no step that failed or was cancelled");
        assertThat(rondo("retry", run, "--from", "loud")).isZero();
        assertThat(out.toString())
                .contains("repeats run " + run)
                .contains("taken over from run " + run)
                .contains("SUCCEEDED");
    }

    @Test
    void pools_are_limited_and_listed() {
        assertThat(rondo("pools", "gpu=2")).isZero();
        assertThat(out.toString())
                .containsPattern("POOL +LIMIT +HELD +WAITING +HOLDERS")
                .containsPattern("gpu +2 +0 +0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu=abc", "gpu=", "gpu=1.5", "gpu=-1", "gpu", "=3", "GPU=3", "gpu=99999999999"})
    void what_is_no_limit_of_a_pool_is_refused_before_any_is_set(String limit) {
        assertThat(rondo("pools", "tpu=1", limit)).isEqualTo(2);
        assertThat(err.toString()).contains("A limit is ").contains("got \"" + limit + "\"");
        assertThat(rondo("pools")).isZero();
        assertThat(out.toString()).doesNotContain("tpu");
    }

    @Test
    void garbage_is_looked_for_and_what_stays_is_told_with_the_reason() throws IOException {
        runOf("en");
        assertThat(rondo("gc", "--dry-run")).isZero();
        assertThat(out.toString()).contains("Nothing would go").containsPattern("STAYS +COUNT +SIZE");
        assertThat(rondo("gc", "--grace", "PT1S")).isEqualTo(2);
        assertThat(err.toString()).contains("at least PT1H");
    }

    @Test
    void a_run_that_has_ended_cannot_be_cancelled() throws IOException {
        assertThat(rondo("cancel", runOf("en"))).isEqualTo(1);
        assertThat(err.toString()).contains("has ended");
    }

    @Test
    void where_nobody_answers_the_exit_code_is_4() {
        assertThat(plain("runs", "--server", "http://127.0.0.1:1")).isEqualTo(4);
        assertThat(err.toString()).contains("No server answers").contains("rondo serve");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not an address",
                "foo",
                "http://",
                "http:///",
                "ftp://x",
                "http://127.0.0.1:99999",
                "http://127.0.0.1:0",
                "http://127.0.0.1:-1",
                "http://127.0.0.1:port",
                "http://127.0.0.1:7070?x",
                "http://127.0.0.1:7070#x",
                "http://a b",
                "http://[::1"
            })
    void what_is_no_address_of_a_server_is_refused_with_2_and_an_example(String address) {
        assertThat(plain("runs", "--server", address)).as(err.toString()).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "rondo: --server takes an address such as http://127.0.0.1:7070; got \"" + address + "\"");
    }

    @Test
    void commands_need_no_server_when_they_are_given_a_home(@TempDir Path other) {
        String[] own = {"--home", other.resolve("home").toString(), "--pipelines", code.toString()};
        assertThat(plain(with(own, "run", "words", "--partition", "en"))).isZero();
        assertThat(plain(with(own, "run", "words", "--partition", "en"))).isZero();
        assertThat(out.toString()).contains("2 cached");
        String home = other.resolve("home").toString();
        out.getBuffer().setLength(0);
        assertThat(plain("runs", "--home", home, "--pipeline", "words")).isZero();
        assertThat(out.toString().lines()).as("runs of a pipeline that is gone").hasSize(3);
        assertThat(plain("runs", "--home", home, "--pipeline", "wurds")).isEqualTo(2);
        assertThat(err.toString()).contains("None is deployed");
        assertThat(plain(with(own, "run", "words", "--no-wait"))).isEqualTo(2);
        assertThat(plain(with(own, "runs", "--server", "http://127.0.0.1:1"))).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runs",
                "why 1",
                "logs 1",
                "doctor",
                "backfills",
                "pools",
                "gc",
                "cancel 1",
                "retry 1",
                "approve 1 sign --role owner",
                "adopt words word --reason same",
                "accept-nondeterminism words word --reason fine",
                "reproduce words@1",
                "export 1 run.zip",
                "backup home.zip"
            })
    void a_home_that_is_not_there_is_named_and_not_made(String command, @TempDir Path other) {
        Path home = other.resolve("hoem");
        List<String> line = new ArrayList<>(List.of(command.split(" ")));
        line.replaceAll(word -> word.endsWith(".zip") ? other.resolve(word).toString() : word);
        line.addAll(List.of("--home", home.toString()));
        assertThat(plain(line.toArray(String[]::new))).as(err.toString()).isEqualTo(2);
        assertThat(err.toString()).contains("There is no home " + home);
        assertThat(out.toString()).isEmpty();
        assertThat(home).doesNotExist();
    }

    @Test
    void a_home_or_a_port_that_is_in_use_is_exit_code_5(@TempDir Path other) {
        assertThat(plain("runs", "--home", folder.resolve("home").toString())).isEqualTo(5);
        assertThat(err.toString()).contains("in use by process");
        String port = Integer.toString(server.address().getPort());
        assertThat(plain("serve", "--home", other.toString(), "--port", port)).isEqualTo(5);
        assertThat(err.toString()).contains("Port " + port);
    }

    @Test
    void a_server_with_nothing_to_serve_says_why_and_does_not_stay(@TempDir Path other) throws Exception {
        Path junk = Files.writeString(other.resolve("junk.jar"), "no jar");
        assertThat(plain(
                        "serve",
                        "--home",
                        other.resolve("home").toString(),
                        "--port",
                        "0",
                        "--pipelines",
                        junk.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--pipelines").contains("junk.jar");
    }

    @Test
    void an_address_that_others_can_reach_and_a_database_server_are_refused() {
        assertThat(plain("serve", "--host", "0.0.0.0")).isEqualTo(2);
        assertThat(err.toString()).contains("needs authentication, and this version has none");
        assertThat(plain("serve", "--db", "jdbc:oracle://db/rondo")).isEqualTo(2);
        assertThat(plain("serve", "--durability", "none")).isEqualTo(2);
    }

    @Test
    void a_backup_of_a_working_server_becomes_a_home_that_a_command_can_ask(@TempDir Path other) throws IOException {
        String run = runOf("en");
        Path file = other.resolve("backup.zip");
        assertThat(rondo("backup", file.toString())).isZero();
        assertThat(out.toString()).contains("Wrote " + file);
        String home = other.resolve("home").toString();
        assertThat(plain("restore", file.toString(), "--home", home)).isZero();
        assertThat(out.toString())
                .containsPattern("Restored " + home + " as it was at [0-9-]+T[0-9]{2}:[0-9]{2}:[0-9]{2}Z: ");
        assertThat(out.toString()).contains("rondo serve --home " + home + " --pipelines");
        String spaced = other.resolve("a home").toString();
        assertThat(plain("restore", file.toString(), "--home", spaced)).isZero();
        assertThat(out.toString()).contains("rondo serve --home \"" + spaced + "\" --pipelines");
        assertThat(plain("restore", file.toString(), "--home", home)).isEqualTo(2);
        assertThat(err.toString()).contains("not empty");
        assertThat(plain("backup", other.resolve("again.zip").toString(), "--home", home, "--without-artifacts"))
                .isZero();
        out.getBuffer().setLength(0);
        assertThat(plain("why", run, "--home", home)).isZero();
        assertThat(out.toString()).contains("words");
    }

    private String graph(String format) {
        out.getBuffer().setLength(0);
        assertThat(rondo("graph", "words", "--format", format)).isZero();
        return out.toString();
    }

    private String runOf(String partition) throws IOException {
        out.getBuffer().setLength(0);
        assertThat(rondo("run", "words", "--partition", partition, "--json")).isZero();
        String id = new ObjectMapper().readTree(out.toString()).path("id").asText();
        out.getBuffer().setLength(0);
        return id;
    }

    private String latest() throws IOException {
        StringWriter list = new StringWriter();
        Main.execute(
                new PrintWriter(list, true),
                new PrintWriter(err, true),
                "runs",
                "--limit",
                "1",
                "--json",
                "--server",
                server.address().toString());
        return new ObjectMapper()
                .readTree(list.toString())
                .path("items")
                .path(0)
                .path("id")
                .asText();
    }

    private static String[] with(String[] options, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    private int rondo(String... arguments) {
        return plain(with(new String[] {"--server", server.address().toString()}, arguments));
    }

    private int plain(String... arguments) {
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
