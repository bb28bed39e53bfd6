package dev.rondo.engine.invariant;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import java.util.Optional;

/**
 * A promise that the rows show to be broken.
 *
 * @param attempt number of the attempt, if it is about one
 * @param what the rows say and what they should
 */
public record Violation(
        Invariant invariant, Optional<RunId> run, Optional<StepName> step, Optional<Integer> attempt, String what) {

    static Violation of(Invariant invariant, String what) {
        return new Violation(invariant, Optional.empty(), Optional.empty(), Optional.empty(), what);
    }

    static Violation of(Invariant invariant, RunId run, String what) {
        return new Violation(invariant, Optional.of(run), Optional.empty(), Optional.empty(), what);
    }

    static Violation of(Invariant invariant, RunId run, StepName step, String what) {
        return new Violation(invariant, Optional.of(run), Optional.of(step), Optional.empty(), what);
    }

    static Violation of(Invariant invariant, RunId run, StepName step, int attempt, String what) {
        return new Violation(invariant, Optional.of(run), Optional.of(step), Optional.of(attempt), what);
    }

    /** Such as {@code I3 run 12, step train, attempt 2: …}. */
    @Override
    public String toString() {
        return invariant.code()
                + run.map(r -> " run " + r).orElse("")
                + step.map(s -> ", step " + s).orElse("")
                + attempt.map(a -> ", attempt " + a).orElse("")
                + ": " + what;
    }
}
