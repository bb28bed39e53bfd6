package dev.rondo.engine.attempt;

import dev.rondo.definition.DatasetName;
import dev.rondo.engine.artifact.Digest;

/**
 * What an attempt wrote for one output of its step.
 *
 * @param name the output's name in its step
 */
public record OutputArtifact(String name, DatasetName dataset, Digest digest, long sizeBytes) {}
