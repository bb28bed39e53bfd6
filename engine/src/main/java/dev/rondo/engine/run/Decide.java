package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunEvent.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The decision core: a pure function from a run, the events that have happened to it, and the time, to the run it becomes
 * and the commands that follow. Events that no longer apply (a doubled result, a timer of a step that has moved on)
 * change nothing.
 */
public final class Decide {
    /** A step that takes its node down each time is given up after this many lost attempts. */
    static final int MOST_RECOVERIES = 3;

    private final Run before;
    private final Instant now;
    private final List<StepRun> steps;
    private final Map<AttemptToken, Integer> places;
    private final Upstream upstream;
    private final List<RunCommand> commands = new ArrayList<>();
    private RunState state;
    private Optional<String> cancelled;

    private Decide(Run run, Instant now) {
        this.before = run;
        this.now = now;
        this.steps = new ArrayList<>(run.steps());
        this.places = places(steps);
        this.upstream = new Upstream(run.shape(), steps);
        this.state = run.state();
        this.cancelled = run.cancelled();
    }

    /** Lets {@code events} happen to {@code run}, in their order. */
    public static Decision decide(Run run, List<RunEvent> events, Instant now) {
        if (run.state().terminal()) {
            return new Decision(run, List.of());
        }
        Decide decide = new Decide(run, now);
        events.forEach(decide::apply);
        decide.settle();
        return new Decision(
                new Run(run.id(), run.shape(), decide.state, decide.steps, decide.cancelled), decide.commands);
    }

    private void apply(RunEvent event) {
        if (event instanceof RunEvent.Resolved e) {
            resolved(index(e.step()), e.resolution());
        } else if (event instanceof RunEvent.SlotGranted e) {
            slotGranted(index(e.step()), e.token());
        } else if (event instanceof RunEvent.AttemptSucceeded e) {
            running(e.token()).ifPresent(i -> move(i, StepState.SUCCEEDED, "attempt " + number(i) + " succeeded"));
        } else if (event instanceof RunEvent.AttemptFailed e) {
            running(e.token()).ifPresent(i -> failed(i, e));
        } else if (event instanceof RunEvent.AttemptLost e) {
            running(e.token()).ifPresent(i -> lost(i, e.how()));
        } else if (event instanceof RunEvent.AttemptStopped e) {
            running(e.token()).ifPresent(this::stopped);
        } else if (event instanceof RunEvent.RetryDue e) {
            retryDue(index(e.step()), e.afterAttempt());
        } else if (event instanceof RunEvent.TimeUp e) {
            running(e.token()).ifPresent(i -> commands.add(new RunCommand.Stop(e.token(), RunCommand.Reason.TIME_UP)));
        } else if (event instanceof RunEvent.CancelAsked e) {
            cancel(e);
        } else if (event instanceof RunEvent.Begun) {
            wakeBackingOff();
        }
    }

    private void resolved(int i, Resolution resolution) {
        StepState at = steps.get(i).state();
        boolean open = at == StepState.WAITING || at == StepState.BLOCKED || at == StepState.READY;
        boolean asked = at != StepState.WAITING || upstream.wentWell(i);
        if (!open || !asked || cancelled.isPresent()) {
            return;
        }
        StepState next = nextAfter(resolution);
        if (next != at || !resolution.why().equals(steps.get(i).why())) {
            move(i, next, resolution.why());
        }
    }

    private static StepState nextAfter(Resolution resolution) {
        if (resolution instanceof Resolution.Compute) {
            return StepState.READY;
        }
        if (resolution instanceof Resolution.Done) {
            return StepState.SUCCEEDED;
        }
        if (resolution instanceof Resolution.Blocked) {
            return StepState.BLOCKED;
        }
        return resolution instanceof Resolution.NotApplicable ? StepState.SKIPPED : StepState.FAILED;
    }

    private void slotGranted(int i, AttemptToken token) {
        if (steps.get(i).state() != StepState.READY || cancelled.isPresent()) {
            return;
        }
        StepRun running = steps.get(i).running(token);
        steps.set(i, running);
        places.put(token, i);
        StepName name = node(i).name();
        commands.add(new RunCommand.Dispatch(name, running.attemptNumber(), token));
        node(i).timeout()
                .ifPresent(limit -> commands.add(new RunCommand.WakeAt(now.plus(limit), new RunEvent.TimeUp(token))));
    }

    private void failed(int i, RunEvent.AttemptFailed failure) {
        StepRun step = steps.get(i);
        if (cancelled.isPresent()) {
            move(i, StepState.CANCELLED, "attempt " + number(i) + " failed after the run was cancelled");
            return;
        }
        boolean again = failure.retryable()
                && step.attempts() < node(i).retry().maxAttempts()
                && node(i).retry().covers(failure.exceptionClasses());
        if (!again) {
            move(i, StepState.FAILED, failure.message());
            return;
        }
        Duration delay = node(i).retry().delayAfter(step.attempts(), jitter(i, step.attempts()));
        Instant until = now.plus(delay);
        steps.set(
                i,
                step.backingOff(
                        until,
                        "attempt " + number(i) + " failed (" + failure.message() + "); attempt " + (number(i) + 1)
                                + " follows at " + until));
        wakeForRetry(i, until);
    }

