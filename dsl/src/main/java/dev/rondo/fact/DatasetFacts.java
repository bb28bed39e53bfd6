package dev.rondo.fact;

import dev.rondo.definition.DatasetName;
import dev.rondo.graph.Edge;
import dev.rondo.graph.Node;
import dev.rondo.graph.PipelineGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Facts about where the data of a dataset comes from. Steps it only waits for do not count. */
public final class DatasetFacts {
    private final String name;
    private final Names names;
    private final PipelineGraph graph;
    private final Verdicts verdicts;

    DatasetFacts(String name, Names names, PipelineGraph graph, Verdicts verdicts) {
        this.name = name;
        this.names = names;
        this.graph = graph;
        this.verdicts = verdicts;
    }

    /** Everything it is made of, however far back, is one of these sources. */
    public DatasetFacts comesOnlyFrom(String... sources) {
        Names.Found<DatasetName> dataset = names.dataset(name);
        Set<DatasetName> allowed = new HashSet<>();
        boolean named = check(dataset);
        for (String source : sources) {
            Names.Found<DatasetName> found = names.dataset(source);
            named &= check(found);
            found.thing().ifPresent(allowed::add);
        }
        if (named) {
            graph.origin(dataset.thing().orElseThrow()).ifPresent(origin -> onlyFrom(origin, allowed));
        }
        return this;
    }

    private boolean check(Names.Found<DatasetName> found) {
        if (found.thing().isEmpty()) {
            verdicts.fails(
                    name,
                    found.problem(),
                    "Name a dataset as in the catalog, or a step or source with one dataset by its own name.");
        }
        return found.thing().isPresent();
    }

    private void onlyFrom(Node origin, Set<DatasetName> allowed) {
        Map<Node, Optional<Edge.Data>> wayHome = new LinkedHashMap<>();
        wayHome.put(origin, Optional.empty());
        Deque<Node> open = new ArrayDeque<>(List.of(origin));
        List<Node> strange = new ArrayList<>();
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (node.dataset().filter(d -> !allowed.contains(d)).isPresent()) {
                strange.add(node);
            }
            for (Edge edge : graph.edgesInto(node)) {
                if (edge instanceof Edge.Data data
                        && !allowed.contains(data.dataset())
                        && !wayHome.containsKey(data.from())) {
                    wayHome.put(data.from(), Optional.of(data));
                    open.add(data.from());
                }
            }
        }
        strange.forEach(node -> report(node, way(node, wayHome)));
    }

    private void report(Node node, String way) {
        DatasetName dataset = node.dataset().orElseThrow();
        if (node.kind() == Node.Kind.ELSEWHERE) {
            verdicts.undecided(name, dataset.value());
        } else {
            verdicts.fails(
                    name,
                    "It comes also from " + dataset + ": " + way + ".",
                    "Cut this way, or name the source in the fact.");
        }
    }

    private static String way(Node node, Map<Node, Optional<Edge.Data>> wayHome) {
        StringBuilder way = new StringBuilder(node.name());
        Optional<Edge.Data> next = wayHome.getOrDefault(node, Optional.empty());
        while (next.isPresent()) {
            way.append(" -> ").append(next.get().to());
            next = wayHome.getOrDefault(next.get().to(), Optional.empty());
        }
        return way.toString();
    }
}
