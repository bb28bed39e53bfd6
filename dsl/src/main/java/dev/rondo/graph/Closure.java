package dev.rondo.graph;

import java.util.BitSet;

/**
 * Which node can reach which, for a whole graph. Computed once: nodes that all lead to each other share one row, and the
 * rows are made in reverse topological order, each from the rows of its successors.
 *
 * <p><b>Threads.</b> Immutable, safe for many threads.
 */
public final class Closure {
    /** In a smaller graph, compressing takes more time than the memory is worth. */
    private static final int COMPRESSED_ABOVE = 12_000;

    private final Adjacency predecessors;
    private final Condensation groups;
    private final ReachableGroups rows;

    private Closure(Digraph graph, int compressedAbove) {
        Adjacency successors = Adjacency.of(graph);
        this.predecessors = successors.reversed();
        this.groups = Condensation.of(successors);
        this.rows = ReachableGroups.of(groups.groups(), compressedAbove);
    }

    public static Closure of(Digraph graph) {
        return of(graph, COMPRESSED_ABOVE);
    }

    /** As the other; with rows compressed where it pays in graphs of more than {@code compressedAbove} nodes. */
    static Closure of(Digraph graph, int compressedAbove) {
        return new Closure(graph, compressedAbove);
    }

    /** Whether a way of at least one edge leads from one to the other; in constant time. */
    public boolean reaches(int from, int to) {
        return rows.contains(groups.groupOf(from), groups.groupOf(to));
    }

    /** Every node that can be reached from {@code node}; in the size of the answer. */
    public BitSet downstream(int node) {
        BitSet reached = new BitSet();
        rows.forEach(groups.groupOf(node), group -> {
            for (int member : groups.members().of(group)) {
                reached.set(member);
            }
        });
        return reached;
    }

    /** Every node that can reach {@code node}; in the size of the answer and of the edges in it. */
    public BitSet upstream(int node) {
        BitSet reached = new BitSet();
        IntQueue open = new IntQueue();
        open.add(node);
        while (!open.isEmpty()) {
            for (int before : predecessors.of(open.remove())) {
                if (!reached.get(before)) {
                    reached.set(before);
                    open.add(before);
                }
            }
        }
        return reached;
    }
}
