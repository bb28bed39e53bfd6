package dev.rondo.ui.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.EngineSettings;
import dev.rondo.ui.code.CodeFolder;
import dev.rondo.ui.server.Server;
import dev.rondo.ui.server.ServerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reproducing models, exporting and importing runs, against a real server. */
class RunAgainTest {
    private static final String LETTERS = """
            package user;

            import static dev.rondo.pipeline.Contender.*;

            import dev.rondo.partition.*;
            import dev.rondo.pipeline.*;
            import dev.rondo.settings.Default;
            import dev.rondo.step.*;
            import java.util.List;
            import java.util.Random;

            public final class Letters implements Pipeline<Letters.Settings> {
                public record Settings(@Default("1") int times) {}

                public void define(PipelineBuilder<Settings> p) {
                    p.partitionedBy(TimeWindows.monthly("2011-01"));
                    Source<DataFile> raw = p.source("raw", Files.matching("l-{partition}.txt"));
                    Dataset<Integer> count = p.step("count").reads(raw).run(Letters::count);
                    Dataset<Integer> model = p.step("train").reads(count.allPrevious(), count)
                            .environment(e -> e.file("conf/bias.txt")).run(Letters::train);
                    Dataset<Metrics> metrics = p.step("evaluate").reads(model, raw).run(Letters::score);
                    Dataset<Metrics> naive = p.step("naive").reads(raw).run(Letters::naive);
                    p.gate("better").on(metrics, "score").higherIsBetter()
                            .against(champion("letters"), baseline(naive)).promotes(model);
                }

                static Integer count(DataFile file) throws java.io.IOException {
                    return (int) java.nio.file.Files.size(file.content());
                }

                static Integer train(StepContext<Settings> context, List<Integer> before, Integer now)
                        throws java.io.IOException {
                    int bias = Integer.parseInt(
                            java.nio.file.Files.readString(context.file("conf/bias.txt").content()));
                    int sum = bias + before.stream().mapToInt(Integer::intValue).sum() + now;
                    return sum * context.settings().times() + new Random(context.seed()).nextInt(2);
                }

                static Metrics score(Integer model, DataFile file) { return Metrics.of("score", model); }

                static Metrics naive(DataFile file) { return Metrics.of("score", 0); }
            }
            """;

    private static final String DICE = """
            package user;

            import dev.rondo.pipeline.*;

            public final class Dice implements Pipeline<Pipeline.NoSettings> {
                public void define(PipelineBuilder<NoSettings> p) {
                    Dataset<Integer> sure = p.step("sure").run(Dice::sure);
                    Dataset<Long> roll = p.step("roll").reads(sure).run(Dice::roll);
                    p.output(p.step("twice").reads(roll).run(Dice::twice));
                }

                static Integer sure() { return 6; }

                static Long roll(Integer sides) { return System.nanoTime(); }

                static Long twice(Long roll) { return 2 * roll; }
            }
            """;

    private static final String MAIL = """
            package user;

            import dev.rondo.pipeline.*;

            public final class Mail implements Pipeline<Pipeline.NoSettings> {
                public void define(PipelineBuilder<NoSettings> p) {
                    p.output(p.step("send").hasEffects().run(Mail::send));
                }

                static Integer send() { return 1; }
            }
            """;

    @TempDir
    static Path folder;

    private static Server server;
    private static Path letters;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void aServerThatHasMadeModels() throws IOException {
        Path data = Files.createDirectories(folder.resolve("home/data"));
        Files.writeString(data.resolve("l-2011-01.txt"), "january");
        Files.writeString(Files.createDirectories(data.resolve("conf")).resolve("bias.txt"), "100");
        Files.writeString(data.resolve("l-2011-02.txt"), "february");
        Files.writeString(data.resolve("l-2011-03.txt"), "march");
        Path code = new CodeFolder(folder.resolve("user")).classes(LETTERS, DICE, MAIL);
        server = Server.start(ServerSettings.of(EngineSettings.inHome(folder.resolve("home")), List.of(code), 0));
        var made = new RunAgainTest();
        for (String month : List.of("2011-01", "2011-02", "2011-03")) {
            made.rondo("run", "letters", "--partition", month, "--set", "times=3");
        }
        assertThat(made.rondo("run", "dice")).isZero();
        letters = folder.resolve("letters.zip");
        assertThat(made.rondo("export", "3", letters.toString()))
                .as(made.err.toString())
                .isZero();
    }

    @AfterAll
    static void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void a_model_is_made_again_byte_for_byte_with_its_inputs_settings_seed_and_champion() {
        assertThat(rondo("reproduce", "letters@2")).as(out + "" + err).isZero();
        assertThat(out.toString())
                .contains("  train  same")
                .contains("  evaluate@champion  same")
                .contains("Model letters@2 (run 3) is reproduced: all 6 steps came out the same, byte for byte.");
    }

