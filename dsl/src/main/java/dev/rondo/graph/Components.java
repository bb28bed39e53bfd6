package dev.rondo.graph;

import java.util.Arrays;

/**
 * Groups of nodes that all lead to each other (strongly connected components), numbered so that every edge between two
 * groups leads from the higher number to the lower. In an acyclic graph each node is a group of its own, and the numbers
 * are a reverse topological order. Tarjan's algorithm, without recursion.
 */
final class Components {
    private final Adjacency graph;
    private final int[] groupOf;
    private final int[] discovered;
    private final int[] low;
    private final int[] nextEdge;
    private final int[] path;
    private final int[] open;
    private int pathLength;
    private int openCount;
    private int clock;
    private int count;

    private Components(Adjacency graph) {
        this.graph = graph;
        int n = graph.size();
        groupOf = new int[n];
        Arrays.fill(groupOf, -1);
        discovered = new int[n]; // 0: not yet seen
        low = new int[n];
        nextEdge = new int[n];
        path = new int[n];
        open = new int[n];
        for (int node = 0; node < n; node++) {
            if (discovered[node] == 0) {
                walkFrom(node);
            }
        }
    }

    static Components of(Adjacency graph) {
        return new Components(graph);
    }

    int count() {
        return count;
    }

    /** The group of every node. */
    int[] groupOf() {
        return groupOf;
    }

    private void walkFrom(int start) {
        enter(start);
        while (pathLength > 0) {
            int node = path[pathLength - 1];
            if (nextEdge[node] < graph.offsets()[node + 1]) {
                int successor = graph.targets()[nextEdge[node]++];
                if (discovered[successor] == 0) {
                    enter(successor);
                } else if (groupOf[successor] < 0) { // still open, so it leads back here
                    low[node] = Math.min(low[node], discovered[successor]);
                }
            } else {
                leave(node);
            }
        }
    }

    private void enter(int node) {
        discovered[node] = ++clock;
        low[node] = clock;
        nextEdge[node] = graph.offsets()[node];
        path[pathLength++] = node;
        open[openCount++] = node;
    }

    private void leave(int node) {
        pathLength--;
        if (pathLength > 0) {
            int parent = path[pathLength - 1];
            low[parent] = Math.min(low[parent], low[node]);
        }
        if (low[node] == discovered[node]) {
            int member;
            do {
                member = open[--openCount];
                groupOf[member] = count;
            } while (member != node);
            count++;
        }
    }
}
