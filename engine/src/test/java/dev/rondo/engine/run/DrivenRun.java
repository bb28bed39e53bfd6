package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunEvent.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A run that a test drives event by event, at a time that the test moves. */
final class DrivenRun {
    static final Instant START = Instant.parse("2012-03-15T10:00:00Z");

    private Run run;
    private Instant now = START;
    private List<RunCommand> commands = List.of();
    private int tokens;

    /** A run that has begun. */
    DrivenRun(RunShape shape) {
        this.run = Run.fresh(new RunId(7), shape);
        happens(new RunEvent.Begun());
    }

    /** Lets events happen together, and keeps the commands that follow. */
    DrivenRun happens(RunEvent... events) {
        Decision decision = Decide.decide(run, List.of(events), now);
        run = decision.run();
        commands = decision.commands();
        return this;
    }

    DrivenRun resolves(String step, Resolution resolution) {
        return happens(new RunEvent.Resolved(StepName.of(step), resolution));
    }

    /** Brings steps to READY. */
    DrivenRun computes(String... steps) {
        for (String step : steps) {
            resolves(step, new Resolution.Compute("no result in the cache"));
        }
        return this;
    }

    /** Gives a ready step a slot. */
    AttemptToken starts(String step) {
        AttemptToken token = new AttemptToken(step + "-" + ++tokens);
        happens(new RunEvent.SlotGranted(StepName.of(step), token));
        return token;
    }

    /** Brings a step from WAITING to RUNNING. */
    AttemptToken runs(String step) {
        computes(step);
        return starts(step);
    }

    DrivenRun succeeds(String step) {
        return happens(new RunEvent.AttemptSucceeded(token(step)));
    }

    /** Lets a waiting step run and succeed. */
    DrivenRun passes(String... steps) {
        for (String step : steps) {
            runs(step);
            succeeds(step);
        }
        return this;
    }

    DrivenRun fails(String step, Class<? extends Throwable> thrown) {
        return happens(failure(token(step), thrown));
    }

    /** Lets a waiting step run and fail. */
    DrivenRun breaks(String step) {
        runs(step);
        return fails(step, IllegalStateException.class);
    }

    DrivenRun loses(String step) {
        return happens(new RunEvent.AttemptLost(token(step), "the process ended"));
    }

    DrivenRun stops(String step) {
        return happens(new RunEvent.AttemptStopped(token(step)));
    }

    DrivenRun isCancelled() {
        return happens(new RunEvent.CancelAsked("ada", "wrong month"));
    }

    /** Moves the time; timers are the test's to deliver. */
    DrivenRun advances(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** The next attempt of a step that backs off is due. */
    DrivenRun retryIsDue(String step) {
        return happens(new RunEvent.RetryDue(StepName.of(step), at(step).attemptNumber()));
    }

    static RunEvent.AttemptFailed failure(AttemptToken token, Class<? extends Throwable> thrown) {
        List<String> classes = new ArrayList<>();
        for (Class<?> c = thrown; c != null && c != Object.class; c = c.getSuperclass()) {
            classes.add(c.getName());
        }
        return new RunEvent.AttemptFailed(token, true, classes, thrown.getSimpleName());
    }

    Instant now() {
        return now;
    }

    Run run() {
        return run;
    }

    RunState state() {
        return run.state();
    }

    StepRun at(String step) {
        return run.step(StepName.of(step));
    }

    StepState state(String step) {
        return at(step).state();
    }

    AttemptToken token(String step) {
        return at(step).token().orElseThrow(() -> new AssertionError(step + " is not running: " + at(step)));
    }

    /** What the last events led to. */
    List<RunCommand> commands() {
        return commands;
    }
}
