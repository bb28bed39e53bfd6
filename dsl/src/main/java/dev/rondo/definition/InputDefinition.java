package dev.rondo.definition;

import dev.rondo.partition.Selection;
import java.util.Optional;

/**
 * One thing that a step reads. Its name is unique in the step; it appears in cache keys, lineage and messages.
 */
public sealed interface InputDefinition {
    /** How the names of declared files begin; no dataset can have such a name, and so no other input. */
    String FILE = "file ";

    String name();

    /** Whether it is a file that the step declares to depend on; the function does not receive it. */
    default boolean isFile() {
        return isFile(name());
    }

    /** Whether an input of this name is a file that a step declares to depend on. */
    static boolean isFile(String input) {
        return input.startsWith(FILE);
    }

    ValueType type();

    /**
     * Partitions of a dataset: of this pipeline, of another one, or of a source.
     *
     * @param columns the columns of a table that the step receives; empty for all of them
     */
    record OfDataset(
            String name, DatasetName dataset, Selection selection, Optional<ColumnSelection> columns, ValueType type)
            implements InputDefinition {

        /** Whether the partition of the run itself is read, alone or after earlier ones. */
        public boolean readsOwnPartition() {
            return selection instanceof Selection.Same || selection instanceof Selection.Last;
        }
    }

    /** The model in service when the step becomes ready; while there is none, the step is skipped. */
    record OfChampion(String name, ModelName model, ValueType type) implements InputDefinition {}
}
