package dev.rondo.graph;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/** For every group of nodes the groups that it can reach. */
abstract sealed class ReachableGroups {
    /** Above this many groups, plain bits would take more memory and time than compressed ones. */
    static final int COMPRESSED_ABOVE = 16_384;

    abstract boolean contains(int from, int to);

    abstract void forEach(int from, IntConsumer action);

    static ReachableGroups of(Adjacency graph, int[] groupOf, int[] membersOffset, int[] members) {
        return of(graph, groupOf, membersOffset, members, COMPRESSED_ABOVE);
    }

    static ReachableGroups of(Adjacency graph, int[] groupOf, int[] membersOffset, int[] members, int compressedAbove) {
        int count = membersOffset.length - 1;
        return count > compressedAbove
                ? new Compressed(graph, groupOf, membersOffset, members)
                : new Plain(graph, groupOf, membersOffset, members);
    }

    /**
     * The groups next to one group, highest number first: the nearest successor comes first, and what it reaches need
     * not be looked at again. The group itself is among them when its nodes lead to each other.
     */
    private static int[] successors(int group, Adjacency graph, int[] groupOf, int[] membersOffset, int[] members) {
        int edges = 0;
        for (int i = membersOffset[group]; i < membersOffset[group + 1]; i++) {
            edges += graph.offsets()[members[i] + 1] - graph.offsets()[members[i]];
        }
        int[] next = new int[edges];
        int n = 0;
        for (int i = membersOffset[group]; i < membersOffset[group + 1]; i++) {
            for (int e = graph.offsets()[members[i]]; e < graph.offsets()[members[i] + 1]; e++) {
                next[n++] = -groupOf[graph.targets()[e]];
            }
        }
        Arrays.sort(next);
        for (int i = 0; i < n; i++) {
            next[i] = -next[i];
        }
        return next;
    }

    /** One bit set for each group. */
    private static final class Plain extends ReachableGroups {
        private final BitSet[] rows;

        Plain(Adjacency graph, int[] groupOf, int[] membersOffset, int[] members) {
            rows = new BitSet[membersOffset.length - 1];
            for (int group = 0; group < rows.length; group++) {
                BitSet row = new BitSet(group);
                for (int next : successors(group, graph, groupOf, membersOffset, members)) {
                    if (!row.get(next)) {
                        row.set(next);
                        if (next != group) {
                            row.or(rows[next]);
                        }
                    }
                }
                rows[group] = row;
            }
        }

        @Override
        boolean contains(int from, int to) {
            return rows[from].get(to);
        }

        @Override
        void forEach(int from, IntConsumer action) {
            rows[from].stream().forEach(action);
        }
    }

    /** One compressed bitmap for each group. */
    private static final class Compressed extends ReachableGroups {
        private final RoaringBitmap[] rows;

        Compressed(Adjacency graph, int[] groupOf, int[] membersOffset, int[] members) {
            rows = new RoaringBitmap[membersOffset.length - 1];
            for (int group = 0; group < rows.length; group++) {
                RoaringBitmap row = new RoaringBitmap();
                for (int next : successors(group, graph, groupOf, membersOffset, members)) {
                    if (!row.contains(next)) {
                        row.add(next);
                        if (next != group) {
                            row.or(rows[next]);
                        }
                    }
                }
                row.runOptimize();
                rows[group] = row;
            }
        }

        @Override
        boolean contains(int from, int to) {
            return rows[from].contains(to);
        }

        @Override
        void forEach(int from, IntConsumer action) {
            rows[from].forEach((org.roaringbitmap.IntConsumer) action::accept);
        }
    }
}
