package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunCommand.Dispatch;
import dev.rondo.engine.run.RunCommand.Resolve;
import dev.rondo.engine.run.RunCommand.Stop;
import dev.rondo.engine.run.RunCommand.WakeAt;
import dev.rondo.engine.run.RunEvent.RetryDue;
import dev.rondo.engine.run.RunEvent.TimeUp;
import dev.rondo.step.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What must hold for every decision, whatever happens in whatever order, and for the decisions of a run together. */
final class RunInvariants {

    /** A promise that a decision broke. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1;
        final String promise;

        Broken(String promise, Object... details) {
            super("Broken promise: " + promise + ": " + Arrays.toString(details));
            this.promise = promise;
        }
    }

    private final Set<AttemptToken> dispatched = new HashSet<>();
    private final Set<StepName> notApplicable = new HashSet<>();
    private boolean disturbed;
    private Run run;

    RunInvariants(Run run) {
        this.run = run;
    }

    Run run() {
        return run;
    }

    /** Checks a decision without taking it over: it might not become durable. */
    Decision decide(List<RunEvent> events, Instant now) {
        Decision decision = Decide.decide(run, events, now);
        check("a decision is a function of run, events and time", decision.equals(Decide.decide(run, events, now)));
        Decision full = Decide.decide(FullPass.forgetful(run), events, now, FullPass::passOn);
        check("a decision that looks at what has changed is that of a look at everything", decision.equals(full), full);
        if (run.state().terminal()) {
            check("a run that has ended absorbs everything", decision.equals(new Decision(run, List.of())), decision);
            return decision;
        }
        checkMoves(run, decision.run(), events.size() == 1);
        if (run.state() == RunState.QUEUED && !begins(events)) {
            checkNotBegun(decision, events);
            return decision;
        }
        boolean anyDisturbed = disturbed || disturbs(events);
        checkItems(run, decision, events.size() == 1, anyDisturbed);
        checkCommands(decision, events, now);
        checkState(decision.run(), events, anyDisturbed);
        return decision;
    }

    /** Makes a decision that was checked the state of the run. */
    void accept(Decision decision, List<RunEvent> events) {
        for (RunCommand command : decision.commands()) {
            if (command instanceof Dispatch start) {
                dispatched.add(start.token());
            }
        }
        notApplicable.addAll(notApplicable(events));
        disturbed |= disturbs(events);
        run = decision.run();
    }

    private static boolean disturbs(List<RunEvent> events) {
        return events.stream().anyMatch(event -> event instanceof RunEvent.AttemptDisturbed);
    }

    /** How many attempts may be lost, or disturbed, without costing a try. */
    private static int mostRecoveries(boolean disturbed) {
        return disturbed ? DecideAttempt.MOST_DISTURBANCES : Decide.MOST_RECOVERIES;
    }

    private static Optional<RunEvent> answer(List<RunEvent> events) {
        return events.stream()
                .filter(event -> event instanceof RunEvent.Admitted
                        || event instanceof RunEvent.NotWanted
                        || event instanceof RunEvent.CancelAsked)
                .findFirst();
    }

    private static boolean begins(List<RunEvent> events) {
        return answer(events).filter(RunEvent.Admitted.class::isInstance).isPresent();
    }

    /** A run that waits for others of its pipeline goes on waiting, or ends without having begun. */
    private void checkNotBegun(Decision decision, List<RunEvent> events) {
        Run after = decision.run();
        check("a run that has not begun wants nothing done", decision.commands().isEmpty(), decision);
        Optional<RunEvent> answer = answer(events);
        if (answer.isEmpty()) {
            check("nothing happens to a run that has not begun", after.equals(run), after);
            return;
        }
        boolean wanted = answer.get() instanceof RunEvent.CancelAsked;
        check(
                "a run that does not begin says so",
                after.state() == (wanted ? RunState.CANCELLED : RunState.SKIPPED)
                        && after.cancelled().filter(why -> !why.isBlank()).isPresent(),
                after);
        StepState end = wanted ? StepState.CANCELLED : StepState.SKIPPED;
        check(
                "its steps end with it",
                after.steps().stream().allMatch(step -> step.state() == end && step.attemptNumber() == 0),
                after);
    }

