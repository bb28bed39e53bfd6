package dev.rondo.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Names the cycles of a graph: one for each group of nodes that lead to each other, and of a group's cycles a short one,
 * because a person has to read it.
 */
final class FindCycles {
    /** Up to this size of a group, its very shortest cycle is found; beyond it, the shortest through one of its nodes. */
    private static final int EXHAUSTIVE = 500;

    private final Adjacency graph;
    private final int[] groupOf;

    private FindCycles(Adjacency graph, Components groups) {
        this.graph = graph;
        this.groupOf = groups.groupOf();
    }

    static List<int[]> in(Digraph digraph) {
        Adjacency graph = Adjacency.of(digraph);
        Components groups = Components.of(graph);
        return new FindCycles(graph, groups).all(groups.count());
    }

    private List<int[]> all(int groups) {
        List<List<Integer>> members = new ArrayList<>(groups);
        for (int i = 0; i < groups; i++) {
            members.add(new ArrayList<>(1));
        }
        for (int node = 0; node < graph.size(); node++) {
            members.get(groupOf[node]).add(node);
        }
        return members.stream()
                .map(this::shortest)
                .filter(cycle -> cycle.length > 0)
                .sorted((a, b) -> Integer.compare(a[0], b[0]))
                .toList();
    }

    /** A short cycle within one group; empty for a node that does not lead to itself. */
    private int[] shortest(List<Integer> group) {
        int[] best = {};
        if (group.size() == 1) {
            return leadsToItself(group.get(0)) ? new int[] {group.get(0)} : best;
        }
        List<Integer> starts = group.size() <= EXHAUSTIVE ? group : group.subList(0, 1);
        for (int start : starts) {
            int[] cycle = through(start);
            if (cycle.length > 0 && (best.length == 0 || cycle.length < best.length)) {
                best = cycle;
            }
        }
        return best;
    }

    private boolean leadsToItself(int node) {
        return Arrays.stream(graph.targets(), graph.offsets()[node], graph.offsets()[node + 1])
                .anyMatch(successor -> successor == node);
    }

    /** Breadth first from {@code start} back to {@code start}, inside its group. */
    private int[] through(int start) {
        int[] cameFrom = new int[graph.size()];
        Arrays.fill(cameFrom, -1);
        int[] queue = new int[graph.size()];
        int tail = 0;
        queue[tail++] = start;
        for (int head = 0; head < tail; head++) {
            int node = queue[head];
            for (int e = graph.offsets()[node]; e < graph.offsets()[node + 1]; e++) {
                int successor = graph.targets()[e];
                if (successor == start) {
                    return backTo(start, node, cameFrom);
                }
                if (groupOf[successor] == groupOf[start] && cameFrom[successor] < 0) {
                    cameFrom[successor] = node;
                    queue[tail++] = successor;
                }
            }
        }
        return new int[0];
    }

    private static int[] backTo(int start, int last, int[] cameFrom) {
        int length = 1;
        for (int node = last; node != start; node = cameFrom[node]) {
            length++;
        }
        int[] cycle = new int[length];
        int i = length - 1;
        for (int node = last; node != start; node = cameFrom[node]) {
            cycle[i--] = node;
        }
        cycle[0] = start;
        return cycle;
    }
}
