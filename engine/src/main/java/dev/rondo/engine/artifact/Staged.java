package dev.rondo.engine.artifact;

import java.util.Optional;

/**
 * An artifact that was written, or is about to be.
 *
 * @param small its content, if the one who records the artifact has to write it too; empty when it is durable already
 */
public record Staged(Artifact artifact, Optional<SmallArtifact> small) {}
