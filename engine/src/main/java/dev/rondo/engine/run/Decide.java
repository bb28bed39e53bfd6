package dev.rondo.engine.run;

import dev.rondo.engine.run.RunEvent.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The decision core: a pure function from a run, the events that have happened to it, and the time, to the run it becomes
 * and the commands that follow. Events that no longer apply (a doubled result, a timer of a step that has moved on)
 * change nothing.
 *
 * <p>A decision costs what it changes: a few look-ups for each event, and a look at the steps that wait for one that has
 * ended, however many others the run has and however many items they fan out to. Only the begin and the early end of a
 * run touch all its steps.
 */
public final class Decide {
    /** A step that takes its node down each time is given up after this many lost attempts. */
    static final int MOST_RECOVERIES = DecideAttempt.MOST_RECOVERIES;

    private final Board board;
    private final Halt halt;
    private final DecideAttempt attempts;
    private final DecideFanOut fanOut;
    private final BiConsumer<Board, Halt> passOn;
    private RunState state;

    private Decide(Run run, Instant now, BiConsumer<Board, Halt> passOn) {
        this.board = new Board(run, now);
        this.halt = new Halt(board);
        this.attempts = new DecideAttempt(board, halt);
        this.fanOut = new DecideFanOut(board, halt);
        this.passOn = passOn;
        this.state = run.state();
    }

    /** Lets {@code events} happen to {@code run}, in their order. */
    public static Decision decide(Run run, List<RunEvent> events, Instant now) {
        return decide(run, events, now, Onward::passOn);
    }

    /**
     * The same, with another way to find what the steps that have ended mean for those that wait; whichever it is, it must
     * come to the same.
     */
    static Decision decide(Run run, List<RunEvent> events, Instant now, BiConsumer<Board, Halt> passOn) {
        if (run.state().terminal()) {
            return new Decision(run, List.of());
        }
        Decide decide = new Decide(run, now, passOn);
        events.forEach(decide::apply);
        decide.settle();
        return decide.board.decision(decide.state, decide.halt.cancelled());
    }

    private void apply(RunEvent event) {
        if (state == RunState.QUEUED) {
            queued(event);
        } else if (!state.terminal()) {
            happens(event);
        }
    }

    /** Nothing happens to a run that has not begun, but for its begin and its end. */
    private void queued(RunEvent event) {
        if (event instanceof RunEvent.Admitted) {
            state = RunState.RUNNING;
            begun();
        } else if (event instanceof RunEvent.NotWanted e) {
            state = RunState.SKIPPED;
            halt.neverBegins(e.why(), StepState.SKIPPED);
        } else if (event instanceof RunEvent.CancelAsked e) {
            state = RunState.CANCELLED;
            halt.neverBegins(words(e), StepState.CANCELLED);
        }
    }

