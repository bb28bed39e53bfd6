package dev.rondo.graph;

/**
 * A graph in which nodes that all lead to each other have become one group; it has no cycles. A group's number is higher
 * than those of all it leads to, and groups at a like distance from the ends have neighbouring numbers, which makes what
 * a group can reach a matter of few stretches of numbers.
 */
final class Condensation {
    private final int[] groupOf;
    private final Adjacency members;
    private final Adjacency groups;

    private Condensation(int[] groupOf, Adjacency members, Adjacency groups) {
        this.groupOf = groupOf;
        this.members = members;
        this.groups = groups;
    }

    static Condensation of(Adjacency graph) {
        Components components = Components.of(graph);
        int[] groupOf = components.groupOf();
        int[] number = byHeight(groups(graph, groupOf, components.count()));
        for (int node = 0; node < groupOf.length; node++) {
            groupOf[node] = number[groupOf[node]];
        }
        int[] all = new int[graph.size()];
        for (int node = 0; node < all.length; node++) {
            all[node] = node;
        }
        return new Condensation(
                groupOf, Adjacency.of(components.count(), groupOf, all), groups(graph, groupOf, components.count()));
    }

    int groupOf(int node) {
        return groupOf[node];
    }

    /** The nodes of every group. */
    Adjacency members() {
        return members;
    }

    /** The edges between groups, and from a group to itself where its nodes lead to themselves. */
    Adjacency groups() {
        return groups;
    }

    private static Adjacency groups(Adjacency graph, int[] groupOf, int count) {
        int[] from = graph.sources();
        int[] to = graph.targets().clone();
        for (int edge = 0; edge < from.length; edge++) {
            from[edge] = groupOf[from[edge]];
            to[edge] = groupOf[to[edge]];
        }
        return Adjacency.of(count, from, to);
    }

    /** New numbers, sorted by the longest way to an end. */
    private static int[] byHeight(Adjacency groups) {
        int[] height = new int[groups.size()];
        int highest = 0;
        for (int group = 0; group < height.length; group++) {
            for (int e = groups.offsets()[group]; e < groups.offsets()[group + 1]; e++) {
                int next = groups.targets()[e];
                if (next != group) {
                    height[group] = Math.max(height[group], height[next] + 1);
                }
            }
            highest = Math.max(highest, height[group]);
        }
        int[] place = new int[highest + 2];
        for (int h : height) {
            place[h + 1]++;
        }
        for (int h = 0; h <= highest; h++) {
            place[h + 1] += place[h];
        }
        int[] number = new int[height.length];
        for (int group = 0; group < height.length; group++) {
            number[group] = place[height[group]]++;
        }
        return number;
    }
}
