package dev.rondo.check;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.partition.Whole;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Patterns of file sources that leave the data root or do not fit the pipeline's partitions. */
final class SourcePatterns implements Check {
    private static final String PARTITION = SourceDefinition.PARTITION;
    private static final Pattern ABSOLUTE = Pattern.compile("([A-Za-z]:)?[/\\\\].*|~.*|[A-Za-z]:.*");

    @Override
    public void look(Scope scope, List<Problem> problems) {
        scope.pipelines()
                .forEach(pipeline -> pipeline.sources().forEach(source -> {
                    if (!source.environment()) { // these were checked where they were declared
                        outside(pipeline, source, problems);
                        partition(pipeline, source, problems);
                    }
                }));
    }

    private static void outside(PipelineDefinition pipeline, SourceDefinition source, List<Problem> problems) {
        String pattern = source.pattern();
        if (pattern.isBlank()) {
            problems.add(problem(
                    "pattern-empty",
                    pipeline,
                    source,
                    "is empty",
                    "Name the file, such as data/hour-{partition}.csv."));
        } else if (ABSOLUTE.matcher(pattern).matches()) {
            problems.add(problem(
                    "pattern-absolute",
                    pipeline,
                    source,
                    "is absolute, but sources lie below the server's data root",
                    "Write the path relative to the data root."));
        } else if (Arrays.asList(pattern.split("[/\\\\]")).contains("..")) {
            problems.add(problem(
                    "pattern-leaves-root",
                    pipeline,
                    source,
                    "leads out of the server's data root with \"..\"",
                    "Put the files below the data root."));
        }
    }

    private static void partition(PipelineDefinition pipeline, SourceDefinition source, List<Problem> problems) {
        boolean partitioned = !(pipeline.partitioning() instanceof Whole);
        boolean named = source.pattern().contains(PARTITION);
        if (partitioned && !named) {
            problems.add(problem(
                    "pattern-without-partition",
                    pipeline,
                    source,
                    "does not say where the partition's name stands, but the pipeline is "
                            + pipeline.partitioning().describe(),
                    "Write {partition} where the file's name has it, as in data/hour-{partition}.csv."));
        } else if (!partitioned && named) {
            problems.add(problem(
                    "pattern-with-partition",
                    pipeline,
                    source,
                    "contains {partition}, but the pipeline is not partitioned",
                    "Say p.partitionedBy(...), or name one file."));
        }
    }

    private static Problem problem(
            String code, PipelineDefinition pipeline, SourceDefinition source, String what, String remedy) {
        return Problem.error(
                code,
                pipeline.name() + "/" + source.dataset(),
                "The pattern \"" + source.pattern() + "\" " + what + ".",
                remedy);
    }
}
