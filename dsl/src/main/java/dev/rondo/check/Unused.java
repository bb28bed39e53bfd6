package dev.rondo.check;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.EngineWork;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.TriggerDefinition;
import dev.rondo.graph.Edge;
import dev.rondo.graph.Node;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Steps whose work nobody can see, the last of each line of them, and sources that nobody reads. */
final class Unused implements Check {

    @Override
    public void look(Scope scope, List<Problem> problems) {
        Set<DatasetName> awaited = awaited(scope);
        BitSet useful = upstreamOf(scope, wanted(scope, awaited));
        scope.pipelines().forEach(pipeline -> {
            for (StepDefinition step : pipeline.steps()) {
                scope.graph()
                        .step(pipeline.name(), step.name())
                        .filter(node -> !step.synthetic() && !useful.get(node.id()) && isLast(scope, node))
                        .ifPresent(node -> problems.add(unusedStep(node)));
            }
        });
        if (!scope.alone()) {
            scope.graph().nodes().stream()
                    .filter(node -> node.kind() == Node.Kind.SOURCE)
                    .filter(node -> scope.graph()
                            .consumersOf(node.dataset().orElseThrow())
                            .isEmpty())
                    .filter(node -> !awaited.contains(node.dataset().orElseThrow()))
                    .forEach(node -> problems.add(unusedSource(node)));
        }
    }

    /** Nodes that somebody wants for their own sake. */
    private static Deque<Node> wanted(Scope scope, Set<DatasetName> awaited) {
        Set<DatasetName> datasets = new HashSet<>(awaited);
        scope.subjects().forEach(subject -> datasets.addAll(subject.outputs()));
        scope.reads().stream()
                .filter(Read::acrossPipelines)
                .forEach(read -> datasets.add(read.input().dataset()));
        scope.datasets().all().stream().filter(d -> d.published()).forEach(d -> datasets.add(d.name()));
        Deque<Node> wanted = new ArrayDeque<>();
        datasets.forEach(dataset -> scope.graph().origin(dataset).ifPresent(wanted::add));
        scope.graph().nodes().stream()
                .filter(node -> node.kind() == Node.Kind.GATE)
                .forEach(wanted::add);
        scope.pipelines()
                .forEach(pipeline -> pipeline.steps().stream()
                        .filter(Unused::actsOnTheOutside)
                        .forEach(step ->
                                scope.graph().step(pipeline.name(), step.name()).ifPresent(wanted::add)));
        return wanted;
    }

    /** What a step does may be all that people want of it. */
    private static boolean actsOnTheOutside(StepDefinition step) {
        return step.cache().effects()
                || step.mode().cleanUp().isPresent()
                || step.mode()
                        .work()
                        .filter(EngineWork.RunPipeline.class::isInstance)
                        .isPresent();
    }

    private static Set<DatasetName> awaited(Scope scope) {
        Set<DatasetName> datasets = new HashSet<>();
        scope.pipelines().forEach(pipeline -> {
            for (TriggerDefinition trigger : pipeline.triggers()) {
                if (trigger instanceof TriggerDefinition.OnData data) {
                    datasets.add(data.dataset());
                }
            }
        });
        return datasets;
    }

    /** Those before it are useless because it is; they need no warning of their own. */
    private static boolean isLast(Scope scope, Node node) {
        return scope.graph().edgesFrom(node).allMatch(edge -> edge.to().equals(node));
    }

    private static BitSet upstreamOf(Scope scope, Deque<Node> open) {
        BitSet reached = new BitSet();
        open.forEach(node -> reached.set(node.id()));
        while (!open.isEmpty()) {
            for (Edge edge : scope.graph().edgesInto(open.remove())) {
                if (!reached.get(edge.from().id())) {
                    reached.set(edge.from().id());
                    open.add(edge.from());
                }
            }
        }
        return reached;
    }

    private static Problem unusedStep(Node node) {
        return Problem.warning(
                "unused-step",
                node.name(),
                "Nothing that anybody uses comes of it: no gate, no published dataset, no declared output, no effect, and "
                        + "no input of another pipeline.",
                "Say p.output(...) if people look at its result, hasEffects() if it acts on the world outside, let a "
                        + "later step wait for it with after(...), or remove it.");
    }

    private static Problem unusedSource(Node node) {
        return Problem.warning(
                "unused-source", node.name(), "No step reads this source and no trigger waits for it.", "Remove it.");
    }
}
