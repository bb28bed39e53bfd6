package dev.rondo.graph;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A graph that should have had an order has a cycle. */
public final class CyclicGraphException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int[] cycle;

    CyclicGraphException(int[] cycle) {
        super("The nodes "
                + Arrays.stream(cycle).mapToObj(Integer::toString).collect(Collectors.joining(" -> ")) + " -> "
                + cycle[0] + " form a cycle, so none of them can come first.");
        this.cycle = cycle.clone();
    }

    /** The nodes of the cycle in their order; the first is not repeated at the end. */
    public int[] cycle() {
        return cycle.clone();
    }
}
