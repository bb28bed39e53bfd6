package dev.rondo.pipeline;

import dev.rondo.definition.ColumnSelection;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.ValueType;
import dev.rondo.partition.Selection;
import java.util.Optional;

/**
 * Something that a step can read, as the step's function will receive it: a dataset's own partition ({@code T}), or
 * several of them ({@code List<T>}). Made from a {@link Dataset}; immutable.
 */
public class Input<T> {
    private final PipelineBuilder<?> owner;
    private final DatasetName dataset;
    private final Selection selection;
    private final Optional<ColumnSelection> columns;
    private final ValueType type;

    Input(
            PipelineBuilder<?> owner,
            DatasetName dataset,
            Selection selection,
            Optional<ColumnSelection> columns,
            ValueType type) {
        this.owner = owner;
        this.dataset = dataset;
        this.selection = selection;
        this.columns = columns;
        this.type = type;
    }

    /** Only these columns reach the step; for tables. */
    public Input<T> columns(String... names) {
        return new Input<>(
                owner, dataset, selection, Optional.of(ColumnSelection.only(java.util.List.of(names))), type);
    }

    /** All columns but these reach the step; for tables. */
    public Input<T> without(String... names) {
        return new Input<>(
                owner, dataset, selection, Optional.of(ColumnSelection.without(java.util.List.of(names))), type);
    }

    PipelineBuilder<?> owner() {
        return owner;
    }

    DatasetName dataset() {
        return dataset;
    }

    Selection selection() {
        return selection;
    }

    Optional<ColumnSelection> columnSelection() {
        return columns;
    }

    /** The type of one partition's value. */
    ValueType type() {
        return type;
    }
}
