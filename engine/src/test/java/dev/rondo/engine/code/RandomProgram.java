package dev.rondo.engine.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A small program made by chance, with classes that extend, call, make and initialise one another. Its numbers can be
 * changed, its overrides left out, and the constants of its enum put into another order.
 */
final class RandomProgram {
    static final int STEPS = 3;
    private static final int CLASSES = 7;

    private final Random random;
    private final Map<String, String> templates = new TreeMap<>();
    private final List<Integer> numbers = new ArrayList<>();
    private int overrides;

    /** What an edit makes of the program. */
    record Variant(List<Integer> numbers, int withoutOverride, boolean otherOrder) {}

    RandomProgram(long seed) {
        this.random = new Random(seed);
        templates.put(
                "p/Op.java",
                "package p; interface Op { int apply(int x); default int twice(int x) { return "
                        + "apply(apply(x) % 100) + " + number() + "; } }");
        templates.put("p/E.java", "package p; enum E { %ORDER%; int w = " + number() + "; }");
        for (int i = 0; i < CLASSES; i++) {
            templates.put("p/K" + i + ".java", type(i));
        }
        StringBuilder steps = new StringBuilder("package p; public final class Steps {");
        for (int i = 0; i < STEPS; i++) {
            steps.append(" public static int step").append(i).append("(int x) { return ");
            steps.append(expression(CLASSES, 4)).append("; }");
        }
        templates.put("p/Steps.java", steps.append(" }").toString());
    }

    Variant original() {
        return new Variant(List.copyOf(numbers), -1, false);
    }

    /** One small edit by chance. */
    Variant edited() {
        int what = random.nextInt(10);
        if (what == 0) {
            return new Variant(List.copyOf(numbers), -1, true);
        }
        if (what <= 2 && overrides > 0) {
            return new Variant(List.copyOf(numbers), random.nextInt(overrides), false);
        }
        List<Integer> changed = new ArrayList<>(numbers);
        int place = random.nextInt(changed.size());
        changed.set(place, changed.get(place) + 1 + random.nextInt(50));
        return new Variant(changed, -1, false);
    }

    Map<String, String> sources(Variant variant) {
        Map<String, String> sources = new TreeMap<>();
        templates.forEach((path, template) -> {
            String text = template.replace("%ORDER%", variant.otherOrder() ? "C, A, B" : "A, B, C");
            for (int i = 0; i < overrides; i++) {
                String block = "(?s)<" + i + "<(.*?)>" + i + ">";
                text = text.replaceAll(block, i == variant.withoutOverride() ? "" : "$1");
            }
            for (int i = 0; i < variant.numbers().size(); i++) {
                text = text.replace(
                        "#" + i + "#", String.valueOf(variant.numbers().get(i)));
            }
            sources.put(path, text);
        });
        return sources;
    }

    private String type(int i) {
        boolean extending = i > 0 && random.nextBoolean();
        String parent = "K" + (extending ? random.nextInt(i) : 0);
        StringBuilder text = new StringBuilder("package p; class K" + i + (extending ? " extends " + parent : "")
                + " implements Op { static final int C = " + number() + "; static int s = " + number() + ";"
                + " final int f" + i + " = " + number() + "; int g" + i + "; static { s += " + number() + "; }"
                + " K" + i + "(int a) { " + (extending ? "super(a + " + number() + ");" : "") + " g" + i + " = a; }"
                + " static int bump(int x) { s = s + x; return s; }"
                + " static int help(int x) { return " + expression(i, 2) + "; }");
        String apply = " public int apply(int x) { return f" + i + " + g" + i + " + " + expression(i, 2)
                + (extending ? " + super.apply(x)" : "") + "; }";
        text.append(extending ? optional(apply) : apply);
        if (random.nextInt(3) == 0) {
            text.append(optional(" public int twice(int x) { return " + expression(i, 1) + "; }"));
        }
        String word = " @Override public String toString() { return \"t\" + " + number() + "; }";
        text.append(extending ? optional(word) : word); // the one of Object differs from time to time
        return text.append(" }").toString();
    }

    private String optional(String member) {
        int block = overrides++;
        return "<" + block + "<" + member + ">" + block + ">";
    }

    private String number() {
        numbers.add(1 + random.nextInt(20));
        return "#" + (numbers.size() - 1) + "#";
    }

    /** Uses only classes before number {@code below}, so that every call ends. */
    private String expression(int below, int depth) {
        if (depth == 0 || below == 0) {
            return random.nextBoolean() ? number() : "x % 97";
        }
        String k = "K" + random.nextInt(below);
        String other = "K" + random.nextInt(below);
        String inner = expression(below, depth - 1);
        return switch (random.nextInt(14)) {
            case 0 -> k + ".help(" + inner + ")";
            case 1 -> "new " + k + "(" + number() + ").apply(" + inner + ")";
            case 2 -> "((Op) (x % 2 == 0 ? new " + k + "(1) : new " + other + "(2))).twice(" + inner + " % 50)";
            case 3 -> "(" + inner + " * " + number() + ")";
            case 4 -> k + ".C + " + other + ".s";
            case 5 -> k + ".bump(" + number() + ")";
            case 6 ->
                "((java.util.function.IntUnaryOperator) v" + depth + " -> v" + depth + " + " + inner + ").applyAsInt("
                        + number() + ")";
            case 7 -> "((Op) " + k + "::help).twice(x % 31)";
            case 8 -> "E.values()[Math.abs(x) % 3].ordinal() * " + number() + " + E.B.w";
            case 9 -> "new Object() { int o() { return " + inner + "; } }.o()";
            case 10 -> "(\"\" + new " + k + "(3)).length() % 3";
            case 11 -> "java.util.stream.IntStream.of(x, " + number() + ").map(" + k + "::help).sum()";
            case 12 ->
                "(switch (E.values()[Math.abs(x) % 3]) { case A -> " + inner + "; case C -> " + number()
                        + "; default -> 1; })";
            default -> "(x % 5 == 0 ? " + inner + " : " + expression(below, depth - 1) + ")";
        };
    }
}
