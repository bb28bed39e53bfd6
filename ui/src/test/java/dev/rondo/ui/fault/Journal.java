package dev.rondo.ui.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What the steps wrote down themselves, in the order in which it happened. */
final class Journal {
    /** A line: {@code BEGIN} or {@code END}, and whose; an item is written {@code step@item}. */
    record Line(String what, long run, String step, int attempt) {
        String attemptOf() {
            return run + "/" + step + "/" + attempt;
        }
    }

    private final Path file;

    Journal(Path file) {
        this.file = file;
    }

    List<Line> lines() throws IOException {
        List<Line> lines = new ArrayList<>();
        if (Files.exists(file)) {
            for (String text : Files.readAllLines(file)) {
                String[] part = text.split(" ", -1);
                lines.add(new Line(part[0], Long.parseLong(part[1]), part[2], Integer.parseInt(part[3])));
            }
        }
        return lines;
    }

    /** Whether a step of a run, such as {@code 12} and {@code train}, took its result from the cache in the end. */
    @FunctionalInterface
    interface FromCache {
        boolean test(long run, String step) throws IOException, InterruptedException;
    }

    /**
     * What no order of events may lead to.
     *
     * @param cache is asked about steps that began and did not end: after a kill, another run may have computed the same
     */
    List<String> broken(FromCache cache) throws IOException, InterruptedException {
        List<String> broken = new ArrayList<>();
        Set<String> begun = new HashSet<>();
        Set<String> all = new HashSet<>();
        lines().forEach(line -> all.add(line.run() + "/" + line.step()));
        Set<String> ended = new HashSet<>();
        for (Line line : lines()) {
            if (line.what().equals("BEGIN")) {
                if (!begun.add(line.attemptOf())) {
                    broken.add("attempt " + line.attemptOf() + " began twice");
                }
                for (String before : before(line.step())) {
                    // A step that never begins in this run comes from the cache; nobody had to wait for its code.
                    boolean begins = all.contains(line.run() + "/" + before);
                    if (begins && !ended.contains(line.run() + "/" + before) && !cache.test(line.run(), before)) {
                        broken.add("attempt " + line.attemptOf() + " began before step " + before + " had ended");
                    }
                }
            } else {
                ended.add(line.run() + "/" + line.step());
            }
        }
        return broken;
    }

    private static List<String> before(String step) {
        if (step.startsWith("part-")) {
            return List.of("first");
        }
        if (step.startsWith("link-") && !step.equals("link-0")) {
            return List.of("link-" + (Integer.parseInt(step.substring(5)) - 1));
        }
        if (step.startsWith("square@")) {
            return List.of("numbers");
        }
        if (step.equals("all")) {
            return IntStream.range(0, ModeSteps.ITEMS)
                    .mapToObj(i -> "square@" + i)
                    .toList();
        }
        return switch (step) {
            case "half", "twice" -> List.of("even");
            case "grow" -> List.of("data");
            default -> List.of();
        };
    }
}
