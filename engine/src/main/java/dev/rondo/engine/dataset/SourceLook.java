package dev.rondo.engine.dataset;

import dev.rondo.partition.PartitionKey;
import java.util.List;
import java.util.Set;

/**
 * What one look at the files of a source found.
 *
 * @param files at most one per partition, ordered by path
 * @param unclear partitions of which nothing can be said now, because of one of the problems
 * @param complete whether every folder could be read, so that what is not in {@code files} does not exist
 * @param problems what people have to put right, in words
 */
record SourceLook(List<FoundFile> files, Set<PartitionKey> unclear, boolean complete, List<String> problems) {
    SourceLook {
        files = List.copyOf(files);
        unclear = Set.copyOf(unclear);
        problems = List.copyOf(problems);
    }

    static final SourceLook NONE = new SourceLook(List.of(), Set.of(), false, List.of());
}
