package dev.rondo.ui.code;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.CanonicalJson;
import dev.rondo.engine.code.StepCode;
import dev.rondo.pipeline.Pipelines;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Measures how long it takes to find out the code digests of a jar of a thousand classes, and to load it again unchanged. See
 * docs/benchmarks.md. Arguments: the number of classes, 1,000 unless it is said; a jar to keep, so that another process, which
 * finds it there, measures without having compiled anything.
 */
public final class CodeDigestBenchmark {
    private static final int STEPS = 20;
    private static final int ROUNDS = 5;

    private CodeDigestBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        begin();
        int classes = arguments.length == 0 ? 1000 : Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("rondo-digest");
        Path jar = arguments.length < 2 ? folder.resolve("big.jar") : Path.of(arguments[1]);
        if (!Files.exists(jar)) {
            CodeFolder user = new CodeFolder(folder.resolve("user"));
            Files.move(user.jar("big.jar", user.classes(sources(classes))), jar);
        }
        System.out.printf(
                Locale.ROOT,
                "java %s, %d classes, %d KiB, %d steps%n",
                Runtime.version(),
                classes,
                Files.size(jar) / 1024,
                STEPS);
        System.out.println(
                "| round | archive, load, compile ms | code digests ms elapsed | on cores ms | again, jar unchanged ms"
                        + " | parts |");
        System.out.println("|---:|---:|---:|---:|---:|---:|");
        for (int round = 1; round <= ROUNDS; round++) {
            CodeArchive archive = new CodeArchive(folder.resolve("home" + round));
            long start = now();
            CodeArchive.Version version = archive.add(CodeFiles.jar(jar, problem -> {}));
            PipelineDefinition pipeline = Pipelines.compile(
                            FindPipelines.in(version, problem -> {}).get(0))
                    .definition();
            double loaded = millis(start);
            long begin = System.nanoTime();
            start = now();
            long helped = helpers();
            Map<StepName, StepCode> steps = codes(version, pipeline);
            double digests = millis(start) + (helpers() - helped) / 1e6;
            double elapsed = (System.nanoTime() - begin) / 1e6;
            start = now();
            boolean same = codes(version, pipeline).equals(steps);
            double kept = millis(start);
            int parts = steps.values().stream().mapToInt(s -> s.parts().size()).sum();
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %.0f | %.0f | %.0f | %.1f | %,d |%n",
                    round,
                    loaded,
                    elapsed,
                    digests,
                    kept,
                    parts);
            if (!same) {
                throw new IllegalStateException("What was kept differs from what was found");
            }
        }
    }

    /** A server has written its log and read JSON by the time it looks at code: loading those libraries is not measured. */
    private static void begin() {
        String text = new CanonicalJson().text(List.of("begun"));
        LoggerFactory.getLogger(CodeDigestBenchmark.class).info("{}", text);
    }

    /** Time of this thread on a core, so that other work on the machine disturbs little. */
    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Time on a core of the threads that share the work with this one. */
    private static long helpers() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("ForkJoinPool.commonPool"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    private static double millis(long since) {
        return (now() - since) / 1e6;
    }

    /** Every step reaches its share of the classes through a chain, and all reach those of the last share. */
    private static String[] sources(int classes) {
        List<String> sources = new ArrayList<>();
        StringBuilder pipeline = new StringBuilder("package user; import dev.rondo.pipeline.*;"
                + " public final class Big implements Pipeline<Pipeline.NoSettings> {"
                + " public void define(PipelineBuilder<NoSettings> p) {");
        StringBuilder methods = new StringBuilder();
        int share = classes / (STEPS + 1);
        for (int s = 0; s < STEPS; s++) {
            pipeline.append("p.output(p.step(\"s")
                    .append(s)
                    .append("\").run(Big::s")
                    .append(s)
                    .append("));");
            methods.append("static int s")
                    .append(s)
                    .append("() { return C")
                    .append(s * share)
                    .append(".help(")
                    .append(s)
                    .append("); } ");
        }
        sources.add(pipeline + "} " + methods + "}");
        for (int c = 0; c < classes - 1; c++) {
            boolean last = (c + 1) % share == 0 && c / share < STEPS;
            int next = last ? STEPS * share : c + 1;
            sources.add(source(c, next < classes - 1 ? "C" + next + ".help(n - 1)" : "n"));
        }
        return sources.toArray(String[]::new);
    }

    private static String source(int c, String call) {
        return """
                package user;
                import java.util.*;
                public final class C%d implements Comparable<C%d> {
                    static final Map<String, Integer> KNOWN = new HashMap<>();
                    static { KNOWN.put("k%d", %d); }
                    private final int n;
                    private List<String> words = new ArrayList<>();
                    C%d(int n) { this.n = n; }
                    static int help(int n) {
                        C%d it = new C%d(n);
                        for (int i = 0; i < n; i++) { it.words.add("w" + i); }
                        it.words.sort(Comparator.comparing(w -> w.length() + n));
                        return it.total() + KNOWN.size() + (n > 0 ? %s : 0);
                    }
                    int total() {
                        int sum = 0;
                        for (String word : words) {
                            switch (word) {
                                case "w1": sum += 1; break;
                                case "w2": sum += 2; break;
                                default: sum += word.length();
                            }
                        }
                        try { return sum / n; } catch (ArithmeticException e) { return 0; } finally { words.clear(); }
                    }
                    int unreached() { return total() * 2; }
                    @Override public int compareTo(C%d other) { return Integer.compare(n, other.n); }
                    @Override public String toString() { return "C" + n + words; }
                }
                """.formatted(c, c, c, c, c, c, c, call, c);
    }

    private static Map<StepName, StepCode> codes(CodeArchive.Version version, PipelineDefinition pipeline)
            throws IOException {
        try (StepCodes codes = StepCodes.open(version)) {
            return codes.of(pipeline);
        }
    }
}