    private void lost(int i, String how) {
        if (cancelled.isPresent()) {
            move(i, StepState.CANCELLED, "attempt " + number(i) + " was lost after the run was cancelled");
        } else if (steps.get(i).recoveries() >= MOST_RECOVERIES) {
            move(
                    i,
                    StepState.FAILED,
                    "its node went away during " + (MOST_RECOVERIES + 1)
                            + " attempts; look for a step that exhausts memory or stops the process (" + how + ")");
        } else {
            steps.set(i, steps.get(i).lost("attempt " + number(i) + " was lost (" + how + "); it runs again"));
        }
    }

    /** Without a cancel nobody asked for the step's end, so a run in which this happens has not succeeded. */
    private void stopped(int i) {
        if (cancelled.isPresent()) {
            move(i, StepState.CANCELLED, cancelled.get());
        } else {
            move(i, StepState.FAILED, "attempt " + number(i) + " was stopped although its run was not cancelled");
        }
    }

    private void retryDue(int i, int afterAttempt) {
        StepRun step = steps.get(i);
        if (step.state() == StepState.BACKING_OFF && step.attemptNumber() == afterAttempt) {
            move(i, StepState.READY, "waits for a free slot for attempt " + (afterAttempt + 1));
        }
    }

    private void cancel(RunEvent.CancelAsked ask) {
        if (cancelled.isPresent()) {
            return;
        }
        String why = "cancelled by " + ask.by() + (ask.reason().isBlank() ? "" : ": " + ask.reason());
        cancelled = Optional.of(why);
        state = RunState.CANCELLING;
        for (int i = 0; i < steps.size(); i++) {
            StepRun step = steps.get(i);
            if (step.state() == StepState.RUNNING) {
                commands.add(new RunCommand.Stop(step.token().orElseThrow(), RunCommand.Reason.CANCELLED));
            } else if (!step.state().terminal()) {
                move(i, StepState.CANCELLED, why);
            }
        }
    }

    /** Timers live in memory: a run that is taken up again asks for them anew. */
    private void wakeBackingOff() {
        for (int i = 0; i < steps.size(); i++) {
            StepRun step = steps.get(i);
            if (step.state() == StepState.BACKING_OFF) {
                wakeForRetry(i, step.retryAt().orElse(now));
            }
        }
    }

    private void wakeForRetry(int i, Instant until) {
        commands.add(new RunCommand.WakeAt(until, new RunEvent.RetryDue(node(i).name(), number(i))));
    }

    /** Passes on what the events have opened or closed, and ends the run when nothing is left. */
    private void settle() {
        if (cancelled.isEmpty()) {
            skipWhatCannotRun();
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i).state() == StepState.WAITING && upstream.wentWell(i)) {
                    commands.add(new RunCommand.Resolve(node(i).name()));
                }
            }
        }
        if (steps.stream().allMatch(s -> s.state().terminal())) {
            state = end();
        }
    }

    /** One pass per level of the graph is needed only when steps are not listed in the order of their data. */
    private void skipWhatCannotRun() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i).state() == StepState.WAITING) {
                    Optional<String> reason = upstream.reasonToSkip(i);
                    if (reason.isPresent()) {
                        move(i, StepState.SKIPPED, reason.get());
                        moved = true;
                    }
                }
            }
        }
    }

    private RunState end() {
        if (cancelled.isPresent()) {
            return RunState.CANCELLED;
        }
        boolean anyFailed = steps.stream().anyMatch(s -> s.state() == StepState.FAILED);
        return anyFailed ? RunState.FAILED : RunState.SUCCEEDED;
    }

    private void move(int i, StepState next, String why) {
        steps.set(i, steps.get(i).to(next, why));
    }

    /** The step whose running attempt this is; a token that is not of a running attempt belongs to none. */
    private Optional<Integer> running(AttemptToken token) {
        return Optional.ofNullable(places.get(token))
                .filter(i -> steps.get(i).token().filter(token::equals).isPresent());
    }

    /** One look at all steps for all events of a turn. */
    private static Map<AttemptToken, Integer> places(List<StepRun> steps) {
        Map<AttemptToken, Integer> places = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            Optional<AttemptToken> token = steps.get(i).token();
            if (token.isPresent()) {
                places.put(token.get(), i);
            }
        }
        return places;
    }

    private int number(int i) {
        return steps.get(i).attemptNumber();
    }

    private RunShape.Node node(int i) {
        return before.shape().nodes().get(i);
    }

    private int index(StepName step) {
        return before.shape().indexOf(step);
    }

    /** From 0 to 1, the same for the same attempt: a pure function has no random numbers. */
    private double jitter(int i, int attempt) {
        long mixed = (before.id().value() * 31 + i) * 31 + attempt;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return (double) ((mixed ^ (mixed >>> 33)) >>> 11) / (double) (1L << 53);
    }
}
