package dev.rondo.engine.dataset;

import dev.rondo.definition.SourceDefinition;
import dev.rondo.partition.PartitionKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path below the data root with places that vary: {@code {partition}} stands for a partition's key, the same wherever
 * it appears, and {@code *} for any text without a slash; where both fit, the partition gets the longer text.
 */
final class SourcePattern {
    private static final String PARTITION = SourceDefinition.PARTITION;
    private static final String KEY = "[^/\\\\\\p{Cntrl}]{1,200}";

    private final List<String> segments;
    /** What a name matches at each level. */
    private final List<Pattern> names;

    private final Pattern whole;
    private final boolean partitioned;

    private SourcePattern(String text, List<String> segments) {
        this.segments = segments;
        this.names = segments.stream()
                .map(segment -> Pattern.compile(regex(segment, true)))
                .toList();
        this.whole = Pattern.compile(regex(text, true));
        this.partitioned = text.contains(PARTITION);
    }

    /** @throws IllegalArgumentException when the path could lead out of the data root */
    static SourcePattern of(String text) {
        List<String> segments = Arrays.asList(text.split("/", -1));
        boolean inside = segments.stream().noneMatch(s -> s.isBlank() || s.equals(".") || s.equals(".."));
        if (!inside || text.contains("\\") || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The pattern of a source is a path below the data root, with '/' between"
                    + " its parts and without '.' or '..' as a part; got \"" + text + "\"");
        }
        return new SourcePattern(text, segments);
    }

    int depth() {
        return segments.size();
    }

    /** The part of the path at {@code level} when nothing varies in it. */
    Optional<String> fixed(int level) {
        String segment = segments.get(level);
        return segment.contains("*") || segment.contains(PARTITION) ? Optional.empty() : Optional.of(segment);
    }

    /** Whether a file or folder of this name may lie at {@code level}. Names of files in the making never match. */
    boolean matches(int level, String name) {
        boolean temporary =
                name.startsWith(".") || name.endsWith("~") || name.endsWith(".tmp") || name.endsWith(".part");
        return !temporary && names.get(level).matcher(name).matches();
    }

    /** The partition that a file holds, by its path below the data root. */
    Optional<PartitionKey> partitionOf(String path) {
        Matcher matcher = whole.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(partitioned ? PartitionKey.of(matcher.group("partition")) : PartitionKey.WHOLE);
    }

    private static String regex(String text, boolean first) {
        int place = text.indexOf(PARTITION);
        if (place < 0) {
            return wildcards(text);
        }
        String key = first ? "(?<partition>" + KEY + ")" : "\\k<partition>";
        return wildcards(text.substring(0, place)) + key + regex(text.substring(place + PARTITION.length()), false);
    }

    private static String wildcards(String text) {
        StringBuilder regex = new StringBuilder();
        for (String literal : text.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : "[^/]*?").append(Pattern.quote(literal));
        }
        return regex.toString();
    }
}
