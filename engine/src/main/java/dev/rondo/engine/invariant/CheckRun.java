package dev.rondo.engine.invariant;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.AttemptState;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.RunAudit.AttemptFact;
import dev.rondo.engine.store.RunAudit.FanOutFact;
import dev.rondo.engine.store.RunAudit.InputFact;
import dev.rondo.engine.store.RunAudit.StepFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the rows of one run agree with one another and with the promises. A pure function of {@link RunFacts}. */
public final class CheckRun {
    private final RunFacts facts;
    private final RunId run;
    private final List<Violation> found = new ArrayList<>();

    private CheckRun(RunFacts facts) {
        this.facts = facts;
        this.run = facts.run().id();
    }

    /** What is broken; empty when all is well. */
    public static List<Violation> of(RunFacts facts) {
        CheckRun check = new CheckRun(facts);
        check.whole();
        facts.steps().forEach(check::step);
        check.reads();
        facts.fanOuts().forEach(check::fanOut);
        return check.found;
    }

    private void whole() {
        boolean ended = facts.run().state().terminal();
        long open = facts.steps().stream().filter(s -> !s.state().terminal()).count();
        if (ended && open > 0) {
            found.add(Violation.of(
                    Invariant.DECLARED_MOVES,
                    run,
                    "it is " + facts.run().state() + ", but " + open + " of its steps have not ended"));
        }
        if (ended != facts.run().finishedAt().isPresent()) {
            found.add(Violation.of(
                    Invariant.DECLARED_MOVES,
                    run,
                    "it is " + facts.run().state() + ", and its time of ending is "
                            + facts.run().finishedAt().map(Object::toString).orElse("missing")));
        }
        if (!ended && !facts.steps().isEmpty() && open == 0) {
            found.add(Violation.of(
                    Invariant.PROGRESS,
                    run,
                    "all its steps have ended, but it is still " + facts.run().state()));
        }
        if (facts.run().epoch() > facts.newestEpoch()) {
            found.add(Violation.of(
                    Invariant.FENCED,
                    run,
                    "it carries epoch " + facts.run().epoch() + ", and the newest that a node took is "
                            + facts.newestEpoch()));
        }
        if (facts.unanswered()) {
            found.add(Violation.of(
                    Invariant.TRIGGERS_KEPT,
                    run,
                    "trigger event " + facts.run().event().orElse(0L)
                            + " started it, but the log has no answer that names this run"));
        }
        Set<StepName> known = facts.steps().stream().map(StepFact::step).collect(Collectors.toSet());
        facts.attempts().keySet().stream()
                .filter(step -> !known.contains(step))
                .forEach(step ->
                        found.add(Violation.of(Invariant.ATTEMPTS_EXPLAINED, run, step, "it has attempts and no row")));
    }

    private void step(StepFact step) {
        List<AttemptFact> attempts = facts.attemptsOf(step.step());
        boolean succeeded = false;
        int next = 1;
        long running = 0;
        for (AttemptFact attempt : attempts) {
            if (succeeded) {
                found.add(Violation.of(
                        Invariant.SUCCESS_IS_FINAL,
                        run,
                        step.step(),
                        attempt.number(),
                        "an attempt before it had succeeded"));
            }
            attempt(step, attempt, next++);
            succeeded |= attempt.state() == AttemptState.SUCCEEDED;
            running += attempt.state().terminal() ? 0 : 1;
        }
        if (attempts.size() != step.attempts() + step.recoveries()) {
            found.add(Violation.of(
                    Invariant.ATTEMPTS_EXPLAINED,
                    run,
                    step.step(),
                    attempts.size() + " attempts are recorded, but it counts " + step.attempts() + " tries and "
                            + step.recoveries() + " recoveries"));
        }
        if (running != (step.state() == StepState.RUNNING ? 1 : 0)) {
            found.add(Violation.of(
                    step.state().terminal() ? Invariant.DECLARED_MOVES : Invariant.PROGRESS,
                    run,
                    step.step(),
                    "it is " + step.state() + ", and " + running + " attempts of it run"));
        }
        if (succeeded && step.state() != StepState.SUCCEEDED) {
            found.add(Violation.of(
                    Invariant.SUCCESS_IS_FINAL,
                    run,
                    step.step(),
                    "an attempt has succeeded, but it is " + step.state()));
        }
        waiting(step);
    }

