package dev.rondo.engine.run;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the attempts of a step, or of an item, come to. */
final class DecideAttempt {
    /** A step that takes its node down each time is given up after this many lost attempts. */
    static final int MOST_RECOVERIES = 3;

    /** A step that its machine fails each time is given up after this many attempts that do not count. */
    static final int MOST_DISTURBANCES = 8;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Board board;
    private final Halt halt;

    DecideAttempt(Board board, Halt halt) {
        this.board = board;
        this.halt = halt;
    }

    void slotGranted(Unit unit, AttemptToken token) {
        boolean open = !unit.isItem() || board.state(unit.step()) == StepState.FANNED_OUT;
        if (!open || !board.has(unit) || board.at(unit).state() != StepState.READY || halt.stops(unit)) {
            return;
        }
        StepRun running = board.at(unit).running(token);
        board.set(unit, running);
        board.commands.add(new RunCommand.Dispatch(unit, running.attemptNumber(), token));
        board.node(unit)
                .timeout()
                .ifPresent(limit ->
                        board.commands.add(new RunCommand.WakeAt(board.now.plus(limit), new RunEvent.TimeUp(token))));
    }

    void succeeded(Unit unit) {
        board.move(unit, StepState.SUCCEEDED, "attempt " + number(unit) + " succeeded");
    }

    void failed(Unit unit, RunEvent.AttemptFailed failure) {
        if (halt.cancelled(unit)) {
            board.move(unit, StepState.CANCELLED, "attempt " + number(unit) + " failed after the run was cancelled");
            return;
        }
        StepRun step = board.at(unit);
        var retry = board.node(unit).retry();
        Duration delay = retry.delayAfter(step.attempts(), jitter(unit, step.attempts()));
        Instant until = board.now.plus(delay);
        boolean again = failure.retryable()
                && !halt.stops(unit)
                && step.attempts() < retry.maxAttempts()
                && retry.covers(failure.exceptionClasses())
                && step.deadline().filter(limit -> !until.isBefore(limit)).isEmpty();
        if (!again) {
            board.move(unit, StepState.FAILED, failure.message());
            return;
        }
        board.set(
                unit,
                step.backingOff(
                        until,
                        "attempt " + number(unit) + " failed (" + failure.message() + "); attempt " + (number(unit) + 1)
                                + " follows at " + until.truncatedTo(ChronoUnit.MILLIS)));
        wakeForRetry(unit, until);
    }

    void lost(Unit unit, String how) {
        StepRun step = board.at(unit);
        if (halt.stops(unit)) {
            String after = halt.cancelled(unit) ? "the run was cancelled" : "its run had stopped at a failure";
            board.move(unit, StepState.CANCELLED, "attempt " + number(unit) + " was lost after " + after);
        } else if (step.recoveries() >= MOST_RECOVERIES) {
            board.move(
                    unit,
                    StepState.FAILED,
                    "its node went away during " + (MOST_RECOVERIES + 1)
                            + " attempts; look for a step that exhausts memory or stops the process (" + how + ")");
        } else {
            board.set(unit, step.lost("attempt " + number(unit) + " was lost (" + how + "); it runs again"));
        }
    }

    /** The disk is full, or nothing can be started: another try helps, but not at once. */
    void disturbed(Unit unit, String how) {
        StepRun step = board.at(unit);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(step.recoveries(), MOST_DISTURBANCES));
        Instant until = board.now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        boolean tooLate =
                step.deadline().filter(limit -> !until.isBefore(limit)).isPresent();
        if (halt.stops(unit)) {
            board.move(unit, StepState.CANCELLED, "attempt " + number(unit) + " failed (" + how + "); " + halt.why());
        } else if (step.recoveries() >= MOST_DISTURBANCES || tooLate) {
            board.move(unit, StepState.FAILED, how + " (after " + step.recoveries() + " recoveries)");
        } else {
            board.set(
                    unit,
                    step.disturbed(
                            until,
                            "attempt " + number(unit) + " failed (" + how + "), which does not count as one of its"
                                    + " tries; attempt " + (number(unit) + 1) + " follows at "
                                    + until.truncatedTo(ChronoUnit.MILLIS)));
            wakeForRetry(unit, until);
        }
    }

    /** Without a reason to stop nobody asked for the step's end, so a run in which this happens has not succeeded. */
    void stopped(Unit unit) {
        if (halt.stops(unit)) {
            board.move(unit, StepState.CANCELLED, halt.why());
        } else {
            board.move(
                    unit,
                    StepState.FAILED,
                    "attempt " + number(unit) + " was stopped although its run was not cancelled");
        }
    }

    void retryDue(Unit unit, int afterAttempt) {
        if (!board.has(unit) || halt.stops(unit)) {
            return;
        }
        StepRun step = board.at(unit);
        if (step.state() == StepState.BACKING_OFF && step.attemptNumber() == afterAttempt) {
            board.move(unit, StepState.READY, "waits for a free slot for attempt " + (afterAttempt + 1));
        }
    }

    /** Timers live in memory: a run that is taken up again asks for them anew. */
    void wakeBackingOff(Unit unit) {
        StepRun step = board.at(unit);
        if (step.state() == StepState.BACKING_OFF) {
            wakeForRetry(unit, step.retryAt().orElse(board.now));
        }
    }

    private void wakeForRetry(Unit unit, Instant until) {
        board.commands.add(new RunCommand.WakeAt(until, new RunEvent.RetryDue(unit, number(unit))));
    }

    private int number(Unit unit) {
        return board.at(unit).attemptNumber();
    }

    /** From 0 to 1, the same for the same attempt: a pure function has no random numbers. */
    private double jitter(Unit unit, int attempt) {
        long place = board.shape.indexOf(unit.step()) + 1000L * (unit.item().orElse(-1) + 1);
        long mixed = (board.before.id().value() * 31 + place) * 31 + attempt;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return (double) ((mixed ^ (mixed >>> 33)) >>> 11) / (double) (1L << 53);
    }
}
