package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import java.util.List;

/** Something that happened to a run. */
public sealed interface RunEvent {

    /** The run begins, or is taken up again after a restart. */
    record Begun() implements RunEvent {}

    /** The answer to {@link RunCommand.Resolve}. */
    record Resolved(StepName step, Resolution resolution) implements RunEvent {}

    /** A free slot was given to a ready step; its attempt starts with this token once that is durable. */
    record SlotGranted(StepName step, AttemptToken token) implements RunEvent {}

    /** An attempt succeeded and its outputs are in the artifact store. */
    record AttemptSucceeded(AttemptToken token) implements RunEvent {}

    /**
     * An attempt failed.
     *
     * @param retryable whether another try can help at all; a wrong definition fails the same way again
     * @param exceptionClasses the exception's class and its superclasses; empty when there was no exception
     */
    record AttemptFailed(AttemptToken token, boolean retryable, List<String> exceptionClasses, String message)
            implements RunEvent {}

    /** An attempt's node went away. */
    record AttemptLost(AttemptToken token, String how) implements RunEvent {}

    /** An attempt has stopped because it was asked to, or was left behind. */
    record AttemptStopped(AttemptToken token) implements RunEvent {}

    /** The time until which a step backs off has come; void when the step has moved on since. */
    record RetryDue(StepName step, int afterAttempt) implements RunEvent {}

    /** An attempt's time is up; void when the attempt has ended. */
    record TimeUp(AttemptToken token) implements RunEvent {}

    /** Somebody wants the run to end. */
    record CancelAsked(String by, String reason) implements RunEvent {}

    /** What looking at a step's inputs and at the cache came to. */
    sealed interface Resolution {
        String why();

        /** It has to be computed. */
        record Compute(String why) implements Resolution {}

        /** It is done without computing: found in the cache, or decided by the engine itself. */
        record Done(String why) implements Resolution {}

        /** Something from outside the run is missing; it is looked for again when that may have changed. */
        record Blocked(String why) implements Resolution {}

        /** It does not apply to this run. */
        record NotApplicable(String why) implements Resolution {}

        /** It can never be done in this run. */
        record Impossible(String why) implements Resolution {}
    }
}
