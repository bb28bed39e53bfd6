package dev.rondo.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProblemsPageTest {
    private static final Pattern REPORTED = Pattern.compile("(?:error|warning|problem)\\(\\s*\"([a-z-]+)\"");
    private static final Pattern LISTED = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");

    @Test
    void the_page_of_problems_lists_every_code_and_no_other() throws IOException {
        Set<String> reported = new TreeSet<>(Set.of("upstream-broken"));
        for (String folder : List.of("check", "fact", "pipeline")) {
            try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/rondo", folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    reported.addAll(all(REPORTED, Files.readString(file)));
                }
            }
        }

        assertThat(all(LISTED, Files.readString(Path.of("../docs/reference/problems.md"))))
                .isEqualTo(reported);
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
