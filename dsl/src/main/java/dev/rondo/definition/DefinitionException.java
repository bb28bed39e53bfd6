package dev.rondo.definition;

import java.util.List;
import java.util.stream.Collectors;

/** A pipeline or a catalog that cannot be used; names every mistake, not only the first. */
public final class DefinitionException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;

    public DefinitionException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n  ", "\n  ", "")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
