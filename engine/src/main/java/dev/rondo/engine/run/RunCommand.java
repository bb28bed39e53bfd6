package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import java.time.Instant;

/** Something that a decision wants done. */
public sealed interface RunCommand {

    /** Find the step's inputs and ask the cache; answered by {@link RunEvent.Resolved} before anything else is asked. */
    record Resolve(StepName step) implements RunCommand {}

    /** Start the attempt, once this decision is durable. */
    record Dispatch(Unit unit, int attempt, AttemptToken token) implements RunCommand {
        public Dispatch(StepName step, int attempt, AttemptToken token) {
            this(Unit.of(step), attempt, token);
        }

        public StepName step() {
            return unit.step();
        }
    }

    /** Find out how many elements the list of a step that fans out has; answered by {@link RunEvent.Expanded}. */
    record Split(StepName step) implements RunCommand {}

    /** Put the results of all items together; answered by {@link RunEvent.Joined}. */
    record Join(StepName step) implements RunCommand {}

    /** Ask the run that a step has started to end; answered by {@link RunEvent.ChildEnded} when it has. */
    record CancelChild(StepName step, String why) implements RunCommand {}

    /** Bring {@code event} back at {@code when}. Late or doubled delivery does no harm. */
    record WakeAt(Instant when, RunEvent event) implements RunCommand {}

    /** Ask the executor to stop an attempt; it answers in bounded time, whatever the step does. */
    record Stop(AttemptToken token, Reason reason) implements RunCommand {}

    /** Why an attempt is asked to stop. */
    enum Reason {
        CANCELLED,
        TIME_UP,
        GRACE_OVER
    }
}
