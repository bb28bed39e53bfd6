package dev.rondo.fact;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.graph.Node;
import dev.rondo.graph.PipelineGraph;
import dev.rondo.table.Column;
import dev.rondo.table.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where columns come from, column by column.
 *
 * <p>A column of a step's output comes from the columns that its schema names; else from the column of the same name
 * that the step reads; else, to be on the safe side, from everything the step reads. So does a dataset without a schema,
 * such as a model. Files that a step declares as its environment are no data and have no part in it.
 */
final class Provenance {
    private final PipelineGraph graph;

    Provenance(PipelineGraph graph) {
        this.graph = graph;
    }

    /** Everything that reaches a step, each with the thing it comes through (itself, for what the step reads). */
    Map<Origin, Origin> of(StepDefinition step) {
        Map<Origin, Origin> through = new LinkedHashMap<>();
        Deque<Origin> open = new ArrayDeque<>();
        for (Origin read : read(step)) {
            through.put(read, read);
            open.add(read);
        }
        while (!open.isEmpty()) {
            Origin origin = open.remove();
            for (Origin before : before(origin)) {
                if (through.putIfAbsent(before, origin) == null) {
                    open.add(before);
                }
            }
        }
        return through;
    }

    /** Whether a column carries a tag of its own. */
    boolean tagged(Origin origin, String tag) {
        Optional<Schema> schema = graph.dataset(origin.dataset()).flatMap(DatasetDefinition::schema);
        return schema.flatMap(s -> origin.column().flatMap(s::column))
                .filter(c -> c.tags().contains(tag))
                .isPresent();
    }

    private Collection<Origin> before(Origin origin) {
        Optional<StepDefinition> step = graph.origin(origin.dataset()).flatMap(graph::definition);
        if (step.isEmpty()) {
            return List.of();
        }
        Set<Origin> all = read(step.get());
        Optional<Column> column = graph.dataset(origin.dataset())
                .flatMap(DatasetDefinition::schema)
                .flatMap(s -> origin.column().flatMap(s::column));
        return column.map(c -> originsOf(c, all)).orElse(all);
    }

    private static Collection<Origin> originsOf(Column column, Set<Origin> all) {
        if (column.derivedFrom().isPresent()) {
            Set<Origin> named = new LinkedHashSet<>();
            for (String name : column.derivedFrom().get()) {
                List<Origin> same = named(name, all);
                named.addAll(same.isEmpty() ? withoutColumns(all) : same);
            }
            return named;
        }
        List<Origin> same = named(column.name(), all);
        return same.isEmpty() ? all : same;
    }

    private static List<Origin> named(String column, Set<Origin> all) {
        return all.stream()
                .filter(o -> o.column().filter(column::equals).isPresent())
                .toList();
    }

    private static List<Origin> withoutColumns(Set<Origin> all) {
        return all.stream().filter(o -> o.column().isEmpty()).toList();
    }

    private Set<Origin> read(StepDefinition step) {
        Set<Origin> all = new LinkedHashSet<>();
        for (InputDefinition input : step.inputs()) {
            if (input instanceof InputDefinition.OfDataset data && !data.isFile()) {
                all.addAll(read(data));
            }
        }
        return all;
    }

    private Collection<Origin> read(InputDefinition.OfDataset input) {
        DatasetName dataset = input.dataset();
        Optional<List<String>> columns =
                graph.dataset(dataset).flatMap(DatasetDefinition::schema).map(Schema::names);
        if (columns.isEmpty()) {
            return List.of(Origin.whole(dataset));
        }
        List<Origin> chosen = new ArrayList<>();
        List<String> names = input.columns().map(c -> c.apply(columns.get())).orElse(columns.get());
        names.forEach(name -> chosen.add(Origin.of(dataset, name)));
        return chosen;
    }

    /** Whether a pipeline that is not in the graph writes it. */
    boolean fromElsewhere(Origin origin) {
        return graph.origin(origin.dataset())
                .filter(n -> n.kind() == Node.Kind.ELSEWHERE)
                .isPresent();
    }
}
