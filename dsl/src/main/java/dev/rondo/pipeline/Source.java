package dev.rondo.pipeline;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.ValueType;

/** A dataset that comes from outside and has versions. */
public final class Source<T> extends Dataset<T> {
    Source(PipelineBuilder<?> owner, DatasetName name, ValueType type) {
        super(owner, name, type);
    }
}
