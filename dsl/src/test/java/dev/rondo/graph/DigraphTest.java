package dev.rondo.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Properties of random graphs, held against what a slow and simple model says. */
class DigraphTest {
    private static final int TRIES = 300;

    @Test
    void the_order_has_every_node_once_and_after_all_it_depends_on() {
        eachSeed(random -> {
            Edges edges = someAcyclic(random);
            int[] order = edges.graph().order();
            int[] place = new int[edges.nodes()];
            Arrays.fill(place, -1);
            for (int i = 0; i < order.length; i++) {
                assertThat(place[order[i]]).isEqualTo(-1);
                place[order[i]] = i;
            }
            assertThat(order).hasSize(edges.nodes());
            for (int e = 0; e < edges.from().length; e++) {
                assertThat(place[edges.from()[e]]).isLessThan(place[edges.to()[e]]);
            }
        });
    }

    @Test
    void a_graph_has_a_cycle_exactly_when_some_node_reaches_itself_and_the_cycle_named_is_one() {
        eachSeed(random -> {
            Edges edges = Edges.anything(1 + random.nextInt(12), random.nextInt(20), random);
            boolean[][] reaches = bruteForce(edges);
            boolean cyclic = false;
            for (int node = 0; node < edges.nodes(); node++) {
                cyclic |= reaches[node][node];
            }
            Digraph graph = edges.graph();
            List<int[]> cycles = graph.cycles();

            assertThat(!cycles.isEmpty()).isEqualTo(cyclic);
            assertThat(graph.isAcyclic()).isEqualTo(!cyclic);
            for (int[] cycle : cycles) {
                assertThat(cycle).doesNotHaveDuplicates();
                for (int i = 0; i < cycle.length; i++) {
                    assertThat(graph.successors(cycle[i])).contains(cycle[(i + 1) % cycle.length]);
                }
                assertThat(cycle.length).isEqualTo(shortestCycle(edges, reaches, cycle[0]));
            }
            if (cyclic) {
                assertThatThrownBy(graph::order)
                        .isInstanceOf(CyclicGraphException.class)
                        .hasMessageContaining(" -> ");
            }
        });
    }

    @Test
    void every_group_of_nodes_that_lead_to_each_other_gives_one_cycle() {
        eachSeed(random -> {
            Edges edges = Edges.anything(1 + random.nextInt(12), random.nextInt(20), random);
            boolean[][] reaches = bruteForce(edges);
            BitSet firstOfGroup = new BitSet();
            for (int node = 0; node < edges.nodes(); node++) {
                boolean first = reaches[node][node];
                for (int other = 0; other < node; other++) {
                    first &= !(reaches[node][other] && reaches[other][node]);
                }
                firstOfGroup.set(node, first);
            }
            assertThat(edges.graph().cycles()).hasSize(firstOfGroup.cardinality());
        });
    }

    @Test
    void the_closure_says_what_following_every_edge_says_plain_or_compressed() {
        eachSeed(random -> {
            Edges edges = random.nextBoolean()
                    ? someAcyclic(random)
                    : Edges.anything(1 + random.nextInt(200), random.nextInt(400), random);
            boolean[][] reaches = bruteForce(edges);
            Closure closure = Closure.of(edges.graph(), random.nextBoolean() ? 0 : Integer.MAX_VALUE);
            for (int from = 0; from < edges.nodes(); from++) {
                BitSet downstream = new BitSet();
                BitSet upstream = new BitSet();
                for (int to = 0; to < edges.nodes(); to++) {
                    downstream.set(to, reaches[from][to]);
                    upstream.set(to, reaches[to][from]);
                    if (closure.reaches(from, to) != reaches[from][to]) {
                        throw new AssertionError(from + " reaches " + to + ": " + reaches[from][to]);
                    }
                }
                assertThat(closure.downstream(from)).isEqualTo(downstream);
                assertThat(closure.upstream(from)).isEqualTo(upstream);
            }
        });
    }

    @Test
    void a_path_is_a_way_along_edges_and_no_other_is_shorter() {
        eachSeed(random -> {
            Edges edges = Edges.anything(2 + random.nextInt(30), random.nextInt(60), random);
            int from = random.nextInt(edges.nodes());
            int to = random.nextInt(edges.nodes());
            int[] way = FindPath.between(edges.graph(), from, to);
            int distance = distance(edges, from, to);
            assertThat(way).hasSize(distance + 1);
            for (int i = 0; i + 1 < way.length; i++) {
                assertThat(edges.graph().successors(way[i])).contains(way[i + 1]);
            }
        });
    }

    @Test
    void graphs_without_nodes_or_edges_have_an_order_too() {
        assertThat(Digraph.of(0, new int[0], new int[0]).order()).isEmpty();
        assertThat(Digraph.of(3, new int[0], new int[0]).order()).containsExactly(0, 1, 2);
        assertThat(Closure.of(Digraph.of(2, new int[0], new int[0])).reaches(0, 1))
                .isFalse();
    }

    private interface Property {
        void holds(Random random);
    }

    private static void eachSeed(Property property) {
        long first = System.nanoTime();
        for (long seed = first; seed < first + TRIES; seed++) {
            try {
                property.holds(new Random(seed));
            } catch (Throwable e) {
                throw new AssertionError("With seed " + seed + "L: " + e.getMessage(), e);
            }
        }
    }

    private static Edges someAcyclic(Random random) {
        int nodes = 1 + random.nextInt(150);
        return switch (random.nextInt(3)) {
            case 0 -> Edges.chain(nodes, random);
            case 1 -> Edges.layered(nodes, random);
            default -> Edges.random(nodes, random);
        };
    }

    /** Warshall's algorithm: too slow for more than a few hundred nodes, too simple to be wrong. */
    private static boolean[][] bruteForce(Edges edges) {
        int n = edges.nodes();
        boolean[][] reaches = new boolean[n][n];
        for (int e = 0; e < edges.from().length; e++) {
            reaches[edges.from()[e]][edges.to()[e]] = true;
        }
        for (int via = 0; via < n; via++) {
            for (int from = 0; from < n; from++) {
                for (int to = 0; reaches[from][via] && to < n; to++) {
                    reaches[from][to] |= reaches[via][to];
                }
            }
        }
        return reaches;
    }

    /** Bellman and Ford's algorithm; -1 when there is no way. */
    private static int distance(Edges edges, int from, int to) {
        int[] distance = new int[edges.nodes()];
        Arrays.fill(distance, -1);
        distance[from] = 0;
        for (int round = 0; round < edges.nodes(); round++) {
            for (int e = 0; e < edges.from().length; e++) {
                int a = distance[edges.from()[e]];
                int b = distance[edges.to()[e]];
                if (a >= 0 && (b < 0 || a + 1 < b)) {
                    distance[edges.to()[e]] = a + 1;
                }
            }
        }
        return distance[to];
    }

    /** The length of the shortest cycle among the nodes that {@code node} reaches and that reach it. */
    private static int shortestCycle(Edges edges, boolean[][] reaches, int node) {
        int shortest = Integer.MAX_VALUE;
        for (int e = 0; e < edges.from().length; e++) {
            int from = edges.from()[e];
            int to = edges.to()[e];
            boolean inGroup = reaches[node][from] && reaches[from][node] && reaches[node][to] && reaches[to][node];
            int back = distance(edges, to, from);
            if (inGroup && back >= 0) {
                shortest = Math.min(shortest, back + 1);
            }
        }
        return shortest;
    }
}