    private void happens(RunEvent event) {
        if (event instanceof RunEvent.Resolved e) {
            resolved(e.unit(), e.resolution());
        } else if (event instanceof RunEvent.SlotGranted e) {
            attempts.slotGranted(e.unit(), e.token());
        } else if (event instanceof RunEvent.AttemptSucceeded e) {
            board.running(e.token()).ifPresent(unit -> ended(unit, () -> attempts.succeeded(unit)));
        } else if (event instanceof RunEvent.AttemptFailed e) {
            board.running(e.token()).ifPresent(unit -> ended(unit, () -> attempts.failed(unit, e)));
        } else if (event instanceof RunEvent.AttemptLost e) {
            board.running(e.token()).ifPresent(unit -> ended(unit, () -> attempts.lost(unit, e.how())));
        } else if (event instanceof RunEvent.AttemptDisturbed e) {
            board.running(e.token()).ifPresent(unit -> ended(unit, () -> attempts.disturbed(unit, e.how())));
        } else if (event instanceof RunEvent.AttemptStopped e) {
            board.running(e.token()).ifPresent(unit -> ended(unit, () -> attempts.stopped(unit)));
        } else if (event instanceof RunEvent.RetryDue e) {
            attempts.retryDue(e.unit(), e.afterAttempt());
        } else if (event instanceof RunEvent.TimeUp e) {
            board.running(e.token()).ifPresent(unit -> stop(e.token(), RunCommand.Reason.TIME_UP));
        } else if (event instanceof RunEvent.Expanded e) {
            fanOut.expanded(e.step(), e.count());
        } else if (event instanceof RunEvent.Joined e) {
            fanOut.joined(e.step());
        } else if (event instanceof RunEvent.FanOutFailed e) {
            fanOut.failed(e.step(), e.why());
        } else if (event instanceof RunEvent.Answered e) {
            answered(Unit.of(e.step()), StepState.AWAITING_APPROVAL, e.approved(), e.words());
        } else if (event instanceof RunEvent.ChildEnded e) {
            answered(Unit.of(e.step()), StepState.AWAITING_RUN, e.succeeded(), e.words());
        } else if (event instanceof RunEvent.DeadlineOver e) {
            deadlineOver(Unit.of(e.step()));
        } else if (event instanceof RunEvent.CancelAsked e) {
            end(RunState.CANCELLING, words(e));
        } else if (event instanceof RunEvent.RunTimeUp e) {
            end(RunState.STOPPING, "its time was up: it took longer than " + e.limit());
        } else if (event instanceof RunEvent.Begun) {
            begun();
        }
    }

    private void resolved(Unit unit, Resolution resolution) {
        if (!board.has(unit) || halt.stops(unit) || !asked(unit)) {
            return;
        }
        StepState at = board.at(unit).state();
        StepState next = nextAfter(resolution);
        if (!at.next().contains(next) && at != next) {
            return;
        }
        if (next != at || !resolution.why().equals(board.at(unit).why())) {
            ended(unit, () -> board.move(unit, next, resolution.why()));
        }
        if (resolution instanceof Resolution.Blocked) {
            board.leaveQueue(unit);
        }
        setDeadline(unit, resolution);
    }

    private boolean asked(Unit unit) {
        StepState at = board.at(unit).state();
        if (unit.isItem()) {
            return at == StepState.READY && board.state(unit.step()) == StepState.FANNED_OUT;
        }
        boolean open = at == StepState.WAITING || at == StepState.BLOCKED || at == StepState.READY;
        return open && (at != StepState.WAITING || board.upstream.wentWell(board.shape.indexOf(unit.step())));
    }

    private void setDeadline(Unit unit, Resolution resolution) {
        StepRun step = board.at(unit);
        if (step.state().terminal() || step.deadline().isPresent()) {
            return;
        }
        Optional<Duration> answer = resolution instanceof Resolution.AskPerson ask ? ask.within() : Optional.empty();
        Optional<Duration> queue =
                resolution instanceof Resolution.NoPool ? board.queueTimeout(unit) : Optional.empty();
        Optional<Instant> limit =
                board.node(unit).grace().or(() -> answer).or(() -> queue).map(board.now::plus);
        limit.ifPresent(until -> {
            board.set(unit, step.until(until));
            wakeAtDeadline(unit);
        });
    }

    private static StepState nextAfter(Resolution resolution) {
        if (resolution instanceof Resolution.Compute) {
            return StepState.READY;
        }
        if (resolution instanceof Resolution.FanOut) {
            return StepState.FANNED_OUT;
        }
        if (resolution instanceof Resolution.AskPerson) {
            return StepState.AWAITING_APPROVAL;
        }
        if (resolution instanceof Resolution.StartedRun) {
            return StepState.AWAITING_RUN;
        }
        if (resolution instanceof Resolution.Done) {
            return StepState.SUCCEEDED;
        }
        if (resolution instanceof Resolution.Blocked || resolution instanceof Resolution.NoPool) {
            return StepState.BLOCKED;
        }
        return resolution instanceof Resolution.NotApplicable ? StepState.SKIPPED : StepState.FAILED;
    }

