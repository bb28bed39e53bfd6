package dev.rondo.engine.code;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The program that the corpus edits: five steps, a library, a resource. */
final class CorpusProgram {
    static final List<String> STEPS = List.of("clean", "train", "evaluate", "report", "audit");

    private static final String SETTINGS = "app/Settings";

    private CorpusProgram() {}

    static Map<String, String> library() {
        return Map.of("words/Word.java", """
                package words;
                public final class Word {
                    public static String plural(String one) { return one + "s"; }
                    public static int unused() { return 1; }
                }
                """);
    }

    static Map<String, CodeEntry> entries() {
        Map<String, CodeEntry> entries = new LinkedHashMap<>();
        entries.put("clean", step("app/Clean", "rows", "(Ljava/util/List;)Lapp/Rows;", false));
        entries.put("train", step("app/Train", "fit", "(Ldev/rondo/step/StepContext;Lapp/Rows;)Lapp/Tree;", true));
        entries.put("evaluate", step("app/Evaluate", "score", "(Lapp/Tree;Lapp/Rows;)Lapp/Score;", false));
        entries.put("report", step("app/Report", "text", "(Lapp/Score;)Ljava/lang/String;", false));
        entries.put("audit", step("app/Audit", "check", "(Lapp/Score;)Ljava/lang/String;", false));
        return entries;
    }

    private static CodeEntry step(String owner, String method, String descriptor, boolean takesContext) {
        List<String> seen = new java.util.ArrayList<>();
        for (String type : List.of("app/Rows", "app/Tree", "app/Score")) {
            if (descriptor.contains(type)) {
                seen.add(type);
            }
        }
        return new CodeEntry(
                owner, method, descriptor, seen, List.of(), List.of(), Optional.empty(), SETTINGS, takesContext);
    }