    private void attempt(StepFact step, AttemptFact attempt, int expected) {
        if (attempt.number() != expected) {
            found.add(Violation.of(
                    Invariant.ATTEMPTS_EXPLAINED,
                    run,
                    step.step(),
                    attempt.number(),
                    "number " + expected + " is missing before it"));
        }
        boolean says = attempt.state() == AttemptState.FAILED || attempt.state() == AttemptState.LOST;
        if (says && !attempt.explained()) {
            found.add(Violation.of(
                    Invariant.ATTEMPTS_EXPLAINED,
                    run,
                    step.step(),
                    attempt.number(),
                    "it is " + attempt.state() + " without a word why"));
        }
        if (attempt.state().terminal() != attempt.finishedAt().isPresent()) {
            found.add(Violation.of(
                    Invariant.DECLARED_MOVES,
                    run,
                    step.step(),
                    attempt.number(),
                    "it is " + attempt.state() + ", and its time of ending is "
                            + attempt.finishedAt().map(Object::toString).orElse("missing")));
        }
        if (attempt.epoch() > facts.run().epoch()) {
            found.add(Violation.of(
                    Invariant.FENCED,
                    run,
                    step.step(),
                    attempt.number(),
                    "it carries epoch " + attempt.epoch() + ", its run belongs to epoch "
                            + facts.run().epoch()));
        }
    }

    private void waiting(StepFact step) {
        if (!step.state().terminal() && step.why().isBlank()) {
            found.add(
                    Violation.of(Invariant.PROGRESS, run, step.step(), "it is " + step.state() + " without a reason"));
        }
        if (step.state() == StepState.BACKING_OFF && step.retryAt().isEmpty()) {
            found.add(Violation.of(Invariant.PROGRESS, run, step.step(), "it backs off without a time to go on"));
        }
    }

    /** What an attempt read of its own run was written by a step that had succeeded. */
    private void reads() {
        Map<StepName, StepState> states = new HashMap<>();
        facts.steps().forEach(step -> states.put(step.step(), step.state()));
        for (InputFact input : facts.inputs()) {
            StepName writer = facts.writers().get(input.origin());
            if (writer == null || !input.partition().equals(facts.run().partition())) {
                continue;
            }
            StepState state = states.getOrDefault(writer, StepState.SUCCEEDED);
            if (state != StepState.SUCCEEDED) {
                found.add(Violation.of(
                        Invariant.UPSTREAM_FIRST,
                        run,
                        input.step(),
                        input.number(),
                        "it read " + input.origin() + " of step " + writer + ", which is " + state));
            }
        }
    }

    /** The items of a step that has ended have ended with it, in as many attempts as they count. */
    private void fanOut(FanOutFact fanOut) {
        int begun =
                fanOut.states().values().stream().mapToInt(Integer::intValue).sum();
        int succeeded = fanOut.states().getOrDefault(StepState.SUCCEEDED, 0);
        if (begun > fanOut.items()) {
            found.add(Violation.of(
                    Invariant.DECLARED_MOVES,
                    run,
                    fanOut.step(),
                    begun + " items have begun, and its list has " + fanOut.items()));
        }
        if (fanOut.state() == StepState.SUCCEEDED && succeeded != fanOut.items()) {
            found.add(Violation.of(
                    Invariant.DECLARED_MOVES,
                    run,
                    fanOut.step(),
                    "it has succeeded, and " + succeeded + " of its " + fanOut.items() + " items have"));
        }
        if (fanOut.state().terminal() && fanOut.states().containsKey(StepState.RUNNING)) {
            found.add(Violation.of(
                    Invariant.DECLARED_MOVES,
                    run,
                    fanOut.step(),
                    "it is " + fanOut.state() + ", and " + fanOut.states().get(StepState.RUNNING)
                            + " of its items run"));
        }
        fanOut.unexplained()
                .forEach(item -> found.add(Violation.of(Invariant.ATTEMPTS_EXPLAINED, run, fanOut.step(), item)));
    }
}
