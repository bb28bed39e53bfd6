package dev.rondo.fact;

import dev.rondo.definition.DatasetName;
import java.util.Optional;

/**
 * The finest thing whose origin is known: one column of a dataset with a schema, or a whole dataset without.
 *
 * @param column empty for a whole dataset
 */
record Origin(DatasetName dataset, Optional<String> column) {

    static Origin of(DatasetName dataset, String column) {
        return new Origin(dataset, Optional.of(column));
    }

    static Origin whole(DatasetName dataset) {
        return new Origin(dataset, Optional.empty());
    }

    @Override
    public String toString() {
        return dataset + column.map(c -> "." + c).orElse("");
    }
}