    private static void checkMoves(Run before, Run after, boolean direct) {
        checkMove("run", before.state(), after.state(), RunState::next, direct);
        for (int i = 0; i < before.steps().size(); i++) {
            StepRun was = before.steps().get(i);
            StepRun is = after.steps().get(i);
            checkMove(before.shape().nodes().get(i).name(), was.state(), is.state(), StepState::next, direct);
            check("a step that has ended does not change", !was.state().terminal() || was.equals(is), was, is);
            check("the number of attempts never falls", is.attemptNumber() >= was.attemptNumber(), was, is);
        }
    }

    private static void checkItems(Run before, Decision decision, boolean direct, boolean disturbed) {
        Run after = decision.run();
        for (Map.Entry<StepName, Items> fanOut : after.items().entrySet()) {
            StepName name = fanOut.getKey();
            Items is = fanOut.getValue();
            Items was = before.items().getOrDefault(name, Items.fresh(is.count()));
            StepState step = after.step(name).state();
            check("the number of items does not change", was.count() == is.count(), name);
            Map<StepState, Integer> counted = new EnumMap<>(StepState.class);
            for (int i = 0; i < is.count(); i++) {
                StepRun one = is.get(i);
                counted.merge(one.state(), 1, Integer::sum);
                checkMove(Unit.of(name, i), was.get(i).state(), one.state(), StepState::next, direct);
                check(
                        "an item that has ended does not change",
                        !was.get(i).state().terminal() || was.get(i).equals(one));
                check(
                        "an item's attempt runs exactly while it does",
                        token(one) == (one.state() == StepState.RUNNING),
                        one);
                check(
                        "an item's tries are within the policy",
                        one.attempts()
                                        <= after.shape()
                                                .nodes()
                                                .get(after.shape().indexOf(name))
                                                .retry()
                                                .maxAttempts()
                                && one.recoveries() <= mostRecoveries(disturbed),
                        one);
                boolean told = !before.items().containsKey(name)
                        || was.get(i).equals(one)
                        || decision.movedItems().contains(Unit.of(name, i));
                check("every item that moves is told of", told, name, i);
            }
            for (StepState state : StepState.values()) {
                check("items are counted", counted.getOrDefault(state, 0) == is.in(state), name, state, is);
            }
            check("nothing of a step runs when it has ended", !step.terminal() || is.in(StepState.RUNNING) == 0, name);
            check(
                    "a fan-out succeeds with all its items",
                    step != StepState.SUCCEEDED || is.in(StepState.SUCCEEDED) == is.count(),
                    name,
                    is);
        }
    }

    private static boolean halted(Run run) {
        return run.cancelled().isPresent() || stopped(run);
    }

    /** Whether a pipeline that stops at a failure has had one. */
    private static boolean stopped(Run run) {
        if (!run.shape().stopsAtFailure()) {
            return false;
        }
        for (RunShape.Node node : run.shape().nodes()) {
            Items items = run.items().get(node.name());
            boolean failed = run.step(node.name()).state() == StepState.FAILED
                    || (items != null && items.in(StepState.FAILED) > 0);
            if (failed && !node.cleansUp()) {
                return true;
            }
        }
        return false;
    }

    private static <S> void checkMove(Object what, S from, S to, Function<S, Set<S>> next, boolean direct) {
        boolean allowed = from.equals(to) || next.apply(from).contains(to);
        if (!allowed && !direct) {
            Set<S> seen = new HashSet<>(next.apply(from));
            List<S> open = new ArrayList<>(seen);
            while (!open.isEmpty() && !seen.contains(to)) {
                next.apply(open.remove(0)).stream().filter(seen::add).forEach(open::add);
            }
            allowed = seen.contains(to);
        }
        check("states move only as their table says", allowed, what, from, to);
    }

