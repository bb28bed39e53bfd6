package dev.rondo.engine.attempt;

import dev.rondo.engine.artifact.Digest;
import dev.rondo.partition.PartitionKey;

/**
 * One artifact that a step reads.
 *
 * @param origin the name of the dataset, or of the model
 * @param displayName the name of a source's file below the data root; for anything else only for messages
 */
public record InputPart(String origin, PartitionKey partition, Digest digest, long sizeBytes, String displayName) {

    /** As people refer to it, such as {@code bike-clean[2011-07]}. */
    public String label() {
        return partition.isWhole() ? origin : origin + "[" + partition + "]";
    }
}
