package dev.rondo.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jgrapht.Graph;
import org.jgrapht.alg.util.Pair;
import org.jgrapht.graph.DirectedPseudograph;
import org.jgrapht.opt.graph.sparse.IncomingEdgesSupport;
import org.jgrapht.opt.graph.sparse.SparseIntDirectedGraph;

/**
 * A directed graph over the numbers 0 to n-1, without names, in JGraphT's sparse form. Any graph can be held; {@link
 * #order} refuses one with a cycle and {@link #cycles} names the cycles.
 *
 * <p><b>Threads.</b> Immutable, safe for many threads.
 */
public final class Digraph {
    private final Graph<Integer, Integer> graph;
    private final int nodes;
    private final int edges;

    /** Nodes each after what it depends on; those on cycles and after them are missing. */
    private final int[] order;

    private Digraph(int nodes, int edges, Graph<Integer, Integer> graph) {
        this.nodes = nodes;
        this.edges = edges;
        this.graph = graph;
        this.order = ordered();
    }

    /** The graph with an edge from {@code from[i]} to {@code to[i]} for each {@code i}. */
    public static Digraph of(int nodes, int[] from, int[] to) {
        if (from.length != to.length) {
            throw new IllegalArgumentException(
                    "Every edge has two ends; got " + from.length + " beginnings and " + to.length + " ends");
        }
        Graph<Integer, Integer> graph = from.length == 0 ? withoutEdges(nodes) : sparse(nodes, from, to);
        return new Digraph(nodes, from.length, graph);
    }

    public int size() {
        return nodes;
    }

    public int edges() {
        return edges;
    }

    public int[] successors(int node) {
        int[] ends = new int[graph.outDegreeOf(node)];
        successors(node, ends, 0);
        return ends;
    }

    /** Writes the successors of a node into an array, and answers the place after the last. */
    int successors(int node, int[] into, int place) {
        int next = place;
        for (Integer edge : graph.outgoingEdgesOf(node)) {
            into[next++] = graph.getEdgeTarget(edge);
        }
        return next;
    }

    /**
     * All nodes, each after everything it depends on.
     *
     * @throws CyclicGraphException when there is a cycle
     */
    public int[] order() {
        if (!isAcyclic()) {
            throw new CyclicGraphException(cycles().get(0));
        }
        return order.clone();
    }

    public boolean isAcyclic() {
        return order.length == nodes;
    }

    /** One short cycle for each group of nodes that all lead to each other; empty for an acyclic graph. */
    public List<int[]> cycles() {
        return isAcyclic() ? List.of() : FindCycles.in(this);
    }

    /** Kahn's algorithm. */
    private int[] ordered() {
        int[] waitsFor = new int[nodes];
        for (int edge = 0; edge < edges; edge++) {
            waitsFor[graph.getEdgeTarget(edge)]++;
        }
        int[] ready = new int[nodes];
        int tail = 0;
        for (int node = 0; node < nodes; node++) {
            if (waitsFor[node] == 0) {
                ready[tail++] = node;
            }
        }
        for (int head = 0; head < tail; head++) {
            for (Integer edge : graph.outgoingEdgesOf(ready[head])) {
                int next = graph.getEdgeTarget(edge);
                if (--waitsFor[next] == 0) {
                    ready[tail++] = next;
                }
            }
        }
        return tail < nodes ? Arrays.copyOf(ready, tail) : ready;
    }

    /** Edges go in sorted by source, because the sparse graph would sort them otherwise, which costs more. */
    private static Graph<Integer, Integer> sparse(int nodes, int[] from, int[] to) {
        Adjacency sorted = Adjacency.of(nodes, from, to);
        int[] sources = sorted.sources();
        int[] targets = sorted.targets();
        return new SparseIntDirectedGraph(
                nodes,
                from.length,
                () -> IntStream.range(0, sources.length).mapToObj(edge -> Pair.of(sources[edge], targets[edge])),
                IncomingEdgesSupport.NO_INCOMING_EDGES);
    }

    /** The sparse graph insists on an edge. */
    private static Graph<Integer, Integer> withoutEdges(int nodes) {
        var graph = new DirectedPseudograph<Integer, Integer>(Integer.class);
        for (int node = 0; node < nodes; node++) {
            graph.addVertex(node);
        }
        return graph;
    }
}