    private void checkCommands(Decision decision, List<RunEvent> events, Instant now) {
        Run after = decision.run();
        int resolved = 0;
        for (RunCommand command : decision.commands()) {
            if (command instanceof Dispatch start) {
                checkDispatch(decision, start, now);
            } else if (command instanceof Resolve ask) {
                resolved++;
                StepRun step = after.step(ask.step());
                check("only a waiting step is looked at", step.state() == StepState.WAITING, ask, step);
                check("a step is looked at when those before it ended well", upstreamWell(after, ask.step()), ask);
            } else if (command instanceof WakeAt wake && wake.event() instanceof RetryDue due) {
                checkRetry(after, due, wake.when(), now, events);
            } else if (command instanceof Stop stop && stop.reason() == RunCommand.Reason.CANCELLED) {
                check(
                        "only the attempts of a run that is cancelled or stops at a failure are stopped",
                        halted(after),
                        stop);
            }
        }
        for (int i = 0; i < after.steps().size(); i++) {
            StepName name = node(i).name();
            StepRun was = run.steps().get(i);
            StepRun is = after.steps().get(i);
            boolean mayGoOn = !halted(after) || node(i).cleansUp();
            if (is.state() == StepState.WAITING && mayGoOn && upstreamWell(after, name)) {
                check("what can go on is looked at", decision.commands().contains(new Resolve(name)), name);
                resolved--;
            } else if (is.state() == StepState.BACKING_OFF && was.state() != StepState.BACKING_OFF) {
                RunCommand wake = new WakeAt(is.retryAt().orElseThrow(), new RetryDue(name, is.attemptNumber()));
                check("a step that backs off has its timer", decision.commands().contains(wake), wake);
                check(
                        "only failures that the policy covers, or of the machine, are tried again",
                        covered(node(i), was, events),
                        is);
            } else if (is.state() == StepState.RUNNING && !halted(run) && halted(after) && !node(i).cleansUp()) {
                RunCommand stop = new Stop(is.token().orElseThrow(), RunCommand.Reason.CANCELLED);
                check(
                        "a cancel, and a failure that stops the run, stops every running attempt",
                        decision.commands().contains(stop),
                        stop);
            }
            boolean early = was.retryAt().filter(now::isBefore).isPresent();
            boolean goesOn = was.state() == StepState.BACKING_OFF
                    && !was.equals(is)
                    && !is.state().terminal();
            check("no attempt follows before its time", !(goesOn && early), was, is);
        }
        check("a step is looked at once per decision", run.state().terminal() || resolved == 0, decision.commands());
    }

    private static boolean covered(RunShape.Node node, StepRun was, List<RunEvent> events) {
        if (disturbed(was, events)) {
            return true;
        }
        for (RunEvent event : events) {
            if (event instanceof RunEvent.AttemptFailed failed
                    && was.token().filter(failed.token()::equals).isPresent()) {
                return failed.retryable() && node.retry().covers(failed.exceptionClasses());
            }
        }
        return false;
    }