    /** A move of a step or an item, and what follows for its pipeline or its step. */
    private void ended(Unit unit, Runnable move) {
        StepState was = board.at(unit).state();
        move.run();
        StepState is = board.at(unit).state();
        if (is == StepState.FAILED) {
            halt.failed(unit);
        }
        if (unit.isItem() && is != was) {
            fanOut.endWithItems(unit.step());
        } else if (is == StepState.FANNED_OUT && was != is) {
            board.commands.add(new RunCommand.Split(unit.step()));
        }
    }

    /** What a step waited for without a slot has come to an end. */
    private void answered(Unit unit, StepState waits, boolean well, String words) {
        if (board.at(unit).state() != waits) {
            return;
        }
        StepState next = halt.stops(unit) ? StepState.CANCELLED : well ? StepState.SUCCEEDED : StepState.FAILED;
        ended(unit, () -> board.move(unit, next, next == StepState.CANCELLED ? halt.why() : words));
    }

    private void deadlineOver(Unit unit) {
        StepRun step = board.at(unit);
        boolean over =
                step.deadline().filter(limit -> !limit.isAfter(board.now)).isPresent();
        if (!over || step.state().terminal()) {
            return;
        }
        if (step.token().isPresent()) {
            stop(step.token().get(), RunCommand.Reason.GRACE_OVER);
        } else {
            String why = deadlineWords(unit, step);
            ended(unit, () -> board.move(unit, StepState.FAILED, why));
        }
    }

    private String deadlineWords(Unit unit, StepRun step) {
        Instant when = step.deadline().orElseThrow();
        if (step.state() == StepState.AWAITING_APPROVAL) {
            return "nobody has approved or rejected it until " + when;
        }
        if (board.node(unit).cleansUp()) {
            return "its grace time was over at " + when + " before it could finish";
        }
        String longer = " until " + when + ", which is longer than its queueTimeout of "
                + board.node(unit).queueTimeout().map(Object::toString).orElse("none");
        return step.state() == StepState.BLOCKED
                ? "it got nothing of its pool" + longer + ": it " + step.why()
                : "it was ready and got no slot" + longer;
    }

    /** Where all has ended, there is nothing left to stop: the run ends as its steps did. */
    private void end(RunState ending, String why) {
        if (halt.cancelled().isEmpty() && !board.steps.allEnded()) {
            state = ending;
            halt.cancel(why);
        }
    }

    private static String words(RunEvent.CancelAsked ask) {
        return "cancelled by " + ask.by() + (ask.reason().isBlank() ? "" : ": " + ask.reason());
    }

    /** Timers live in memory, and so does what is known of lists: a run that is taken up again asks for them anew. */
    private void begun() {
        board.forEachStep(i -> {
            Unit unit = board.unit(i);
            attempts.wakeBackingOff(unit);
            if (board.at(i).deadline().isPresent()) {
                wakeAtDeadline(unit);
            }
            fanOut.begun(unit);
            for (int item = 0; item < fanOut.count(unit.step()); item++) {
                attempts.wakeBackingOff(Unit.of(unit.step(), item));
            }
        });
    }

    private void wakeAtDeadline(Unit unit) {
        Instant when = board.at(unit).deadline().orElseThrow();
        board.commands.add(new RunCommand.WakeAt(when, new RunEvent.DeadlineOver(unit.step())));
    }

    private void stop(AttemptToken token, RunCommand.Reason reason) {
        board.commands.add(new RunCommand.Stop(token, reason));
    }

    /** Passes on what the events have opened or closed, and ends the run when nothing is left. */
    private void settle() {
        if (state == RunState.QUEUED || state.terminal()) {
            return;
        }
        passOn.accept(board, halt);
        if (board.steps.allEnded()) {
            state = end();
        }
    }

    private RunState end() {
        if (state == RunState.STOPPING) {
            return RunState.FAILED;
        }
        if (halt.cancelled().isPresent()) {
            return RunState.CANCELLED;
        }
        return board.steps.in(StepState.FAILED) > 0 ? RunState.FAILED : RunState.SUCCEEDED;
    }
}
