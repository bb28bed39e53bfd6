package dev.rondo.graph;

import java.util.Arrays;

/** A shortest way from one node to another, breadth first. */
final class FindPath {
    private FindPath() {}

    /** The nodes on the way, both ends included; empty when there is none. */
    static int[] between(Digraph graph, int from, int to) {
        int[] cameFrom = new int[graph.size()];
        Arrays.fill(cameFrom, -1);
        cameFrom[from] = from;
        int[] queue = new int[graph.size()];
        int tail = 0;
        queue[tail++] = from;
        for (int head = 0; head < tail && cameFrom[to] < 0; head++) {
            for (int successor : graph.successors(queue[head])) {
                if (cameFrom[successor] < 0) {
                    cameFrom[successor] = queue[head];
                    queue[tail++] = successor;
                }
            }
        }
        return cameFrom[to] < 0 ? new int[0] : wayBack(from, to, cameFrom);
    }

    private static int[] wayBack(int from, int to, int[] cameFrom) {
        int length = 1;
        for (int node = to; node != from; node = cameFrom[node]) {
            length++;
        }
        int[] way = new int[length];
        int node = to;
        for (int i = length - 1; i >= 0; i--) {
            way[i] = node;
            node = cameFrom[node];
        }
        return way;
    }
}
