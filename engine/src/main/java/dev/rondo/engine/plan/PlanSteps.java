package dev.rondo.engine.plan;

import dev.rondo.engine.run.RunShape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** Goes through the steps of one run in the order of its graph. What the steps before a step mean for it is decided here. */
public final class PlanSteps {
    private final RunShape shape;
    private final IntFunction<Ahead> look;
    private final Map<Integer, Ahead> known = new HashMap<>();

    private PlanSteps(RunShape shape, IntFunction<Ahead> look) {
        this.shape = shape;
        this.look = look;
    }

    /**
     * What becomes of each step.
     *
     * @param look looks at a step, by its place; asked once at most for each, after all before it
     * @return in the order of the pipeline
     */
    public static List<Ahead> of(RunShape shape, IntFunction<Ahead> look) {
        PlanSteps steps = new PlanSteps(shape, look);
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < shape.nodes().size(); i++) {
            open.add(i);
        }
        while (!open.isEmpty()) {
            List<Integer> later = new ArrayList<>();
            for (int place : open) {
                if (steps.known.keySet().containsAll(shape.nodes().get(place).upstream())) {
                    steps.known.put(place, steps.decide(place));
                } else {
                    later.add(place);
                }
            }
            if (later.size() == open.size()) {
                throw new IllegalArgumentException("The steps wait for one another: " + later);
            }
            open = later;
        }
        return java.util.stream.IntStream.range(0, shape.nodes().size())
                .mapToObj(steps::at)
                .toList();
    }

    private Ahead decide(int place) {
        RunShape.Node node = shape.nodes().get(place);
        return node.grace().isPresent() ? look.apply(place) : before(node).orElseGet(() -> look.apply(place));
    }

    /** What the steps before it make of it; empty when it is up to itself. */
    private Optional<Ahead> before(RunShape.Node node) {
        Optional<Ahead> waits = Optional.empty();
        for (int up : node.upstream()) {
            Verdict verdict = at(up).verdict();
            boolean excused = node.mayBeSkipped().contains(up) && !anyFails(up);
            if (verdict == Verdict.FAIL || (verdict == Verdict.SKIP && !excused)) {
                return Optional.of(new Ahead(
                        Verdict.SKIP,
                        "step " + shape.nodes().get(up).name() + " before it "
                                + at(up).verdict().words()));
            }
            if (verdict == Verdict.WAIT) {
                waits = Optional.of(
                        new Ahead(Verdict.WAIT, "step " + shape.nodes().get(up).name() + " before it has to wait"));
            }
        }
        return waits;
    }

    private boolean anyFails(int place) {
        BitSet seen = new BitSet();
        List<Integer> open = new ArrayList<>(List.of(place));
        while (!open.isEmpty()) {
            int next = open.remove(open.size() - 1);
            if (at(next).verdict() == Verdict.FAIL) {
                return true;
            }
            for (int up : shape.nodes().get(next).upstream()) {
                if (!seen.get(up)) {
                    seen.set(up);
                    open.add(up);
                }
            }
        }
        return false;
    }

    private Ahead at(int place) {
        Ahead ahead = known.get(place);
        if (ahead == null) {
            throw new IllegalStateException("Step " + place + " has not been looked at");
        }
        return ahead;
    }
}
