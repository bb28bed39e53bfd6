package dev.rondo.check;

import dev.rondo.definition.Problem;
import java.util.ArrayList;
import java.util.List;

/** All checks, in the order in which a person would want to read what they find. */
public final class Checks {
    private static final List<Check> ALL = List.of(
            new DuplicateNames(),
            new UnknownDatasets(),
            new Cycles(),
            new ReadTypes(),
            new Columns(),
            new Partitions(),
            new SourcePatterns(),
            new Limits(),
            new StepModes(),
            new PipelineCalls(),
            new TriggerLoops(),
            new Unused());

    private Checks() {}

    /** Every mistake, and everything worth a second look. */
    public static List<Problem> check(Scope scope) {
        List<Problem> problems = new ArrayList<>();
        ALL.forEach(check -> check.look(scope, problems));
        return problems.stream().distinct().toList();
    }
}
