package dev.rondo.definition;

import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Partitioning;
import dev.rondo.partition.Whole;
import dev.rondo.table.Schema;
import java.time.Duration;
import java.util.Optional;

/**
 * A dataset that comes from outside and has versions.
 *
 * @param pattern path relative to the data root; {@code {partition}} stands for the partition key, {@code *} for any
 *     text without a slash
 * @param pollEvery how often the engine looks for changes
 * @param environment whether it is a file that steps declare to depend on: one for all partitions of the pipeline
 */
public record SourceDefinition(
        DatasetName dataset,
        String pattern,
        Duration pollEvery,
        ValueType type,
        Optional<Schema> schema,
        boolean environment) {
    /** Stands for the partition's key in a {@link #pattern}. */
    public static final String PARTITION = "{partition}";

    /** A source that the pipeline declares as such. */
    public SourceDefinition(
            DatasetName dataset, String pattern, Duration pollEvery, ValueType type, Optional<Schema> schema) {
        this(dataset, pattern, pollEvery, type, schema, false);
    }

    /** A file that steps declare to depend on. */
    public static SourceDefinition ofEnvironment(DatasetName dataset, String path, Duration pollEvery, ValueType type) {
        return new SourceDefinition(dataset, path, pollEvery, type, Optional.empty(), true);
    }

    /** How it is cut, in a pipeline that is cut like this. */
    public Partitioning partitioning(Partitioning ofPipeline) {
        return environment ? new Whole() : ofPipeline;
    }

    /** Which partition of it belongs to a run for this one. */
    public PartitionKey partition(PartitionKey ofRun) {
        return environment ? PartitionKey.WHOLE : ofRun;
    }
}
