package dev.rondo.engine.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The edits of the corpus, each with the steps whose digest must change; the others must not. */
final class CorpusEdits {
    private static final String AUDIT = "audit"; // looks for classes by name, so everything in the jar counts for it

    private final List<Edit> edits = new ArrayList<>();

    private CorpusEdits() {}

    /**
     * One small change.
     *
     * @param from replaced in the file; empty for a new file
     * @param expected the steps whose digest changes
     * @param options of the compiler
     */
    record Edit(String title, String file, String from, String to, Set<String> expected, String... options) {
        Map<String, String> apply(Map<String, String> files) {
            Map<String, String> edited = new TreeMap<>(files);
            if (from.isEmpty()) {
                if (files.containsKey("app/Train.java")) {
                    edited.put(file, to);
                }
            } else {
                edited.computeIfPresent(file, (name, text) -> {
                    if (!text.contains(from)) {
                        throw new IllegalArgumentException(title + ": there is no " + from + " in " + name);
                    }
                    return text.replace(from, to);
                });
            }
            return edited;
        }
    }

    static List<Edit> all() {
        CorpusEdits corpus = new CorpusEdits();
        corpus.withoutEffect();
        corpus.helpers();
        corpus.hierarchies();
        corpus.data();
        corpus.bodies();
        corpus.outside();
        return corpus.edits;
    }

    private void edit(String title, String file, String from, String to, String... expected) {
        edits.add(new Edit(title, "app/" + file, from, to, new TreeSet<>(Set.of(expected))));
    }

    private void withoutEffect() {
        edit("nothing at all", "Train.java", "static", "static");
        edit("a comment", "Train.java", "Grower grower", "// which one?\n Grower grower");
        edit("other white space and line breaks", "Evaluate.java", " ", "\n  ");
        edit("a local variable renamed", "Clean.java", "kept", "remaining");
        edit("a parameter of a method renamed", "Clean.java", "raw", "given", AUDIT);
        String expected = "    private static double expected(String line) { return line.isEmpty() ? 0 : 1; }\n";
        String kind = "    private static Kind kind(double error) { return error < 10 ? Kind.GOOD : Kind.POOR; }\n";
        edit("two methods change places", "Evaluate.java", expected + kind, kind + expected);
        edit("a new class that nobody uses", "New.java", "", "package app; final class New {}", AUDIT);
        edit(
                "a new method that nobody calls",
                "Third.java",
                "final class Third {",
                "final class Third { static int extra() { return 5; }",
                AUDIT);
        edit("an unrelated method of a reached class", "Clean.java", "return 1;", "return 2;", AUDIT);
        edit("an unrelated method of a reached object", "ByLength.java", "return 0;", "return 9;", AUDIT);
        edit("the comment of a class", "Limits.java", "final class", "/** Limits. */ final class");
        edit(
                "a lambda before the others, in a method that nobody calls",
                "Train.java",
                "static Tree fit",
                "static Runnable earlier() { return () -> {}; } static Tree fit",
                AUDIT);
        edit(
                "an anonymous class before the others, in a method that nobody calls",
                "Evaluate.java",
                "static Score score",
                "static Object earlier() { return new Object() {}; } static Score score",
                AUDIT);
        edit(
                "a switch over the enum before the others, in a method that nobody calls",
                "Evaluate.java",
                "static Score score",
                "static int earlier(Kind k) { switch (k) { case POOR: return 1; default: return 2; } }"
                        + " static Score score",
                AUDIT);
        edit("a step's class becomes public", "Train.java", "final class Train", "public final class Train", AUDIT);
        edits.add(
                new Edit("compiled with all debug information", "app/Train.java", "static", "static", Set.of(), "-g"));
        edits.add(new Edit(
                "compiled without debug information", "app/Train.java", "static", "static", Set.of(), "-g:none"));
    }

    private void helpers() {
        edit("a helper three calls away", "Third.java", "\"2\"", "\"II\"", "clean", AUDIT);
        edit("a case of a switch over texts", "Third.java", "\"one\"", "\"uno\"", "clean", AUDIT);
        edit("a constant that the compiler copies elsewhere", "Limits.java", "80", "100", "clean", AUDIT);
        edit("a constant used in a nested class", "Limits.java", "12", "13", "train", AUDIT);
        edit("a private method renamed", "Evaluate.java", "expected(", "target(", "evaluate", AUDIT);
        edit("a call goes round a helper", "First.java", "Second.normal(s)", "Third.normal(s)", "clean", AUDIT);
    }

