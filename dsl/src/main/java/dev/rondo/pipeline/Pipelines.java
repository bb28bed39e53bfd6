package dev.rondo.pipeline;

import dev.rondo.check.Checks;
import dev.rondo.check.Scope;
import dev.rondo.definition.DefinitionException;
import dev.rondo.definition.Problem;
import dev.rondo.definition.Problem.Severity;
import java.util.ArrayList;
import java.util.List;

/** Compiles one pipeline, without engine and database. For several that read each other's datasets see {@link Catalog}. */
public final class Pipelines {
    private Pipelines() {}

    /**
     * Asks the pipeline to define itself and checks everything that can be known about it alone.
     *
     * @throws DefinitionException with every mistake
     */
    public static CompiledPipeline compile(Pipeline<?> pipeline) {
        Draft draft = DefinePipeline.draft(pipeline);
        Scope scope = Scope.alone(draft.subject());
        List<Problem> problems = new ArrayList<>(draft.problems());
        problems.addAll(Checks.check(scope));
        problems.addAll(draft.factsThatFail(scope));
        if (hasError(problems)) {
            throw new DefinitionException(relevant(problems, draft.complete()));
        }
        return new CompiledPipeline(draft.definition(), scope.graph(), problems);
    }

    static boolean hasError(List<Problem> problems) {
        return problems.stream().anyMatch(p -> p.severity() == Severity.ERROR);
    }

    /** Without warnings when the pipeline could not say all it wanted: what seems unused may be used later. */
    static List<Problem> relevant(List<Problem> problems, boolean complete) {
        return problems.stream()
                .filter(p -> complete || p.severity() == Severity.ERROR)
                .distinct()
                .toList();
    }
}
