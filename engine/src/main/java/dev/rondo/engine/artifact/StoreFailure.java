package dev.rondo.engine.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is said when the disk fails: where, what was needed, and what to do. */
record StoreFailure(Path root) {

    ArtifactException of(String verb, IOException e) {
        return new ArtifactException(
                "The artifact store in " + root + " cannot " + verb + " an artifact: " + e + ". " + remedy(e), e);
    }

    /** @param written how much of it was written before */
    ArtifactException unwritten(long written, IOException e) {
        return new ArtifactException(
                "The artifact store in " + root + " cannot write an artifact: " + e + ". That was after " + written
                        + " bytes, and it needs more; nothing of it is kept. " + remedy(e),
                e);
    }

    /** @param needed its whole size */
    ArtifactException unwritten(long written, long needed, IOException e) {
        return new ArtifactException(
                "The artifact store in " + root + " cannot write an artifact that needs " + needed + " bytes: " + e
                        + ". That was after " + written + " bytes; nothing of it is kept. " + remedy(e),
                e);
    }

    private String remedy(IOException e) {
        String said = String.valueOf(e.getMessage());
        if (said.contains("No space left") || said.contains("quota")) {
            return "The disk is full" + freeSpace()
                    + "; free some space there (rondo gc removes artifacts that nobody needs), or move the home to a"
                    + " larger disk.";
        }
        return "Check that the folder exists, is writable for this user, and that its disk works" + freeSpace() + ".";
    }

    private String freeSpace() {
        try {
            return " (" + Files.getFileStore(root).getUsableSpace() / (1 << 20) + " MiB free)";
        } catch (IOException e) {
            return "";
        }
    }
}
