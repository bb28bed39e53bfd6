package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Something that happened to a run. */
public sealed interface RunEvent {

    /** The run begins, or is taken up again after a restart. */
    record Begun() implements RunEvent {}

    /** The answer to {@link RunCommand.Resolve}. */
    record Resolved(Unit unit, Resolution resolution) implements RunEvent {
        public Resolved(StepName step, Resolution resolution) {
            this(Unit.of(step), resolution);
        }

        public StepName step() {
            return unit.step();
        }
    }

    /** A free slot was given to a ready step or item; its attempt starts with this token once that is durable. */
    record SlotGranted(Unit unit, AttemptToken token) implements RunEvent {
        public SlotGranted(StepName step, AttemptToken token) {
            this(Unit.of(step), token);
        }
    }

    /** The list of a step that fans out has so many elements. */
    record Expanded(StepName step, int count) implements RunEvent {}

    /** The results of all items are one artifact. */
    record Joined(StepName step) implements RunEvent {}

    /** The list could not be taken apart, or the results could not be put together. */
    record FanOutFailed(StepName step, String why) implements RunEvent {}

    /** A person has approved or rejected. */
    record Answered(StepName step, boolean approved, String words) implements RunEvent {}

    /** The run that a step started has ended. */
    record ChildEnded(StepName step, boolean succeeded, String words) implements RunEvent {}

    /** The time until which a step must have ended has come; void when it has ended. */
    record DeadlineOver(StepName step) implements RunEvent {}

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
    record RetryDue(Unit unit, int afterAttempt) implements RunEvent {
        public RetryDue(StepName step, int afterAttempt) {
            this(Unit.of(step), afterAttempt);
        }

        public StepName step() {
            return unit.step();
        }
    }

    /** An attempt's time is up; void when the attempt has ended. */
    record TimeUp(AttemptToken token) implements RunEvent {}

    /** An attempt failed through no fault of its step: the disk was full, or it could not be started. */
    record AttemptDisturbed(AttemptToken token, String how) implements RunEvent {}

    /** A run that has not begun may begin. */
    record Admitted() implements RunEvent {}

    /** A run that has not begun is not wanted any more. */
    record NotWanted(String why) implements RunEvent {}

    /** The run has taken longer than it may. */
    record RunTimeUp(Duration limit) implements RunEvent {}

    /** Somebody wants the run to end. */
    record CancelAsked(String by, String reason) implements RunEvent {}

    /** What looking at a step's inputs and at the cache came to. */
    sealed interface Resolution {
        String why();

        /** It has to be computed. */
        record Compute(String why) implements Resolution {}

        /** Its list is to be taken apart, and each element worked on. */
        record FanOut(String why) implements Resolution {}

        /** A person must decide, in this time if there is one. */
        record AskPerson(String why, Optional<Duration> within) implements Resolution {}

        /** A run of another pipeline was started; the step ends with it. */
        record StartedRun(String why) implements Resolution {}

        /** It is done without computing: found in the cache, or decided by the engine itself. */
        record Done(String why) implements Resolution {}

        /** Something from outside the run is missing; it is looked for again when that may have changed. */
        record Blocked(String why, Optional<Obstacle> obstacle) implements Resolution {
            public Blocked(String why) {
                this(why, Optional.empty());
            }
        }

        /** Its pool cannot give what it asks for, whoever waits; looked at again when the limits change. */
        record NoPool(String why) implements Resolution {}

        /** It does not apply to this run. */
        record NotApplicable(String why) implements Resolution {}

        /** It can never be done in this run. */
        record Impossible(String why) implements Resolution {}
    }
}
