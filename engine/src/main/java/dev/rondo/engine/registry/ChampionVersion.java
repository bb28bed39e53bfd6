package dev.rondo.engine.registry;

import dev.rondo.definition.ModelName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.partition.PartitionKey;

/** The version of a model that is in service. */
public record ChampionVersion(ModelName model, int version, Digest digest, long sizeBytes, PartitionKey partition) {}