    @Test
    void of_a_run_that_cannot_be_reproduced_the_first_step_that_differs_is_named() {
        Path dice = folder.resolve("dice.zip");
        assertThat(rondo("export", "4", dice.toString())).isZero();
        assertThat(rondo("import", dice.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("  sure  same")
                .contains("  twice  DIFFERS")
                .containsPattern("Run 4 of dice is not reproduced. The first step that differs is roll: dice.roll was"
                        + " [0-9a-f]{12} .* and is ");
    }

    @Test
    void an_import_into_a_home_can_be_looked_at_there() {
        String home = folder.resolve("other").toString();
        assertThat(rondo("import", letters.toString(), "--home", home))
                .as(out + "" + err)
                .isZero();
        assertThat(rondo("import", letters.toString(), "--home", home))
                .as(out + "" + err)
                .isZero();
        out.getBuffer().setLength(0);
        assertThat(ownHome("runs", "--home", home)).isZero();
        assertThat(out.toString()).contains("letters").contains("2011-03").contains("SUCCEEDED");
    }

    @Test
    void steps_with_effects_run_again_only_if_that_is_said() {
        assertThat(rondo("run", "mail")).isZero();
        String run = out.toString().replaceFirst("(?s).*Run (\\d+) .*", "$1");
        String mail = folder.resolve("mail.zip").toString();
        assertThat(rondo("export", run, mail)).isZero();
        assertThat(rondo("import", mail)).isEqualTo(1);
        assertThat(err.toString()).contains("Steps [send] of pipeline mail act on the outside world");
        assertThat(rondo("import", mail, "--with-effects")).isZero();
    }

    @Test
    void what_does_not_fit_is_left_out_and_named() {
        Path small = folder.resolve("small.zip");
        assertThat(rondo("export", "3", small.toString(), "--inputs", "6")).isZero();
        assertThat(rondo("import", small.toString())).isEqualTo(1);
        assertThat(err.toString()).containsPattern("leaves out [0-9]+ things that the run reads, the first .*letters");
        assertThat(rondo("export", "3", small.toString(), "--inputs", "much")).isEqualTo(2);
        assertThat(rondo("export", "99", small.toString())).isNotZero();
        assertThat(rondo("reproduce", "letters")).isEqualTo(2);
    }

    @Test
    void a_run_whose_data_is_damaged_is_not_exported_and_the_reason_is_said() throws IOException {
        Path home = folder.resolve("home");
        Files.writeString(home.resolve("data/l-2011-04.txt"), "april".repeat(2_000));
        assertThat(rondo("run", "letters", "--partition", "2011-04", "--json")).isZero();
        String run = out.toString().replaceFirst("(?s).*?\"id\" : \"(\\d+)\".*", "$1");
        for (Path file : filesOf10KBytes(home.resolve("artifacts"))) {
            assertThat(file.toFile().setWritable(true)).isTrue();
            Files.writeString(file, "APRIL".repeat(2_000));
        }
        assertThat(rondo("export", run, folder.resolve("april.zip").toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains("Run " + run + " could not be exported, since not all of what it read is there")
                .contains("so a new run, or a retry of this one, makes it again");
    }

    private static List<Path> filesOf10KBytes(Path below) throws IOException {
        try (var files = Files.walk(below)) {
            return files.filter(
                            file -> Files.isRegularFile(file) && file.toFile().length() == 10_000)
                    .toList();
        }
    }

    @Test
    void a_file_that_is_damaged_or_no_export_is_refused_with_the_reason() throws IOException {
        Path text = Files.writeString(folder.resolve("text.zip"), "no zip");
        assertThat(rondo("import", text.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("is no whole export");
        Path half = folder.resolve("half.zip");
        Files.write(half, java.util.Arrays.copyOf(Files.readAllBytes(letters), 1000));
        assertThat(rondo("import", half.toString())).isEqualTo(1);
        assertThat(rondo("import", changed("none.zip", name -> name.equals("run.json") ? "" : name, false)))
                .isEqualTo(1);
        assertThat(err.toString()).contains("it holds no run.json");
        assertThat(rondo("import", changed("bytes.zip", name -> name, true))).isEqualTo(1);
        assertThat(err.toString()).contains("is damaged: its content has the digest");
    }

    @Test
    void nothing_is_written_outside_of_the_home() throws IOException {
        String escaping = changed(
                "slip.zip",
                name -> name.endsWith("index") ? name.replace("index", "../../../../escaped.txt") : name,
                false);
        assertThat(rondo(
                        "import", escaping, "--home", folder.resolve("a/b/home").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("which would lie outside of");
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.endsWith("escaped.txt"))).isEmpty();
        }
    }

    /** The export of letters with other names of entries (without those that become empty), or with other artifacts. */
    private static String changed(String name, UnaryOperator<String> names, boolean otherBytes) throws IOException {
        Path changed = folder.resolve(name);
        try (ZipFile zip = new ZipFile(letters.toFile());
                OutputStream file = Files.newOutputStream(changed);
                ZipOutputStream out = new ZipOutputStream(file, StandardCharsets.UTF_8)) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                String other = names.apply(entry.getName());
                if (!other.isEmpty()) {
                    out.putNextEntry(new ZipEntry(other));
                    try (InputStream in = zip.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                    if (otherBytes && other.startsWith("artifacts/")) {
                        out.write('!');
                    }
                    out.closeEntry();
                }
            }
        }
        return changed.toString();
    }

    private int rondo(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!arguments[0].equals("import")) {
            all.addAll(List.of("--server", server.address().toString()));
        }
        return ownHome(all.toArray(String[]::new));
    }

    private int ownHome(String... arguments) {
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
