package dev.rondo.ui.cli;

import dev.rondo.definition.Problem;
import java.util.Comparator;
import java.util.List;

/** Problems as people read them: mistakes first, then what is only worth a second look. */
final class Problems {
    private Problems() {}

    static List<String> lines(List<Problem> problems) {
        return problems.stream()
                .sorted(Comparator.comparing(Problem::severity).thenComparing(Problem::place))
                .map(p -> p.severity() + " " + p.place() + ": " + p.reason() + " " + p.remedy())
                .toList();
    }
}