    static Map<String, String> sources() {
        Map<String, String> files = new TreeMap<>();
        files.put("app/stopwords.txt", "the a an");
        files.put("app/Settings.java", """
                package app;
                public record Settings(int trees, double rate, String unused) {
                    double shrink() { return rate / 2; }
                }
                """);
        files.put("app/Rows.java", """
                package app;
                import java.util.List;
                public record Rows(List<String> lines, int dropped) {}
                """);
        files.put("app/Score.java", """
                package app;
                public record Score(double mae, Kind kind) {}
                """);
        files.put("app/Kind.java", """
                package app;
                public enum Kind { GOOD, POOR, UNKNOWN }
                """);
        files.put("app/Limits.java", """
                package app;
                final class Limits {
                    static final int LONGEST = 80;
                    static final int DEEPEST = 12;
                }
                """);
        files.put("app/Clean.java", """
                package app;
                import java.util.ArrayList;
                import java.util.List;
                final class Clean {
                    static Rows rows(List<String> raw) throws Exception {
                        List<String> kept = new ArrayList<>();
                        String stop;
                        try (var in = Clean.class.getResourceAsStream("stopwords.txt")) {
                            stop = new String(in.readAllBytes());
                        }
                        int dropped = 0;
                        for (String line : raw) {
                            if (line.length() > Limits.LONGEST || stop.contains(line)) {
                                dropped++;
                            } else {
                                kept.add(First.normal(line));
                            }
                        }
                        return new Rows(kept, dropped);
                    }
                    static int unrelated() { return 1; }
                }
                """);
        files.put("app/First.java", """
                package app;
                final class First { static String normal(String s) { return Second.normal(s); } }
                """);
        files.put("app/Second.java", """
                package app;
                final class Second { static String normal(String s) { return Third.normal(s.trim()); } }
                """);
        files.put("app/Third.java", """
                package app;
                final class Third {
                    static String normal(String s) {
                        switch (s) {
                            case "one": return "1";
                            case "two": return "2";
                            default: return s;
                        }
                    }
                }
                """);
        files.put("app/Tree.java", """
                package app;
                import java.util.Map;
                public record Tree(Map<String, Double> leaves, int depth) {}
                """);
        files.put("app/Grower.java", """
                package app;
                interface Grower {
                    double leaf(String line);
                    default double scaled(String line, double by) { return leaf(line) * by; }
                }
                """);
        files.put("app/ByLength.java", """
                package app;
                class ByLength implements Grower {
                    private final int base = 3;
                    private int seen = 7;
                    public double leaf(String line) { return line.length() + base + seen; }
                    double other() { return 0; }
                }
                """);
        files.put("app/ByHash.java", """
                package app;
                final class ByHash extends ByLength {
                    @Override public double leaf(String line) { return line.hashCode(); }
                }
                """);
        files.put("app/Train.java", """
                package app;
                import dev.rondo.step.StepContext;
                import java.util.HashMap;
                import java.util.Map;
                import java.util.function.DoubleUnaryOperator;
                final class Train {
                    static final Map<String, Double> PRIORS = new HashMap<>();
                    static {
                        PRIORS.put("x", 0.5);
                    }
                    static Tree fit(StepContext<Settings> context, Rows rows) {
                        Grower grower = rows.dropped() > 10 ? new ByHash() : new ByLength();
                        DoubleUnaryOperator round = v -> Math.rint(v * 100) / 100;
                        Map<String, Double> leaves = new HashMap<>(PRIORS);
                        Nested nested = new Nested(context.settings().trees());
                        try {
                            for (String line : rows.lines()) {
                                leaves.put(line, round.applyAsDouble(grower.scaled(line, context.settings().rate())));
                            }
                        } finally {
                            leaves.remove("");
                        }
                        context.log("grown");
                        return new Tree(leaves, nested.depth());
                    }
                    private static final class Nested {
                        private final int trees;
                        Nested(int trees) { this.trees = trees; }
                        int depth() { return Math.min(trees, Limits.DEEPEST); }
                    }
                    static Runnable unusedHere() { return () -> System.out.println("unused"); }
                }
                """);
        files.put("app/Evaluate.java", """
                package app;
                import java.util.ArrayList;
                import java.util.Comparator;
                import java.util.List;
                final class Evaluate {
                    static Score score(Tree tree, Rows rows) {
                        List<String> lines = new ArrayList<>(rows.lines());
                        lines.sort(new Comparator<String>() {
                            @Override public int compare(String a, String b) { return a.length() - b.length(); }
                        });
                        double error = 0;
                        for (String line : lines) {
                            error += Math.abs(tree.leaves().getOrDefault(line, 1.0) - expected(line));
                        }
                        Score score = new Score(error, kind(error));
                        return weight(score.kind()) > 1 ? new Score(error / 2, score.kind()) : score;
                    }
                    private static double expected(String line) { return line.isEmpty() ? 0 : 1; }
                    private static Kind kind(double error) { return error < 10 ? Kind.GOOD : Kind.POOR; }
                    private static int weight(Kind kind) {
                        switch (kind) {
                            case GOOD: return 1;
                            case POOR: return 2;
                            default: return 0;
                        }
                    }
                }
                """);
        files.put("app/Report.java", """
                package app;
                import words.Word;
                final class Report {
                    static String text(Score score) {
                        Box<String> box = new Box<>();
                        box.put(Word.plural("point"));
                        StringBuilder text = new StringBuilder();
                        box.each(text::append);
                        return text + ": " + score.mae();
                    }
                    static class Box<T extends Comparable<T>> implements Comparable<Box<T>> {
                        private T held;
                        void put(T value) { held = value; }
                        void each(java.util.function.Consumer<T> to) { to.accept(held); }
                        @Override public int compareTo(Box<T> other) { return held.compareTo(other.held); }
                    }
                }
                """);
        files.put("app/Audit.java", """
                package app;
                final class Audit {
                    static String check(Score score) throws Exception {
                        return Class.forName("app." + score.kind().name()).getName();
                    }
                }
                """);
        return files;
    }
}
