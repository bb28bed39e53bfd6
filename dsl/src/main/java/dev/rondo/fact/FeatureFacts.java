package dev.rondo.fact;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.ValueType;
import dev.rondo.graph.Node;
import dev.rondo.graph.PipelineGraph;
import dev.rondo.step.DataFile;
import dev.rondo.table.Schema;
import dev.rondo.table.Table;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Facts about the columns that reach a step. Models, metrics and other values that are no tables have none. */
public final class FeatureFacts {
    private final String step;
    private final Verdicts verdicts;
    private final Set<String> columns = new LinkedHashSet<>();
    private boolean known = true;

    FeatureFacts(String step, Names.Found<Node> node, PipelineGraph graph, Verdicts verdicts) {
        this.step = step;
        this.verdicts = verdicts;
        if (node.thing().isEmpty()) {
            known = false;
            fails(node.problem(), "Name a step of the pipeline, or write pipeline/step.");
        } else {
            graph.definition(node.thing().get()).ifPresent(definition -> collect(definition, graph));
        }
    }

    /** Their names, each once, in the order of the inputs. */
    public List<String> names() {
        return List.copyOf(columns);
    }

    /** There are {@code count} of them. */
    public FeatureFacts hasSize(int count) {
        if (known && columns.size() != count) {
            fails(
                    "The step reads " + columns.size() + " columns, but should read " + count + "; it reads " + columns
                            + ".",
                    "Choose them with columns(...) or without(...), or correct the number.");
        }
        return this;
    }

    /** None of these is among them. */
    public FeatureFacts excludes(String... names) {
        Set<String> found = new TreeSet<>(List.of(names));
        found.retainAll(columns);
        if (known && !found.isEmpty()) {
            fails(
                    "Columns " + found + " reach the step, but should not.",
                    "Leave them out where the step reads them: without(\"" + String.join("\", \"", found) + "\").");
        }
        return this;
    }

    /** All of these are among them. */
    public FeatureFacts includes(String... names) {
        Set<String> missing = new TreeSet<>(List.of(names));
        missing.removeAll(columns);
        if (known && !missing.isEmpty()) {
            fails(
                    "Columns " + missing + " do not reach the step; it reads " + columns + ".",
                    "Let a dataset that the step reads have them, or correct the fact.");
        }
        return this;
    }

    /** These and no others, in whatever order. */
    public FeatureFacts areExactly(String... names) {
        Set<String> extra = new TreeSet<>(columns);
        extra.removeAll(List.of(names));
        includes(names);
        if (known && !extra.isEmpty()) {
            fails(
                    "Columns " + extra + " reach the step, but are not among those named.",
                    "Leave them out where the step reads them, or name them.");
        }
        return this;
    }

    private void collect(StepDefinition definition, PipelineGraph graph) {
        for (InputDefinition input : definition.inputs()) {
            if (input instanceof InputDefinition.OfDataset data && !data.isFile()) {
                collect(data, graph.dataset(data.dataset()));
            }
        }
    }

    private void collect(InputDefinition.OfDataset input, Optional<DatasetDefinition> dataset) {
        Optional<Schema> schema = dataset.flatMap(DatasetDefinition::schema);
        if (schema.isPresent()) {
            List<String> all = schema.get().names();
            columns.addAll(input.columns().map(c -> c.apply(all)).orElse(all));
        } else if (input.columns().filter(c -> c.keep()).isPresent()) {
            columns.addAll(input.columns().get().names());
        } else if (hasColumns(input.type())) {
            unknown(input.dataset(), dataset.isPresent());
        }
    }

    private void unknown(DatasetName dataset, boolean here) {
        known = false;
        if (here) {
            fails(
                    "The columns that reach it are not known, because dataset " + dataset + " has no schema.",
                    "Say .schema(...) where " + dataset + " is declared.");
        } else {
            verdicts.undecided(step, dataset.value());
        }
    }

    private void fails(String reason, String remedy) {
        verdicts.fails(step, reason, remedy);
    }

    private static boolean hasColumns(ValueType type) {
        String name = type.type().getTypeName();
        return name.equals(Table.class.getName()) || name.equals(DataFile.class.getName());
    }
}
