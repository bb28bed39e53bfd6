package dev.rondo.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jgrapht.Graph;
import org.jgrapht.alg.util.Pair;
import org.jgrapht.graph.DirectedPseudograph;
import org.jgrapht.opt.graph.sparse.IncomingEdgesSupport;
import org.jgrapht.opt.graph.sparse.SparseIntDirectedGraph;
import org.jgrapht.traverse.NotDirectedAcyclicGraphException;
import org.jgrapht.traverse.TopologicalOrderIterator;

/**
 * A directed graph over the numbers 0 to n-1, without names. Any graph can be held; {@link #order} refuses one with a
 * cycle and {@link #cycles} names the cycles.
 *
 * <p><b>Threads.</b> Immutable, safe for many threads.
 */
public final class Digraph {
    private final Graph<Integer, Integer> graph;
    private final int nodes;

    private Digraph(int nodes, List<Pair<Integer, Integer>> edges) {
        this.nodes = nodes;
        this.graph = edges.isEmpty()
                ? withoutEdges(nodes)
                : new SparseIntDirectedGraph(nodes, edges, IncomingEdgesSupport.FULL_INCOMING_EDGES);
    }

    /** The graph with an edge from {@code from[i]} to {@code to[i]} for each {@code i}. */
    public static Digraph of(int nodes, int[] from, int[] to) {
        if (from.length != to.length) {
            throw new IllegalArgumentException(
                    "Every edge has two ends; got " + from.length + " beginnings and " + to.length + " ends");
        }
        List<Pair<Integer, Integer>> edges = new ArrayList<>(from.length);
        for (int edge : bySource(nodes, from)) {
            edges.add(Pair.of(from[edge], to[edge]));
        }
        return new Digraph(nodes, edges);
    }

    public int size() {
        return nodes;
    }

    public int edges() {
        return graph.edgeSet().size();
    }

    public int[] successors(int node) {
        int[] ends = new int[graph.outDegreeOf(node)];
        int i = 0;
        for (Integer edge : graph.outgoingEdgesOf(node)) {
            ends[i++] = graph.getEdgeTarget(edge);
        }
        return ends;
    }

    public int[] predecessors(int node) {
        int[] ends = new int[graph.inDegreeOf(node)];
        int i = 0;
        for (Integer edge : graph.incomingEdgesOf(node)) {
            ends[i++] = graph.getEdgeSource(edge);
        }
        return ends;
    }

    /**
     * All nodes, each after everything it depends on.
     *
     * @throws CyclicGraphException when there is a cycle
     */
    public int[] order() {
        int[] order = new int[nodes];
        int i = 0;
        try {
            for (var all = new TopologicalOrderIterator<>(graph); all.hasNext(); i++) {
                order[i] = all.next();
            }
        } catch (NotDirectedAcyclicGraphException e) { // its message names no node
            throw new CyclicGraphException(cycles().get(0));
        }
        return order;
    }

    /** One short cycle for each group of nodes that all lead to each other; empty for an acyclic graph. */
    public List<int[]> cycles() {
        return FindCycles.in(this);
    }

    /** The sparse graph insists on an edge. */
    private static Graph<Integer, Integer> withoutEdges(int nodes) {
        var graph = new DirectedPseudograph<Integer, Integer>(Integer.class);
        for (int node = 0; node < nodes; node++) {
            graph.addVertex(node);
        }
        return graph;
    }

    /** Edge numbers sorted by source: the sparse graph then need not sort them. */
    private static int[] bySource(int nodes, int[] from) {
        int[] next = new int[nodes + 1];
        for (int node : from) {
            next[node + 1]++;
        }
        Arrays.parallelPrefix(next, Integer::sum);
        int[] sorted = new int[from.length];
        for (int edge = 0; edge < from.length; edge++) {
            sorted[next[from[edge]]++] = edge;
        }
        return sorted;
    }
}