    /** Whether the attempt that ran failed through no fault of its step. */
    private static boolean disturbed(StepRun was, List<RunEvent> events) {
        for (RunEvent event : events) {
            if (event instanceof RunEvent.AttemptFailed failed
                    && was.token().filter(failed.token()::equals).isPresent()) {
                return false;
            }
            if (event instanceof RunEvent.AttemptDisturbed machine
                    && was.token().filter(machine.token()::equals).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private void checkDispatch(Decision decision, Dispatch start, Instant now) {
        Run after = decision.run();
        boolean known = !start.unit().isItem() || run.items().containsKey(start.step());
        StepRun was = known ? run.unit(start.unit()) : StepRun.NEW_ITEM;
        RunShape.Node node = node(start.step());
        check("what succeeded does not start again", was.state() != StepState.SUCCEEDED, start);
        check(
                "nothing starts after a cancel but what cleans up",
                run.cancelled().isEmpty() || node.cleansUp(),
                start);
        check("nothing starts after a failure that stops the run", !stopped(run) || node.cleansUp(), start);
        check("nothing starts before all before it ended well", upstreamWell(after, start.step()), start);
        check("attempts are numbered one by one", start.attempt() == was.attemptNumber() + 1, start, was);
        check("an attempt starts once", !dispatched.contains(start.token()), start);
        check(
                "an attempt with a limit has its timer",
                node.timeout()
                        .map(limit ->
                                decision.commands().contains(new WakeAt(now.plus(limit), new TimeUp(start.token()))))
                        .orElse(true),
                start);
    }

    private void checkRetry(Run after, RetryDue due, Instant when, Instant now, List<RunEvent> events) {
        boolean known = !due.unit().isItem() || run.items().containsKey(due.step());
        StepRun was = known ? run.unit(due.unit()) : StepRun.NEW_ITEM;
        StepRun is = after.unit(due.unit());
        if (was.state() == StepState.BACKING_OFF && was.attemptNumber() == due.afterAttempt()) {
            check(
                    "a timer asked for anew keeps its time",
                    was.retryAt().filter(when::equals).isPresent(),
                    when);
            return;
        }
        if (is.state() == StepState.BACKING_OFF && disturbed(was, events)) {
            long pause = Math.min(5_000L << Math.min(was.recoveries(), 20), 300_000);
            check("a machine that fails is given time", when.equals(now.plusMillis(pause)), when, now, was);
            check("what its machine fails costs no try", is.attempts() == was.attempts() - 1, was, is);
            return;
        }
        Retry retry = node(due.step()).retry();
        double longest = retry.maxDelay().toMillis();
        int attempt = is.state() == StepState.BACKING_OFF ? is.attempts() : was.attempts();
        double base = Math.min(retry.firstDelay().toMillis() * Math.pow(retry.multiplier(), attempt - 1.0), longest);
        double millis = Duration.between(now, when).toMillis();
        boolean within = millis >= Math.floor(base * (1 - retry.jitter()))
                && millis <= Math.min(Math.ceil(base * (1 + retry.jitter())), longest);
        check("a delay is within the policy", within || is.state() != StepState.BACKING_OFF, millis, retry);
    }

    private void checkState(Run after, List<RunEvent> events, boolean disturbed) {
        boolean allEnded = true;
        boolean anyFailed = false;
        boolean cancelled = after.cancelled().isPresent();
        Set<StepName> mayBeSkipped = notApplicable(events);
        mayBeSkipped.addAll(notApplicable);
        for (int i = 0; i < after.steps().size(); i++) {
            StepRun step = after.steps().get(i);
            RunShape.Node node = after.shape().nodes().get(i);
            StepState state = step.state();
            allEnded &= state.terminal();
            anyFailed |= state == StepState.FAILED;
            check("an attempt runs exactly while its step does", token(step) == (state == StepState.RUNNING), step);
            check(
                    "a time for the next attempt is set exactly while backing off",
                    step.retryAt().isPresent() == (state == StepState.BACKING_OFF),
                    step);
            check(
                    "tries are within the policy",
                    step.attempts() >= 0 && step.attempts() <= node.retry().maxAttempts(),
                    step);
            check("recoveries are bounded", step.recoveries() <= mostRecoveries(disturbed), step);
            check("every state says why", !step.why().isBlank(), step);
            check(
                    "what has ended has no time limit",
                    !state.terminal() || step.deadline().isEmpty(),
                    step);
            check(
                    "what hands on the first that was made has one",
                    !RandomShapes.firstOf(node)
                            || state != StepState.SUCCEEDED
                            || node.upstream().stream()
                                    .anyMatch(up -> after.steps().get(up).state() == StepState.SUCCEEDED),
                    node);
            check(
                    "who may wait only so long for a slot has a limit while it waits for one, maybe while it is blocked",
                    node.queueTimeout().isEmpty()
                            || node.cleansUp()
                            || state == StepState.BLOCKED
                            || (state == StepState.READY) == step.deadline().isPresent(),
                    step);
            if (node.cleansUp()) {
                check("what cleans up is not cancelled", state != StepState.CANCELLED, step);
                check(
                        "what cleans up has its time",
                        state.terminal()
                                || state == StepState.WAITING
                                || step.deadline().isPresent(),
                        step);
            } else if (halted(after)) {
                Items items = after.items().get(node.name());
                boolean itemsRun = state == StepState.FANNED_OUT && items != null && items.in(StepState.RUNNING) > 0;
                check(
                        "a run that is cancelled or stops only waits for attempts and other runs",
                        state.terminal() || token(step) || itemsRun || state == StepState.AWAITING_RUN,
                        step);
            } else {
                check("without a cancel no step is cancelled", state != StepState.CANCELLED, step);
                boolean bad = anyUpstreamBad(after, i);
                check("what cannot go on does not wait", !(bad && state == StepState.WAITING), node.name());
                check(
                        "a step is skipped for a reason",
                        state != StepState.SKIPPED || bad || mayBeSkipped.contains(node.name()),
                        node.name());
            }
        }
        boolean late = cancelled && timeUp(events);
        RunState end = late || (anyFailed && !cancelled)
                ? RunState.FAILED
                : cancelled ? RunState.CANCELLED : RunState.SUCCEEDED;
        RunState open = late ? RunState.STOPPING : cancelled ? RunState.CANCELLING : RunState.RUNNING;
        boolean untouched = run.state().terminal();
        check("a run ends with its last step", untouched || after.state() == (allEnded ? end : open), after);
        check("an ended run has nothing running", !after.state().terminal() || allEnded, after);
    }

    /** Whether a run that stops does so because it took too long, not because of a person: whatever came first counts. */
    private boolean timeUp(List<RunEvent> events) {
        if (run.cancelled().isPresent()) {
            return run.state() == RunState.STOPPING;
        }
        return events.stream()
                .dropWhile(event -> run.state() == RunState.QUEUED && !(event instanceof RunEvent.Admitted))
                .filter(event -> event instanceof RunEvent.RunTimeUp || event instanceof RunEvent.CancelAsked)
                .findFirst()
                .filter(RunEvent.RunTimeUp.class::isInstance)
                .isPresent();
    }

    private static boolean token(StepRun step) {
        return step.token().isPresent();
    }

    private static Set<StepName> notApplicable(List<RunEvent> events) {
        Set<StepName> names = new HashSet<>();
        for (RunEvent event : events) {
            if (event instanceof RunEvent.Resolved e && e.resolution() instanceof RunEvent.Resolution.NotApplicable) {
                names.add(e.step());
            }
        }
        return names;
    }

    private boolean upstreamWell(Run run, StepName step) {
        if (node(step).cleansUp()) {
            return node(step).upstream().stream()
                    .allMatch(up -> run.steps().get(up).state().terminal());
        }
        return node(step).upstream().stream().allMatch(up -> well(run, node(step), up));
    }

    private boolean anyUpstreamBad(Run run, int place) {
        RunShape.Node node = run.shape().nodes().get(place);
        return node.upstream().stream().anyMatch(up -> {
            StepState at = run.steps().get(up).state();
            return at == StepState.SKIPPED && node.mayBeSkipped().contains(up)
                    ? before(run, up).contains(StepState.FAILED)
                    : at.terminal() && at != StepState.SUCCEEDED;
        });
    }

    private static boolean well(Run run, RunShape.Node node, int up) {
        StepState at = run.steps().get(up).state();
        return at == StepState.SUCCEEDED
                || (at == StepState.SKIPPED
                        && node.mayBeSkipped().contains(up)
                        && before(run, up).stream().allMatch(s -> s.terminal() && s != StepState.FAILED));
    }

    /** The states of all steps before one, however far. */
    private static Set<StepState> before(Run run, int place) {
        Set<StepState> states = EnumSet.noneOf(StepState.class);
        for (int up : run.shape().nodes().get(place).upstream()) {
            states.add(run.steps().get(up).state());
            states.addAll(before(run, up));
        }
        return states;
    }

    private RunShape.Node node(StepName step) {
        return node(run.shape().indexOf(step));
    }

    private RunShape.Node node(int place) {
        return run.shape().nodes().get(place);
    }

    private static void check(String promise, boolean kept, Object... details) {
        if (!kept) {
            throw new Broken(promise, details);
        }
    }
}