    private void hierarchies() {
        edit("an override", "ByHash.java", "line.hashCode()", "line.hashCode() + 1", "train", AUDIT);
        edit(
                "a method that is overridden elsewhere",
                "ByLength.java",
                "line.length() +",
                "line.length() -",
                "train",
                AUDIT);
        edit("a default method of an interface", "Grower.java", "* by", "/ by", "train", AUDIT);
        edit(
                "a new override of the default method",
                "ByHash.java",
                "@Override public double leaf",
                "@Override public double scaled(String l, double by) { return 0; } @Override public double leaf",
                "train",
                AUDIT);
        edit(
                "a new subclass that nobody makes an object of",
                "ByNothing.java",
                "",
                "package app; final class ByNothing extends ByLength { public double leaf(String l) { return 1; } }",
                AUDIT);
        edit("an object of another subclass is made", "Train.java", "new ByHash()", "new ByLength()", "train", AUDIT);
        edit(
                "a generic method behind its bridge",
                "Report.java",
                "held.compareTo(other.held)",
                "other.held.compareTo(held)",
                "report",
                AUDIT);
        edit("a method of a private nested class", "Train.java", "Math.min", "Math.max", "train", AUDIT);
        edit(
                "toString of an object that is made",
                "ByLength.java",
                "double other()",
                "@Override public String toString() { return \"\"; } double other()",
                "train",
                AUDIT);
    }

    private void data() {
        edit("the order of an enum's constants", "Kind.java", "GOOD, POOR", "POOR, GOOD", "evaluate", "report", AUDIT);
        edit("a constant more in an enum", "Kind.java", "UNKNOWN", "UNKNOWN, FINE", "evaluate", "report", AUDIT);
        edit("the type of a record's component", "Tree.java", "int depth", "long depth", "train", "evaluate", AUDIT);
        edit(
                "an annotation on a record that is read and written",
                "Score.java",
                "public record",
                "@Deprecated public record",
                "evaluate",
                "report",
                AUDIT);
        edit(
                "an annotation on a class that is only called",
                "ByLength.java",
                "class ByLength",
                "@Deprecated class ByLength",
                AUDIT);
        edit("the initial value of a field", "ByLength.java", "seen = 7", "seen = 8", "train", AUDIT);
        edit("a constant field of an object", "ByLength.java", "base = 3", "base = 4", "train", AUDIT);
        edit("a static initialiser", "Train.java", "0.5", "0.6", "train", AUDIT);
        edit("a setting that no step reads", "Settings.java", "String unused", "int unused", AUDIT);
        edit("a method of the settings that no step calls", "Settings.java", "rate / 2", "rate / 3", AUDIT);
    }

    private void bodies() {
        edit("the body of a lambda", "Train.java", "* 100", "* 1000", "train", AUDIT);
        edit("the body of a lambda that is not reached", "Train.java", "\"unused\"", "\"not used\"", AUDIT);
        edit(
                "the body of an anonymous class",
                "Evaluate.java",
                "a.length() - b.length()",
                "b.length() - a.length()",
                "evaluate",
                AUDIT);
        edit("what a finally block does", "Train.java", "leaves.remove(\"\")", "leaves.remove(\"?\")", "train", AUDIT);
        edit(
                "a case of a switch over an enum",
                "Evaluate.java",
                "case POOR: return 2",
                "case POOR: return 3",
                "evaluate",
                AUDIT);
        edit(
                "another constant in a case of a switch over an enum",
                "Evaluate.java",
                "case POOR:",
                "case UNKNOWN:",
                "evaluate",
                AUDIT);
        edit("a method reference to another method", "Report.java", "text::append", "text::indexOf", "report", AUDIT);
        edit("a text that is joined", "Report.java", "\": \"", "\" = \"", "report", AUDIT);
        edit("a message that a step logs", "Train.java", "\"grown\"", "\"done\"", "train", AUDIT);
    }

    private void outside() {
        edit("a resource that is read by name", "stopwords.txt", "the", "das", "clean", AUDIT);
        edit("a resource that nobody reads", "notes.txt", "", "new", AUDIT);
        edits.add(new Edit(
                "a library, in a method that nobody calls",
                "words/Word.java",
                "return 1",
                "return 2",
                new TreeSet<>(Set.of("report", AUDIT))));
        edit(
                "a call by reflection comes in",
                "Report.java",
                "StringBuilder text =",
                "try { Class.forName(\"x\"); } catch (ClassNotFoundException e) { } StringBuilder text =",
                "report",
                AUDIT);
    }
}
