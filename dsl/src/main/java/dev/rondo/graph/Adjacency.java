package dev.rondo.graph;

import java.util.Arrays;

/**
 * The neighbours of every node in one direction, laid end to end: those of {@code v} are {@code targets[offsets[v]]} up
 * to, not including, {@code targets[offsets[v + 1]]}.
 */
final class Adjacency {
    private final int[] offsets;
    private final int[] targets;

    private Adjacency(int[] offsets, int[] targets) {
        this.offsets = offsets;
        this.targets = targets;
    }

    /** The successors of a graph's nodes. */
    static Adjacency of(Digraph graph) {
        int[] offsets = new int[graph.size() + 1];
        int[] targets = new int[graph.edges()];
        int next = 0;
        for (int node = 0; node < graph.size(); node++) {
            offsets[node] = next;
            next = graph.successors(node, targets, next);
        }
        offsets[graph.size()] = next;
        return new Adjacency(offsets, targets);
    }

    /** The ends of the edges that begin at each node. */
    static Adjacency of(int nodes, int[] from, int[] to) {
        int[] offsets = new int[nodes + 1];
        for (int node : from) {
            offsets[node + 1]++;
        }
        for (int node = 0; node < nodes; node++) {
            offsets[node + 1] += offsets[node];
        }
        int[] next = Arrays.copyOf(offsets, nodes);
        int[] targets = new int[to.length];
        for (int edge = 0; edge < to.length; edge++) {
            targets[next[from[edge]]++] = to[edge];
        }
        return new Adjacency(offsets, targets);
    }

    /** The predecessors, when these are the successors. */
    Adjacency reversed() {
        return of(size(), targets, sources());
    }

    /** The node at which each edge begins. */
    int[] sources() {
        int[] sources = new int[targets.length];
        for (int node = 0; node < size(); node++) {
            Arrays.fill(sources, offsets[node], offsets[node + 1], node);
        }
        return sources;
    }

    int[] of(int node) {
        return Arrays.copyOfRange(targets, offsets[node], offsets[node + 1]);
    }

    int size() {
        return offsets.length - 1;
    }

    int[] offsets() {
        return offsets;
    }

    int[] targets() {
        return targets;
    }
}
