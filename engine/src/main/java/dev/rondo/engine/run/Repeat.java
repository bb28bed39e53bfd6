package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import java.util.Optional;

/**
 * What a run repeats of another that has ended.
 *
 * @param run the other
 * @param from the step that runs again, with all that depend on it; empty for what had not succeeded
 */
public record Repeat(RunId run, Optional<StepName> from, Code code) {

    /** With which code, and with which versions of outside data. */
    public enum Code {
        /** Those of the other run; what is not repeated is taken over with its outputs. */
        PINNED,
        /** Those of now; every step is looked up in the cache, as in any new run. */
        NEWEST
    }

    @Override
    public String toString() {
        return "repeats run " + run + " from "
                + from.map(step -> "step " + step).orElse("its failures")
                + (code == Code.PINNED ? " with the code and data that it had" : " with the newest code and data");
    }
}
