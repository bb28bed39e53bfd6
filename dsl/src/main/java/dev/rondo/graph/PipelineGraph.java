package dev.rondo.graph;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All steps and sources of some pipelines, and how data and order lead from one to another, also across pipelines. The
 * transitive closure is computed when it is first needed, and once.
 *
 * <p>Upstream and downstream follow every edge, also one on which only earlier partitions flow: what a model was made of
 * may have come from last month. Only {@link #order} leaves those out.
 *
 * <p><b>Threads.</b> Immutable, safe for many threads.
 */
public final class PipelineGraph implements DataFlow {
    private final List<PipelineDefinition> pipelines;
    private final Datasets datasets;
    private final GraphParts parts;
    private final Digraph all;
    private final Digraph ordering;
    private volatile Optional<Closure> closure = Optional.empty();

    private PipelineGraph(Collection<PipelineDefinition> pipelines) {
        this.pipelines = List.copyOf(pipelines);
        this.datasets = Datasets.of(pipelines);
        this.parts = GraphParts.of(this.pipelines);
        this.all = digraph(parts.edges());
        List<Edge> sameRun = parts.edges().stream().filter(e -> !e.earlier()).toList();
        this.ordering = sameRun.size() == all.edges() ? all : digraph(sameRun);
    }

    /**
     * The graph of these pipelines, whatever mistakes they contain: an input nobody writes becomes a node of kind
     * {@link Node.Kind#ELSEWHERE}, and there may be cycles.
     */
    public static PipelineGraph of(Collection<PipelineDefinition> pipelines) {
        return new PipelineGraph(pipelines);
    }

    @Override
    public PipelineGraph graph() {
        return this;
    }

    public List<PipelineDefinition> pipelines() {
        return pipelines;
    }

    public Datasets datasets() {
        return datasets;
    }

    /** The dataset, where it is defined in this graph. */
    public Optional<DatasetDefinition> dataset(DatasetName name) {
        return datasets.find(name);
    }

    /** In the order of declaration; a node's id is its place in this list. */
    public List<Node> nodes() {
        return parts.nodes();
    }

    public List<Edge> edges() {
        return parts.edges();
    }

    /** The node with this {@link Node#name}. */
    public Optional<Node> node(String name) {
        return Optional.ofNullable(parts.byName().get(name));
    }

    public Optional<Node> step(PipelineName pipeline, StepName step) {
        return node(pipeline + "/" + step);
    }

    /** What a node's step is; empty for a node that is none. */
    public Optional<StepDefinition> definition(Node node) {
        return parts.definitions().get(node.id());
    }

    /** The step that writes a dataset, its source, or the node that stands for a dataset from elsewhere. */
    public Optional<Node> origin(DatasetName dataset) {
        return Optional.ofNullable(parts.origins().get(dataset));
    }

    /**
     * All nodes, each after everything of the same partition that it depends on.
     *
     * @throws CyclicGraphException when there is a cycle; a compiled pipeline has none
     */
    public List<Node> order() {
        return Arrays.stream(ordering.order()).mapToObj(nodes()::get).toList();
    }

    /** One short cycle for each group of nodes that all wait for each other; empty once compiled. */
    public List<List<Node>> cycles() {
        return ordering.cycles().stream().map(this::nodes).toList();
    }

    /** Whether anything of {@code from} can reach {@code to}; in constant time. */
    public boolean reaches(Node from, Node to) {
        return closure().reaches(from.id(), to.id());
    }

    /** Everything that can reach {@code node}, in the order of declaration. */
    public List<Node> upstream(Node node) {
        return nodes(closure().upstream(node.id()));
    }

    /** Everything that {@code node} can reach, in the order of declaration. */
    public List<Node> downstream(Node node) {
        return nodes(closure().downstream(node.id()));
    }

    /** What a change of this step or source would touch. */
    public Impact impactOf(Node node) {
        return impact(node, downstream(node));
    }

    /** What a change of this dataset would touch; of a step's several datasets only this one counts. */
    public Impact impactOf(DatasetName dataset) {
        Node origin = origin(dataset)
                .orElseThrow(() -> new IllegalArgumentException("There is no dataset " + dataset + " in this graph"));
        BitSet touched = new BitSet(nodes().size());
        for (Node reader : readers(dataset)) {
            touched.set(reader.id());
            touched.or(closure().downstream(reader.id()));
        }
        return impact(origin, nodes(touched));
    }

    /** A shortest way along the edges, or empty when none leads from one to the other; no edges from a node to itself. */
    public Optional<List<Edge>> pathBetween(Node from, Node to) {
        if (!from.equals(to) && !reaches(from, to)) {
            return Optional.empty();
        }
        return Optional.of(parts.along(FindPath.between(all, from.id(), to.id())));
    }

    /** Who reads a dataset, by pipeline and step, in the order of declaration. */
    public List<Edge.Data> consumersOf(DatasetName dataset) {
        return origin(dataset).stream()
                .flatMap(this::edgesFrom)
                .filter(Edge.Data.class::isInstance)
                .map(Edge.Data.class::cast)
                .filter(e -> e.dataset().equals(dataset))
                .toList();
    }

    /** The edges that end at a node. */
    public List<Edge> edgesInto(Node node) {
        return parts.into().get(node.id());
    }

    /** The edges that begin at a node. */
    public Stream<Edge> edgesFrom(Node node) {
        return parts.outOf().get(node.id()).stream();
    }

    /** The transitive closure over all edges. */
    public Closure closure() {
        Optional<Closure> known = closure;
        if (known.isEmpty()) {
            synchronized (this) {
                known = closure;
                if (known.isEmpty()) {
                    known = Optional.of(Closure.of(all));
                    closure = known;
                }
            }
        }
        return known.orElseThrow();
    }

    private List<Node> readers(DatasetName dataset) {
        return consumersOf(dataset).stream().map(Edge::to).toList();
    }

    private static Impact impact(Node of, List<Node> touched) {
        return new Impact(
                of,
                touched,
                touched.stream()
                        .flatMap(n -> n.pipeline().stream())
                        .distinct()
                        .sorted()
                        .toList());
    }

    private Digraph digraph(List<Edge> edges) {
        return Digraph.of(
                nodes().size(),
                edges.stream().mapToInt(e -> e.from().id()).toArray(),
                edges.stream().mapToInt(e -> e.to().id()).toArray());
    }

    private List<Node> nodes(int[] ids) {
        return Arrays.stream(ids).mapToObj(nodes()::get).toList();
    }

    private List<Node> nodes(BitSet ids) {
        return ids.stream().mapToObj(nodes()::get).toList();
    }

    /**
     * What a change touches.
     *
     * @param of where the change begins
     * @param nodes steps and gates that may come out differently
     * @param pipelines their pipelines, sorted
     */
    public record Impact(Node of, List<Node> nodes, List<PipelineName> pipelines) {}
}
