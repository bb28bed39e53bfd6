package dev.rondo.ui.code;

import dev.rondo.definition.Problem;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.engine.code.StepCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how long it takes to find out the code digests of a jar of a thousand classes, and to load it again unchanged. See
 * docs/benchmarks.md. Arguments: the number of classes, 1,000 unless it is said.
 */
public final class CodeDigestBenchmark {
    private static final int STEPS = 20;
    private static final int ROUNDS = 5;

    private CodeDigestBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        int classes = arguments.length == 0 ? 1000 : Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("rondo-digest");
        CodeFolder user = new CodeFolder(folder.resolve("user"));
        Path jar = user.jar("big.jar", user.classes(sources(classes)));
        System.out.printf(
                Locale.ROOT,
                "java %s, %d classes, %d KiB, %d steps%n",
                Runtime.version(),
                classes,
                Files.size(jar) / 1024,
                STEPS);
        System.out.println(
                "| round | analysed ms | of which digests ms | unchanged jar ms | of which digests ms | parts |");
        System.out.println("|---:|---:|---:|---:|---:|---:|");
        for (int round = 1; round <= ROUNDS; round++) {
            Path home = folder.resolve("home" + round);
            long start = System.nanoTime();
            UserCode first = UserCode.load(List.of(jar), home);
            double analysed = millis(start);
            CodeDigest code = first.deployments().get(0).code();
            CodeArchive.Version version = new CodeArchive(home).version(code.digest());
            Files.delete(version.folder().resolve("steps-" + StepCode.RULES + ".json"));
            long digests = System.nanoTime();
            Map<?, StepCode> steps =
                    StepCodes.of(version, first.deployments().get(0).pipeline());
            double onlyDigests = millis(digests);
            long again = System.nanoTime();
            List<Problem> problems = UserCode.load(List.of(jar), home).errors();
            double unchanged = millis(again);
            long kept = System.nanoTime();
            StepCodes.of(version, first.deployments().get(0).pipeline());
            double onlyKept = millis(kept);
            int parts = steps.values().stream().mapToInt(s -> s.parts().size()).sum();
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %.0f | %.0f | %.0f | %.1f | %,d |%n",
                    round,
                    analysed,
                    onlyDigests,
                    unchanged,
                    onlyKept,
                    parts);
            if (!problems.isEmpty()) {
                throw new IllegalStateException(problems.toString());
            }
        }
    }

    private static double millis(long since) {
        return (System.nanoTime() - since) / 1e6;
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
}
