package dev.rondo.pipeline;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.ValueType;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Selection;
import java.util.List;
import java.util.Optional;

/**
 * A typed handle of a named body of data: the output of a step, a source, or a dataset of another pipeline. Read as it
 * is, it means the partition of the run; the methods choose others.
 */
public class Dataset<T> extends Input<T> {

    Dataset(PipelineBuilder<?> owner, DatasetName name, ValueType type) {
        super(owner, name, new Selection.Same(), Optional.empty(), type);
    }

    /** The {@code count} partitions before the run's own, oldest first. */
    public Input<List<T>> previous(int count) {
        return select(new Selection.Previous(count));
    }

    /** The last {@code count} partitions up to and including the run's own, oldest first. */
    public Input<List<T>> last(int count) {
        return select(new Selection.Last(count));
    }

    /** Every partition before the run's own, oldest first. */
    public Input<List<T>> allPrevious() {
        return select(new Selection.AllPrevious());
    }

    /** The partitions from {@code first} to {@code last}, both included, whatever the run's own is. */
    public Input<List<T>> range(String first, String last) {
        return select(new Selection.Range(PartitionKey.of(first), PartitionKey.of(last)));
    }

    /** The dataset's name in the catalog. */
    public String name() {
        return dataset().value();
    }

    private Input<List<T>> select(Selection selection) {
        return new Input<>(owner(), dataset(), selection, Optional.empty(), type());
    }
}
