package dev.rondo.engine.backfill;

import dev.rondo.definition.PipelineName;
import dev.rondo.partition.PartitionKey;
import java.util.Optional;

/**
 * What a person asks for.
 *
 * @param from the first partition; the pipeline's first when empty
 * @param to the last partition, included; the newest that exists when empty
 * @param maxParallel how many of its runs may be unfinished at a time, at least 1; {@value #DEFAULT_PARALLEL} unless said
 *     otherwise
 * @param by who asks
 * @param note why, in a person's words; empty for none
 */
public record BackfillRequest(
        PipelineName pipeline,
        Optional<PartitionKey> from,
        Optional<PartitionKey> to,
        BackfillMode mode,
        int maxParallel,
        String by,
        String note) {
    public static final int DEFAULT_PARALLEL = 4;

    public BackfillRequest {
        if (maxParallel < 1) {
            throw new IllegalArgumentException(
                    "maxParallel counts runs that are under way at the same time, so it is at least 1; got "
                            + maxParallel);
        }
    }

    /** The whole past of a pipeline, as far as {@code mode} wants it. */
    public static BackfillRequest of(PipelineName pipeline, BackfillMode mode, String by) {
        return new BackfillRequest(pipeline, Optional.empty(), Optional.empty(), mode, DEFAULT_PARALLEL, by, "");
    }

    public BackfillRequest between(PartitionKey first, PartitionKey last) {
        return new BackfillRequest(pipeline, Optional.of(first), Optional.of(last), mode, maxParallel, by, note);
    }

    public BackfillRequest parallel(int most) {
        return new BackfillRequest(pipeline, from, to, mode, most, by, note);
    }
}
