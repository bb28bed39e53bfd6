package dev.rondo.engine.cache;

import dev.rondo.engine.artifact.Digest;

/**
 * Which code a step runs, as precisely as whoever loaded it can tell.
 *
 * @param text for people: the jar's name and version, for example
 */
public record CodeDigest(Digest digest, String text) {}
