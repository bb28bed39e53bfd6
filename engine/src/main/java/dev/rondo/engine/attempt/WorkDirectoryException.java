package dev.rondo.engine.attempt;

import java.io.IOException;
import java.nio.file.Path;

/** The working folder that a step asked for cannot be made. */
final class WorkDirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WorkDirectoryException(Path folder, IOException cause) {
        super(
                "The work directory " + folder + " cannot be made: " + cause
                        + ". Check that the disk has space and can be written.",
                cause);
    }
}
