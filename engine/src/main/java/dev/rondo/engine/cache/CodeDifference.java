package dev.rondo.engine.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says which classes, libraries and resources of a step's code differ, from the texts of two parts of keys. */
final class CodeDifference {
    private static final int NAMED = 5;

    private CodeDifference() {}

    /** Such as {@code : class user.Features, library tribuo.jar}; empty when nothing more is known. */
    static String between(String before, String now) {
        Map<String, String> old = lines(before);
        Map<String, String> current = lines(now);
        if (old.isEmpty() || current.isEmpty()) {
            return "";
        }
        List<String> differences = new ArrayList<>();
        current.forEach((name, digest) -> {
            if (!old.containsKey(name)) {
                differences.add(name + " (new)");
            } else if (!digest.equals(old.get(name))) {
                differences.add(name);
            }
        });
        old.keySet().stream()
                .filter(name -> !current.containsKey(name))
                .forEach(name -> differences.add(name + " (gone)"));
        if (differences.isEmpty()) {
            return "";
        }
        String named = String.join(", ", differences.subList(0, Math.min(NAMED, differences.size())));
        int more = differences.size() - NAMED;
        return ": " + named + (more > 0 ? " and " + more + " more" : "");
    }

    /** Each line but the first, which is the jar's name, is a name and the beginning of a digest. */
    private static Map<String, String> lines(String text) {
        Map<String, String> lines = new LinkedHashMap<>();
        text.lines().skip(1).filter(line -> line.contains(" ")).forEach(line -> {
            int end = line.lastIndexOf(' ');
            lines.put(line.substring(0, end), line.substring(end + 1));
        });
        return lines;
    }
}
