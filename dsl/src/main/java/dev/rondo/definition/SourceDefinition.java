package dev.rondo.definition;

import dev.rondo.table.Schema;
import java.time.Duration;
import java.util.Optional;

/**
 * A dataset that comes from outside and has versions.
 *
 * @param pattern path relative to the data root; {@code {partition}} stands for the partition key, {@code *} for any
 *     text without a slash
 * @param pollEvery how often the engine looks for changes
 */
public record SourceDefinition(
        DatasetName dataset, String pattern, Duration pollEvery, ValueType type, Optional<Schema> schema) {
    /** Stands for the partition's key in a {@link #pattern}. */
    public static final String PARTITION = "{partition}";
}
