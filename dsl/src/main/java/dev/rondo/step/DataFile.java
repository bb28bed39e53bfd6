package dev.rondo.step;

import java.nio.file.Path;

/**
 * A file of a source, in the version that the run pinned.
 *
 * @param name the path below the data root as people know it, for messages
 * @param content where the pinned bytes are; read-only, and not named like the original
 */
public record DataFile(String name, Path content) {}
