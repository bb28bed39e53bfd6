package dev.rondo.engine.run;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.EngineWork;
import dev.rondo.definition.GateDefinition;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.partition.Selection;
import dev.rondo.step.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the decisions about a run need to know of its pipeline: the steps and what each waits for within the run. */
public final class RunShape {
    private final List<Node> nodes;
    private final Map<StepName, Integer> index;
    private final boolean stopsAtFailure;
    private final List<List<Integer>> downstream;

    /**
     * One step.
     *
     * @param upstream indexes of the steps that must succeed first
     * @param mayBeSkipped those of {@code upstream} that count as done when they were skipped and no step before them
     *     failed
     * @param grace of a clean-up step, which runs once all of {@code upstream} has ended in whatever way: how long it may
     *     take from then; empty for any other step
     * @param queueTimeout how long it may wait, ready, for a slot
     */
    public record Node(
            StepName name,
            List<Integer> upstream,
            Set<Integer> mayBeSkipped,
            Retry retry,
            Optional<Duration> timeout,
            Optional<Duration> grace,
            Optional<Duration> queueTimeout) {
        public Node {
            upstream = List.copyOf(upstream);
            mayBeSkipped = Set.copyOf(mayBeSkipped);
        }

        public Node(
                StepName name,
                List<Integer> upstream,
                Set<Integer> mayBeSkipped,
                Retry retry,
                Optional<Duration> timeout) {
            this(name, upstream, mayBeSkipped, retry, timeout, Optional.empty());
        }

        public Node(
                StepName name,
                List<Integer> upstream,
                Set<Integer> mayBeSkipped,
                Retry retry,
                Optional<Duration> timeout,
                Optional<Duration> grace) {
            this(name, upstream, mayBeSkipped, retry, timeout, grace, Optional.empty());
        }

        /** The same, waiting for a slot no longer than this. */
        public Node queuedAtMost(Optional<Duration> limit) {
            return new Node(name, upstream, mayBeSkipped, retry, timeout, grace, limit);
        }

        boolean cleansUp() {
            return grace.isPresent();
        }
    }

    /**
     * A pipeline.
     *
     * @param stopsAtFailure whether the first failed step stops all others but those that clean up
     * @param nodes in the pipeline's order; a step's index is its place here
     */
    public RunShape(List<Node> nodes, Map<StepName, Integer> index, boolean stopsAtFailure) {
        this.nodes = List.copyOf(nodes);
        // Not Map.copyOf: names that end in numbers collide in its open table, and thousands of steps are looked up
        // often.
        this.index = new HashMap<>(index);
        this.stopsAtFailure = stopsAtFailure;
        this.downstream = downstream(this.nodes);
    }

    /** A pipeline whose independent branches go on after a failure. */
    public RunShape(List<Node> nodes, Map<StepName, Integer> index) {
        this(nodes, index, false);
    }

    public static RunShape of(PipelineDefinition pipeline) {
        Map<StepName, Integer> index = new HashMap<>();
        pipeline.steps().forEach(step -> index.put(step.name(), index.size()));
        Map<DatasetName, Integer> writers = writers(pipeline);
        List<Set<Integer>> upstream = new ArrayList<>();
        for (StepDefinition step : pipeline.steps()) {
            Set<Integer> before = new LinkedHashSet<>();
            step.after().forEach(name -> before.add(place(index, name)));
            step.inputs().forEach(input -> writerInRun(input, writers).ifPresent(before::add));
            upstream.add(before);
        }
        pipeline.steps().forEach(step -> cleanUpLast(step, pipeline, index, upstream));
        pipeline.steps().forEach(step -> championLast(step, index, upstream));
        List<Node> nodes = new ArrayList<>();
        for (StepDefinition step : pipeline.steps()) {
            List<Integer> before = List.copyOf(upstream.get(nodes.size()));
            Set<Integer> excused =
                    step.mode().work().isPresent() && step.mode().work().get() instanceof EngineWork.FirstOf
                            ? Set.copyOf(before)
                            : excused(step, index);
            nodes.add(new Node(
                    step.name(),
                    before,
                    excused,
                    step.retry(),
                    step.timeout(),
                    step.mode().cleanUp(),
                    step.queueTimeout()));
        }
        return new RunShape(nodes, index, pipeline.runs().stopsAtFailure());
    }

