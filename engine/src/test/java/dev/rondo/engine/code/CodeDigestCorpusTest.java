package dev.rondo.engine.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Edits a program in small ways, one at a time, and compares which steps got another digest with which should have. Prints
 * the table that {@code docs/code-digest.md} shows.
 */
class CodeDigestCorpusTest {
    private static final Map<String, CodeEntry> ENTRIES = CorpusProgram.entries();

    @Test
    void every_edit_changes_the_digests_of_exactly_the_steps_that_it_concerns() {
        Map<String, StepCode> before = digests(CorpusProgram.sources(), CorpusProgram.library());
        List<String> table =
                new ArrayList<>(List.of("| edit | steps that changed | expected |", "| --- | --- | --- |"));
        List<String> wrong = new ArrayList<>();
        for (CorpusEdits.Edit edit : CorpusEdits.all()) {
            Map<String, StepCode> after =
                    digests(edit.apply(CorpusProgram.sources()), edit.apply(CorpusProgram.library()), edit.options());
            Set<String> changed = new TreeSet<>();
            CorpusProgram.STEPS.forEach(step -> {
                if (!after.get(step).digest().equals(before.get(step).digest())) {
                    changed.add(step);
                }
            });
            boolean right = changed.equals(edit.expected());
            table.add("| " + edit.title() + " | " + text(changed) + " | "
                    + (right ? "yes" : "**no**: " + text(edit.expected())) + " |");
            if (!right) {
                wrong.add(edit.title() + ": changed " + changed + ", expected " + edit.expected() + " "
                        + differences(before, after, changed));
            }
        }
        System.out.println(String.join("\n", table));
        System.out.println(CorpusEdits.all().size() + " edits, " + wrong.size() + " not as expected");
        assertThat(wrong).isEmpty();
    }

    /** Says which steps another compiler changes; nothing is promised about that. */
    @Test
    void the_same_source_by_another_compiler_is_reported(@TempDir Path folder) throws Exception {
        Path running = Path.of(System.getProperty("java.home")).toRealPath();
        Path others = Path.of(System.getProperty("jdks", "/usr/lib/jvm"));
        List<Path> jdks = new ArrayList<>();
        if (Files.isDirectory(others)) {
            try (Stream<Path> found = Files.list(others)) {
                for (Path jdk : found.filter(p -> Files.isExecutable(p.resolve("bin/javac")))
                        .toList()) {
                    if (!jdk.toRealPath().equals(running) && !jdks.contains(jdk.toRealPath())) {
                        jdks.add(jdk.toRealPath());
                    }
                }
            }
        }
        Assumptions.assumeFalse(jdks.isEmpty(), "there is no other JDK in " + others + "; name a folder with -Djdks=");
        Map<String, StepCode> here = digests(CorpusProgram.sources(), CorpusProgram.library(), "--release", "17");
        for (Path jdk : jdks) {
            MemoryCode code = MemoryCode.by(
                    jdk,
                    folder.resolve(jdk.getFileName()),
                    CorpusProgram.sources(),
                    MemoryCode.library("words.jar", CorpusProgram.library()));
            CodeDigests digests = new CodeDigests(code);
            Set<String> changed = new TreeSet<>();
            ENTRIES.forEach((step, entry) -> {
                if (!digests.of(entry).digest().equals(here.get(step).digest())) {
                    changed.add(step);
                }
            });
            System.out.println("Compiled for release 17 by " + jdk.getFileName() + " instead of "
                    + running.getFileName() + ", other digests have: " + text(changed));
        }
    }

    @Test
    void steps_that_are_looked_at_at_the_same_time_get_the_answers_they_get_one_after_the_other() {
        Map<String, StepCode> alone = digests(CorpusProgram.sources(), CorpusProgram.library());
        MemoryCode code =
                MemoryCode.of(CorpusProgram.sources(), MemoryCode.library("words.jar", CorpusProgram.library()));
        for (int round = 0; round < 20; round++) {
            CodeDigests digests = new CodeDigests(code);
            Map<String, StepCode> together = ENTRIES.entrySet().parallelStream()
                    .collect(Collectors.toConcurrentMap(Map.Entry::getKey, each -> digests.of(each.getValue())));
            assertThat(together).isEqualTo(alone);
        }
    }

    private static String differences(Map<String, StepCode> before, Map<String, StepCode> after, Set<String> steps) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        steps.forEach(step -> found.put(
                step,
                after.get(step).parts().stream()
                        .filter(part -> !before.get(step).parts().contains(part))
                        .map(CodePart::label)
                        .toList()));
        return found.toString();
    }

    private static String text(Set<String> steps) {
        return steps.isEmpty() ? "none" : String.join(", ", steps);
    }

    private static Map<String, StepCode> digests(
            Map<String, String> sources, Map<String, String> library, String... options) {
        MemoryCode code = MemoryCode.of(sources, List.of(options), MemoryCode.library("words.jar", library));
        CodeDigests digests = new CodeDigests(code);
        Map<String, StepCode> all = new TreeMap<>();
        ENTRIES.forEach((step, entry) -> all.put(step, digests.of(entry)));
        return all;
    }
}
