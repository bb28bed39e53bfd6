package dev.rondo.engine.run;

import dev.rondo.definition.DatasetName;
import dev.rondo.partition.PartitionKey;

/** The partition of a dataset that a blocked step needs and that is not there yet. */
public record Obstacle(DatasetName dataset, PartitionKey partition) {}
