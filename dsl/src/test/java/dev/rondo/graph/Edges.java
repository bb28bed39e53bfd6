package dev.rondo.graph;

import java.util.Random;

/** The edges of a made-up graph: {@code from[i]} comes before {@code to[i]}. */
record Edges(int nodes, int[] from, int[] to) {
    private static final int IN_DEGREE = 5;

    /** Every node depends on the five before it. */
    static Edges chain(int nodes, Random random) {
        return acyclic(nodes, random, (node, n) -> node - 1 - n);
    }

    /** Layers of 100; every node depends on five of the layer before. */
    static Edges layered(int nodes, Random random) {
        return acyclic(nodes, random, (node, n) -> node < 100 ? -1 : (node / 100 - 1) * 100 + random.nextInt(100));
    }

    /** Every node depends on five of all before it. */
    static Edges random(int nodes, Random random) {
        return acyclic(nodes, random, (node, n) -> node == 0 ? -1 : random.nextInt(node));
    }

    /** Any edges at all, cycles and loops among them. */
    static Edges anything(int nodes, int edges, Random random) {
        int[] from = random.ints(edges, 0, nodes).toArray();
        int[] to = random.ints(edges, 0, nodes).toArray();
        return new Edges(nodes, from, to);
    }

    Digraph graph() {
        return Digraph.of(nodes, from, to);
    }

    private interface Before {
        int of(int node, int n);
    }

    /** Numbers and order of edges are shuffled, so that neither tells anything about the graph. */
    private static Edges acyclic(int nodes, Random random, Before before) {
        int[] number = shuffled(nodes, random);
        int[] from = new int[nodes * IN_DEGREE];
        int[] to = new int[nodes * IN_DEGREE];
        int count = 0;
        for (int node = 0; node < nodes; node++) {
            for (int n = 0; n < IN_DEGREE; n++) {
                int first = before.of(node, n);
                if (first >= 0) {
                    from[count] = number[first];
                    to[count++] = number[node];
                }
            }
        }
        int[] order = shuffled(count, random);
        int[] shuffledFrom = new int[count];
        int[] shuffledTo = new int[count];
        for (int i = 0; i < count; i++) {
            shuffledFrom[i] = from[order[i]];
            shuffledTo[i] = to[order[i]];
        }
        return new Edges(nodes, shuffledFrom, shuffledTo);
    }

    private static int[] shuffled(int size, Random random) {
        int[] numbers = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            numbers[i] = numbers[j];
            numbers[j] = i;
        }
        return numbers;
    }
}
