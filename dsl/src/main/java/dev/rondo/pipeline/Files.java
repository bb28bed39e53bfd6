package dev.rondo.pipeline;

import dev.rondo.step.DataFile;
import dev.rondo.table.Schema;
import java.time.Duration;
import java.util.Optional;

/** Sources that are files below the server's data root. */
public final class Files {
    static final Duration DEFAULT_POLL = Duration.ofSeconds(2);

    private Files() {}

    /**
     * One file per partition.
     *
     * @param pattern path below the data root; in a partitioned pipeline {@code {partition}} stands for the partition's
     *     key, as in {@code rentals/hour-{partition}.csv}
     */
    public static FileSource matching(String pattern) {
        return new FileSource(pattern, DEFAULT_POLL, Optional.empty());
    }

    /**
     * A description of a file source, to hand to {@link PipelineBuilder#source}.
     *
     * @param pollEvery how often the engine looks for new and changed files; default 2 s
     */
    public record FileSource(String pattern, Duration pollEvery, Optional<Schema> schema) {

        Class<DataFile> valueType() {
            return DataFile.class;
        }

        public FileSource checkedEvery(Duration interval) {
            return new FileSource(pattern, interval, schema);
        }

        /** The columns to expect, with their tags. */
        public FileSource schema(Schema expected) {
            return new FileSource(pattern, pollEvery, Optional.of(expected));
        }
    }
}
