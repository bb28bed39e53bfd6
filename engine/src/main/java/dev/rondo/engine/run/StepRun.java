package dev.rondo.engine.run;

import java.time.Instant;
import java.util.Optional;

/**
 * A step within a run.
 *
 * @param attempts tries that count against the retry policy, from 0
 * @param recoveries tries that were lost with their node or failed with their machine; they do not count
 * @param token of the running attempt
 * @param retryAt when the next attempt may start, while backing off
 * @param deadline when it must have ended: the grace time of a clean-up step, the time for a
 *     person's answer, the time to wait for a slot
 * @param why the state in words: what it waits for, why it ran or did not, what failed
 */
public record StepRun(
        StepState state,
        int attempts,
        int recoveries,
        Optional<AttemptToken> token,
        Optional<Instant> retryAt,
        Optional<Instant> deadline,
        String why) {

    static final StepRun NEW = fresh(StepState.WAITING, "waits for the steps before it");
    static final StepRun NEW_ITEM = fresh(StepState.READY, "waits for a free slot");

    private static StepRun fresh(StepState state, String why) {
        return new StepRun(state, 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), why);
    }

    /** Number of the current or last attempt; 0 before the first. */
    public int attemptNumber() {
        return attempts + recoveries;
    }

    StepRun to(StepState next, String reason) {
        if (next != state && !state.next().contains(next)) {
            throw new IllegalStateException("A step does not move from " + state + " to " + next + " (" + reason + ")");
        }
        Optional<Instant> limit = next.terminal() ? Optional.empty() : deadline;
        return new StepRun(next, attempts, recoveries, Optional.empty(), Optional.empty(), limit, reason);
    }

    /** The same, to be ended by then. */
    StepRun until(Instant limit) {
        return new StepRun(state, attempts, recoveries, token, retryAt, Optional.of(limit), why);
    }

    StepRun withoutDeadline() {
        return new StepRun(state, attempts, recoveries, token, retryAt, Optional.empty(), why);
    }

    StepRun running(AttemptToken attempt) {
        StepRun moved = to(StepState.RUNNING, "attempt " + (attemptNumber() + 1) + " runs");
        return new StepRun(
                moved.state, attempts + 1, recoveries, Optional.of(attempt), Optional.empty(), deadline, moved.why);
    }

    StepRun backingOff(Instant until, String reason) {
        StepRun moved = to(StepState.BACKING_OFF, reason);
        return new StepRun(moved.state, attempts, recoveries, Optional.empty(), Optional.of(until), deadline, reason);
    }

    /** The running attempt failed through no fault of the step: a recovery instead of a try, after some time. */
    StepRun disturbed(Instant until, String reason) {
        StepRun moved = to(StepState.BACKING_OFF, reason);
        return new StepRun(
                moved.state, attempts - 1, recoveries + 1, Optional.empty(), Optional.of(until), deadline, reason);
    }

    /** The running attempt was lost: it becomes a recovery instead of a try. */
    StepRun lost(String reason) {
        StepRun moved = to(StepState.READY, reason);
        return new StepRun(
                moved.state, attempts - 1, recoveries + 1, Optional.empty(), Optional.empty(), deadline, reason);
    }
}
