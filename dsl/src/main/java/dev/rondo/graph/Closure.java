package dev.rondo.graph;

import java.util.BitSet;

/**
 * Which node can reach which, for a whole graph. Computed once: nodes that all lead to each other share one row, and the
 * rows are made in reverse topological order, each from the rows of its successors.
 *
 * <p><b>Threads.</b> Immutable, safe for many threads.
 */
public final class Closure {
    private final Digraph graph;
    private final int[] groupOf;
    private final int[] membersOffset;
    private final int[] members;
    private final ReachableGroups rows;

    private Closure(Digraph graph) {
        this.graph = graph;
        Adjacency adjacency = Adjacency.of(graph);
        Components groups = Components.of(adjacency);
        this.groupOf = groups.groupOf();
        this.membersOffset = new int[groups.count() + 1];
        this.members = new int[graph.size()];
        sortMembers();
        this.rows = ReachableGroups.of(adjacency, groupOf, membersOffset, members);
    }

    public static Closure of(Digraph graph) {
        return new Closure(graph);
    }

    /** Whether a way of at least one edge leads from one to the other; in constant time. */
    public boolean reaches(int from, int to) {
        return rows.contains(groupOf[from], groupOf[to]);
    }

    /** Every node that can be reached from {@code node}; in the size of the answer. */
    public BitSet downstream(int node) {
        BitSet reached = new BitSet(graph.size());
        rows.forEach(groupOf[node], group -> {
            for (int i = membersOffset[group]; i < membersOffset[group + 1]; i++) {
                reached.set(members[i]);
            }
        });
        return reached;
    }

    /** Every node that can reach {@code node}; in the size of the answer. */
    public BitSet upstream(int node) {
        BitSet reached = new BitSet(graph.size());
        int[] queue = new int[graph.size()];
        int tail = 0;
        for (int before : graph.predecessors(node)) {
            if (!reached.get(before)) {
                reached.set(before);
                queue[tail++] = before;
            }
        }
        for (int head = 0; head < tail; head++) {
            for (int before : graph.predecessors(queue[head])) {
                if (!reached.get(before)) {
                    reached.set(before);
                    queue[tail++] = before;
                }
            }
        }
        return reached;
    }

    private void sortMembers() {
        for (int group : groupOf) {
            membersOffset[group + 1]++;
        }
        for (int group = 0; group + 1 < membersOffset.length; group++) {
            membersOffset[group + 1] += membersOffset[group];
        }
        int[] next = membersOffset.clone();
        for (int node = 0; node < groupOf.length; node++) {
            members[next[groupOf[node]]++] = node;
        }
    }
}
