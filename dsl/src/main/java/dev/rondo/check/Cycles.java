package dev.rondo.check;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.Problem;
import dev.rondo.graph.Digraph;
import dev.rondo.graph.Edge;
import dev.rondo.graph.Node;
import dev.rondo.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Steps that wait for each other, and pipelines that do. */
final class Cycles implements Check {

    @Override
    public void look(Scope scope, List<Problem> problems) {
        for (List<Node> cycle : scope.graph().cycles()) {
            if (cycle.stream().map(Node::pipeline).distinct().count() == 1) {
                problems.add(steps(cycle));
            }
        }
        pipelines(scope.graph(), problems);
    }

    private static Problem steps(List<Node> cycle) {
        Node first = cycle.get(0);
        return Problem.error(
                "cycle",
                first.name(),
                "Its steps form a cycle, "
                        + cycle.stream().map(Cycles::stepName).collect(Collectors.joining(" -> ")) + " -> "
                        + stepName(first) + ", so none of them could run first.",
                "Remove one of these dependencies, or read an earlier partition there with previous(n).");
    }

    private static String stepName(Node node) {
        return node.step().map(Object::toString).orElse(node.name());
    }

    /** Also without a cycle of steps: a run of each pipeline would wait for one of the other. */
    private static void pipelines(PipelineGraph graph, List<Problem> problems) {
        List<PipelineName> names = new ArrayList<>(
                new TreeSet<>(graph.pipelines().stream().map(p -> p.name()).toList()));
        List<Edge.Data> between = graph.edges().stream()
                .filter(Edge.Data.class::isInstance)
                .map(Edge.Data.class::cast)
                .filter(e -> !e.earlier())
                .filter(e -> e.from().pipeline().isPresent())
                .filter(e -> !e.from().pipeline().equals(e.to().pipeline()))
                .toList();
        Map<PipelineName, Integer> numbers = new HashMap<>();
        names.forEach(name -> numbers.put(name, numbers.size()));
        Digraph pipelines = Digraph.of(
                names.size(),
                between.stream()
                        .mapToInt(e -> numbers.getOrDefault(pipeline(e.from()), 0))
                        .toArray(),
                between.stream()
                        .mapToInt(e -> numbers.getOrDefault(pipeline(e.to()), 0))
                        .toArray());
        for (int[] cycle : pipelines.cycles()) {
            problems.add(loop(names, between, cycle));
        }
    }

    private static Problem loop(List<PipelineName> names, List<Edge.Data> between, int[] cycle) {
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < cycle.length; i++) {
            Optional<PipelineName> from = Optional.of(names.get(cycle[i]));
            Optional<PipelineName> to = Optional.of(names.get(cycle[(i + 1) % cycle.length]));
            between.stream()
                    .filter(e -> e.from().pipeline().equals(from)
                            && e.to().pipeline().equals(to))
                    .findFirst()
                    .ifPresent(e -> steps.add(e.to() + " reads " + e.dataset() + " from " + e.from()));
        }
        String first = names.get(cycle[0]).value();
        StringBuilder way = new StringBuilder();
        for (int pipeline : cycle) {
            way.append(names.get(pipeline)).append(" -> ");
        }
        return Problem.error(
                "feedback-loop",
                first,
                "Pipelines feed each other in a loop, " + way + first + ": " + String.join("; ", steps) + ".",
                "Declare the feedback by reading an earlier partition there with previous(n), or put these steps into "
                        + "one pipeline.");
    }

    private static PipelineName pipeline(Node node) {
        return node.pipeline().orElseThrow();
    }
}
