package dev.rondo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.DefinitionException;
import dev.rondo.definition.Problem;
import java.util.List;

/** What compiling finds. */
final class Found {
    private Found() {}

    /** Mistakes and warnings of pipelines compiled together; one alone is compiled alone. */
    static List<Problem> in(Pipeline<?>... pipelines) {
        try {
            return pipelines.length == 1
                    ? Pipelines.compile(pipelines[0]).warnings()
                    : Catalog.compile(List.of(pipelines)).warnings();
        } catch (DefinitionException e) {
            return e.problems();
        }
    }

    /** The only problem with this code; fails when there is none or several. */
    static Problem the(String code, Pipeline<?>... pipelines) {
        List<Problem> problems = in(pipelines);
        List<Problem> these =
                problems.stream().filter(p -> p.code().equals(code)).toList();
        assertThat(these).as("problems with code %s among %s", code, problems).hasSize(1);
        assertThat(these.get(0).remedy()).endsWith(these.get(0).remedy().contains("?") ? "?" : ".");
        return these.get(0);
    }

    static List<String> codes(Pipeline<?>... pipelines) {
        return in(pipelines).stream().map(Problem::code).toList();
    }
}
