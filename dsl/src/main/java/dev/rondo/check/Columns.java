package dev.rondo.check;

import dev.rondo.definition.ColumnSelection;
import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.ValueType;
import dev.rondo.settings.Nearest;
import dev.rondo.table.Column;
import dev.rondo.table.Schema;
import dev.rondo.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Columns that are chosen, described or derived where there are none. */
final class Columns implements Check {

    @Override
    public void look(Scope scope, List<Problem> problems) {
        scope.reads().forEach(read -> read.input().columns().ifPresent(chosen -> choice(read, chosen, problems)));
        scope.pipelines()
                .forEach(pipeline -> pipeline.steps()
                        .forEach(step -> step.outputs()
                                .forEach(output -> output.schema().ifPresent(schema -> {
                                    described(pipeline, step, output, problems);
                                    origins(scope, pipeline, step, schema, problems);
                                }))));
    }

    private static void choice(Read read, ColumnSelection chosen, List<Problem> problems) {
        ValueType type = read.input().type();
        if (!isTable(type)) {
            problems.add(Problem.error(
                    "columns-of-no-table",
                    read.place(),
                    "It chooses columns of " + read.input().dataset() + ", which holds " + type.simpleName()
                            + " and not a Table.",
                    "Leave the choice out, or let a step before it return a Table."));
            return;
        }
        read.dataset().flatMap(DatasetDefinition::schema).ifPresent(schema -> columns(read, chosen, schema, problems));
    }

    private static void columns(Read read, ColumnSelection chosen, Schema schema, List<Problem> problems) {
        for (String column : chosen.names()) {
            if (schema.column(column).isEmpty()) {
                problems.add(Problem.error(
                        "unknown-column",
                        read.place(),
                        "It chooses column \"" + column + "\" of "
                                + read.input().dataset() + ", whose schema has no such column.",
                        meant(column, schema.names())));
            }
        }
        if (chosen.apply(schema.names()).isEmpty()) {
            problems.add(Problem.error(
                    "no-columns-left",
                    read.place(),
                    "Its choice leaves no column of " + read.input().dataset() + ".",
                    "Keep at least one, or do not read the dataset."));
        }
    }

    private static void described(
            PipelineDefinition pipeline, StepDefinition step, OutputDefinition output, List<Problem> problems) {
        if (!isTable(output.type())) {
            problems.add(Problem.error(
                    "schema-of-no-table",
                    pipeline.name() + "/" + step.name(),
                    "It has a schema, but returns " + output.type().simpleName() + " and not a Table.",
                    "Leave the schema out, or return a Table."));
        }
    }

    /** Only when every input's columns are known can a wrong origin be told from one in an undescribed input. */
    private static void origins(
            Scope scope, PipelineDefinition pipeline, StepDefinition step, Schema schema, List<Problem> problems) {
        List<String> read = new ArrayList<>();
        for (InputDefinition input : step.inputs()) {
            if (input.isFile()) {
                continue;
            }
            Optional<List<String>> columns = input instanceof InputDefinition.OfDataset data
                    ? scope.dataset(data.dataset())
                            .flatMap(DatasetDefinition::schema)
                            .map(s ->
                                    data.columns().map(c -> c.apply(s.names())).orElse(s.names()))
                    : Optional.empty();
            if (columns.isEmpty()) {
                return;
            }
            read.addAll(columns.get());
        }
        for (Column column : schema.columns()) {
            for (String origin : column.derivedFrom().orElse(List.of())) {
                if (!read.contains(origin)) {
                    problems.add(Problem.error(
                            "unknown-origin",
                            pipeline.name() + "/" + step.name(),
                            "Its column \"" + column.name() + "\" is said to derive from \"" + origin
                                    + "\", a column that the step does not read.",
                            meant(origin, read)));
                }
            }
        }
    }

    private static String meant(String written, List<String> columns) {
        return Nearest.to(written, columns)
                .map(nearest -> "Did you mean \"" + nearest + "\"?")
                .orElse("The columns are " + String.join(", ", columns) + ".");
    }

    private static boolean isTable(ValueType type) {
        return type.type().getTypeName().equals(Table.class.getName());
    }
}
