package dev.rondo.ui.fault;

import dev.rondo.ui.code.CodeFolder;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Pipelines whose steps write into a journal outside of the home when they begin and when they end: what happened,
 * whatever the store says about it.
 */
final class FaultPipelines {
    private static final String JOURNAL = """
            package user;

            import dev.rondo.step.StepContext;
            import java.io.FileOutputStream;
            import java.io.IOException;
            import java.nio.charset.StandardCharsets;
            import java.nio.file.Path;

            public final class Journal {
                private Journal() {}

                public static void begins(StepContext<?> context) throws IOException {
                    write("BEGIN", context);
                }

                public static void ends(StepContext<?> context) throws IOException {
                    write("END", context);
                }

                private static void write(String what, StepContext<?> context) throws IOException {
                    Path work = context.workDirectory();
                    String[] item = work.getFileName().toString().split("-", -1);
                    String line = what + " " + work.getParent().getParent().getFileName() + " "
                            + work.getParent().getFileName() + (item.length == 3 ? "@" + item[1] : "") + " "
                            + context.attempt() + "\\n";
                    try (FileOutputStream out = new FileOutputStream(System.getProperty("fault.journal"), true)) {
                        out.write(line.getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
            """;

    private static final String WIDE = """
            package user;

            import dev.rondo.pipeline.*;
            import dev.rondo.settings.*;
            import dev.rondo.step.*;
            import java.util.ArrayList;
            import java.util.List;

            public final class Wide implements Pipeline<Wide.Settings> {
                public record Settings(@Default("0") int n) {}

                public void define(PipelineBuilder<Settings> p) {
                    Dataset<Integer> first = p.step("first").run(Wide::first);
                    List<Dataset<?>> parts = new ArrayList<>();
                    Dataset<Integer> last = first;
                    for (int i = 0; i < 12; i++) {
                        last = p.step("part-" + i).reads(first).run(Wide::next);
                        parts.add(last);
                    }
                    p.output(p.step("join").reads(last).after(parts.toArray(Dataset<?>[]::new)).run(Wide::next));
                }

                static int first(StepContext<Settings> context) throws Exception {
                    Journal.begins(context);
                    Journal.ends(context);
                    return context.settings().n();
                }

                static int next(StepContext<Settings> context, int before) throws Exception {
                    Journal.begins(context);
                    // What the step takes on purpose, 0 to 10 ms by the number of its run: kills are to meet it at work.
                    Thread.sleep(Math.floorMod(before, 3) * 5);
                    Journal.ends(context);
                    return before + 1;
                }
            }
            """;

    private static final String CHAIN = """
            package user;

            import dev.rondo.pipeline.*;
            import dev.rondo.settings.*;
            import dev.rondo.step.*;
            import java.time.Duration;

            public final class Chain implements Pipeline<Chain.Settings> {
                public record Settings(@Default("0") int n) {}

                public void define(PipelineBuilder<Settings> p) {
                    Dataset<Integer> last = p.step("link-0").run(Chain::first);
                    for (int i = 1; i < 6; i++) {
                        last = p.step("link-" + i)
                                .reads(last)
                                .retry(Retry.times(2).backoff(Duration.ofMillis(40)))
                                .run(Chain::next);
                    }
                    p.output(last);
                }

                static int first(StepContext<Settings> context) throws Exception {
                    Journal.begins(context);
                    Journal.ends(context);
                    return context.settings().n();
                }

                static int next(StepContext<Settings> context, int before) throws Exception {
                    Journal.begins(context);
                    if (before % 7 == 3 && context.attempt() == 1) {
                        throw new IllegalStateException("no luck at the first try");
                    }
                    Journal.ends(context);
                    return before + 1;
                }
            }
            """;

    private static final String LINES = """
            package user;

            import dev.rondo.partition.TimeWindows;
            import dev.rondo.pipeline.*;
            import dev.rondo.step.*;
            import java.time.Duration;

            public final class Lines implements Pipeline<Pipeline.NoSettings> {
                public void define(PipelineBuilder<NoSettings> p) {
                    p.partitionedBy(TimeWindows.monthly("2011-01"));
                    Source<DataFile> raw =
                            p.source("raw", Files.matching("m-{partition}.txt").checkedEvery(Duration.ofMillis(200)));
                    p.output(p.step("count").reads(raw).run(Lines::count));
                    p.when(When.changed(raw));
                }

                static int count(StepContext<NoSettings> context, DataFile file) throws Exception {
                    Journal.begins(context);
                    int lines = (int) java.nio.file.Files.readString(file.content()).lines().count();
                    context.metric("lines", lines);
                    Journal.ends(context);
                    return lines;
                }
            }
            """;

    private FaultPipelines() {}

    static Path compile(Path folder, String... more) throws IOException {
        String[] sources = new String[4 + more.length];
        sources[0] = JOURNAL;
        sources[1] = WIDE;
        sources[2] = CHAIN;
        sources[3] = LINES;
        System.arraycopy(more, 0, sources, 4, more.length);
        return new CodeFolder(folder).classes(sources);
    }
}
