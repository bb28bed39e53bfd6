package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunShape.Node;
import dev.rondo.step.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds the shape of a run, step by step; {@code after}, {@code retry} and so on speak of the step named last. */
final class Shapes {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<StepName, Integer> index = new HashMap<>();

    private Shapes() {}

    static Shapes step(String name) {
        return new Shapes().then(name);
    }

    /** Steps that wait for nothing. */
    static RunShape independent(String... names) {
        Shapes shapes = new Shapes();
        for (String name : names) {
            shapes.then(name);
        }
        return shapes.build();
    }

    /** Steps of which each waits for the one before it. */
    static RunShape chain(String... names) {
        Shapes shapes = step(names[0]);
        for (int i = 1; i < names.length; i++) {
            shapes.then(names[i]).after(names[i - 1]);
        }
        return shapes.build();
    }

    /** One more step. */
    Shapes then(String name) {
        StepName step = StepName.of(name);
        index.put(step, nodes.size());
        nodes.add(new Node(step, List.of(), Set.of(), Retry.none(), Optional.empty()));
        return this;
    }

    Shapes after(String... names) {
        List<Integer> upstream = new ArrayList<>(last().upstream());
        for (String name : names) {
            upstream.add(index.get(StepName.of(name)));
        }
        return become(new Node(last().name(), upstream, last().mayBeSkipped(), last().retry(), last().timeout()));
    }

    /** Waits for {@code name}, and goes on without it when that was skipped. */
    Shapes afterIfNotSkipped(String name) {
        after(name);
        Set<Integer> excused = Set.of(index.get(StepName.of(name)));
        return become(new Node(last().name(), last().upstream(), excused, last().retry(), last().timeout()));
    }

    Shapes retry(Retry retry) {
        return become(new Node(last().name(), last().upstream(), last().mayBeSkipped(), retry, last().timeout()));
    }

    Shapes timeout(Duration limit) {
        Optional<Duration> timeout = Optional.of(limit);
        return become(new Node(last().name(), last().upstream(), last().mayBeSkipped(), last().retry(), timeout));
    }

    RunShape build() {
        return new RunShape(nodes, index);
    }

    private Node last() {
        return nodes.get(nodes.size() - 1);
    }

    private Shapes become(Node node) {
        nodes.set(nodes.size() - 1, node);
        return this;
    }
}
