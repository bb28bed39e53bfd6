package dev.rondo.graph;

/**
 * The successors of every node, laid end to end: those of {@code v} are {@code targets[offsets[v]]} up to, not
 * including, {@code targets[offsets[v + 1]]}. Made for one computation and dropped.
 */
final class Adjacency {
    private final int[] offsets;
    private final int[] targets;

    private Adjacency(int[] offsets, int[] targets) {
        this.offsets = offsets;
        this.targets = targets;
    }

    static Adjacency of(Digraph graph) {
        int[] offsets = new int[graph.size() + 1];
        int[] targets = new int[graph.edges()];
        int next = 0;
        for (int node = 0; node < graph.size(); node++) {
            offsets[node] = next;
            for (int successor : graph.successors(node)) {
                targets[next++] = successor;
            }
        }
        offsets[graph.size()] = next;
        return new Adjacency(offsets, targets);
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