    public List<Node> nodes() {
        return nodes;
    }

    /** Whether the first failed step stops all others but those that clean up. */
    public boolean stopsAtFailure() {
        return stopsAtFailure;
    }

    /** Whether the pipeline has such a step. */
    public boolean has(StepName step) {
        return index.containsKey(step);
    }

    /** The places of the steps that wait for this one. */
    List<Integer> downstream(int place) {
        return downstream.get(place);
    }

    private static List<List<Integer>> downstream(List<Node> nodes) {
        List<List<Integer>> downstream = new ArrayList<>();
        nodes.forEach(node -> downstream.add(new ArrayList<>(1)));
        for (int place = 0; place < nodes.size(); place++) {
            for (int before : nodes.get(place).upstream()) {
                downstream.get(before).add(place);
            }
        }
        downstream.replaceAll(List::copyOf);
        return downstream;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RunShape that
                && stopsAtFailure == that.stopsAtFailure
                && nodes.equals(that.nodes)
                && index.equals(that.index);
    }

    @Override
    public int hashCode() {
        return Objects.hash(nodes, stopsAtFailure);
    }

    /** The place of the step that writes a dataset. */
    public static Map<DatasetName, Integer> writers(PipelineDefinition pipeline) {
        Map<DatasetName, Integer> writers = new HashMap<>();
        for (int place = 0; place < pipeline.steps().size(); place++) {
            for (OutputDefinition output : pipeline.steps().get(place).outputs()) {
                writers.put(output.dataset(), place);
            }
        }
        return writers;
    }

    /**
     * The place of a step among {@link #nodes}.
     *
     * @throws IllegalArgumentException when the pipeline has no such step
     */
    public int indexOf(StepName step) {
        return place(index, step);
    }

    /** What cleans up comes after all that does not, unless it says after what. */
    private static void cleanUpLast(
            StepDefinition step,
            PipelineDefinition pipeline,
            Map<StepName, Integer> index,
            List<Set<Integer>> upstream) {
        Set<Integer> before = upstream.get(place(index, step.name()));
        if (step.mode().cleanUp().isPresent() && before.isEmpty()) {
            pipeline.steps().stream()
                    .filter(other -> other.mode().cleanUp().isEmpty())
                    .forEach(other -> before.add(place(index, other.name())));
        }
    }

    /**
     * The champion is scored when all else that its gate needs is there: from then until the gate has decided, no other
     * run may change the champion, and that time should be short.
     */
    private static void championLast(StepDefinition gate, Map<StepName, Integer> index, List<Set<Integer>> upstream) {
        gate.gate().flatMap(GateDefinition::championEvaluation).ifPresent(evaluation -> {
            int place = place(index, evaluation);
            for (int before : upstream.get(place(index, gate.name()))) {
                if (before != place) {
                    upstream.get(place).add(before);
                }
            }
        });
    }

    /** A gate goes on without a champion's score, for the first challenger has no champion to beat. */
    private static Set<Integer> excused(StepDefinition step, Map<StepName, Integer> index) {
        return step.gate()
                .flatMap(GateDefinition::championEvaluation)
                .map(name -> Set.of(place(index, name)))
                .orElse(Set.of());
    }

    /** Only the run's own partition is made in this run; earlier ones come from other runs. */
    private static Optional<Integer> writerInRun(InputDefinition input, Map<DatasetName, Integer> writers) {
        if (input instanceof InputDefinition.OfDataset in
                && (in.selection() instanceof Selection.Same || in.selection() instanceof Selection.Last)) {
            return Optional.ofNullable(writers.get(in.dataset()));
        }
        return Optional.empty();
    }

    private static int place(Map<StepName, Integer> index, StepName step) {
        Integer place = index.get(step);
        if (place == null) {
            throw new IllegalArgumentException("The pipeline has no step " + step + "; it has " + index.keySet());
        }
        return place;
    }
}
