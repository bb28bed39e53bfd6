package dev.rondo.graph;

import dev.rondo.definition.ColumnSelection;
import dev.rondo.definition.DatasetName;
import dev.rondo.partition.Selection;
import java.util.Optional;

/** Why one node comes before another. */
public sealed interface Edge {

    Node from();

    Node to();

    /**
     * Whether only earlier partitions flow, so that {@link #from} of the same partition need not come first. Such an
     * edge carries data and lineage, but closes no cycle.
     */
    boolean earlier();

    /**
     * Data flows.
     *
     * @param input the name under which the reading step knows it
     */
    record Data(
            Node from,
            Node to,
            String input,
            DatasetName dataset,
            Selection selection,
            Optional<ColumnSelection> columns,
            boolean earlier)
            implements Edge {}

    /** No data flows; one step waits for the other to succeed. */
    record Order(Node from, Node to) implements Edge {
        @Override
        public boolean earlier() {
            return false;
        }
    }
}
