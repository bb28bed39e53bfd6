package dev.rondo.engine.run;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunCommand.Dispatch;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.partition.PartitionKey;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything around one run, made up from a seed: cache, slots, executor, timers, people, and crashes between deciding,
 * making durable, and acting. Messages are late, doubled, out of order, or nobody asked for them. It is fair all the same: whatever is asked is
 * answered in the end, so every run must end.
 */
final class SimulatedWorld {
    private static final int MOST_DECISIONS = 5_000;
    private static final List<Class<? extends Throwable>> THROWN = List.of(
            IOException.class, FileNotFoundException.class, IllegalStateException.class, StackOverflowError.class);

    /** What a step waits for that goes on from its own result. */
    private static final Optional<Obstacle> MISSING =
            Optional.of(new Obstacle(DatasetName.of("simulated.forest"), PartitionKey.of("2012-02")));

    /** Events that were decided upon together, and durably. */
    record Batch(Instant now, List<RunEvent> events) {}

    /** An event under way, and whether the engine's process forgets it when it ends. */
    private record Message(Instant due, int order, RunEvent event, boolean inMemory) {}

    private final Random random;
    private final RunInvariants checked;
    private final int slots;
    private final double failing;
    private final double doubling;
    private final PriorityQueue<Message> messages;
    private final Map<AttemptToken, StepName> working = new HashMap<>();
    private final Set<StepName> lookedAt = new HashSet<>();
    /** Steps whose answer from a person, or from another run, is under way. */
    private final Set<StepName> answering = new HashSet<>();
    /** However often a list is taken apart, it has as many elements. */
    private final Map<StepName, Integer> elements = new HashMap<>();
    /** However often a condition is asked, it is as it was; a branch whose condition does not hold does not apply. */
    private final Map<StepName, Boolean> conditions = new HashMap<>();

    private final Run beginning;
    private final double disturbing;
    private final List<Batch> history = new ArrayList<>();
    private Batch last = new Batch(Instant.EPOCH, List.of());
    private int crashesLeft;
    private int blockingsLeft;
    private int cancelsLeft;
    private int sent;
    private Instant now = Instant.parse("2012-03-15T10:00:00Z");

    SimulatedWorld(long seed) {
        this.random = new Random(seed);
        RunShape shape = RandomShapes.next(random);
        Run fresh = Run.fresh(new RunId(1 + random.nextInt(1_000_000)), shape);
        this.beginning = random.nextInt(3) == 0 ? fresh.queued() : fresh;
        this.checked = new RunInvariants(beginning);
        this.slots = 1 + random.nextInt(4);
        this.failing = random.nextInt(3) * 0.2;
        this.doubling = random.nextInt(3) * 0.15;
        this.disturbing = Math.max(0, random.nextInt(4) - 1) * 0.2;
        this.crashesLeft = random.nextInt(2) * random.nextInt(12);
        this.blockingsLeft = random.nextInt(10);
        this.cancelsLeft = random.nextInt(4) == 0 ? 2 : 0;
        this.messages = new PriorityQueue<>((a, b) -> {
            int byTime = a.due().compareTo(b.due());
            return byTime != 0 ? byTime : Integer.compare(a.order(), b.order());
        });
    }

    Run run() {
        return checked.run();
    }

    /** The run before anything happened to it. */
    Run beginning() {
        return beginning;
    }

    List<Batch> history() {
        return history;
    }

    /** The history, and the batch whose decision was refused. */
    List<Batch> attempted() {
        List<Batch> all = new ArrayList<>(history);
        all.add(last);
        return all;
    }

    /** Lets the run take its course, then goes on with what is still under way, for nothing may move it any more. */
    void live() {
        send(new RunEvent.Begun(), 0, false);
        admit();
        if (random.nextInt(5) == 0) {
            send(new RunEvent.RunTimeUp(Duration.ofMinutes(1)), random.nextInt(60_000), false);
        }
        for (int i = 0; !run().state().terminal(); i++) {
            if (i > MOST_DECISIONS) {
                throw new RunInvariants.Broken("a run ends when the world is fair", run());
            }
            turn(nextEvents());
        }
        turn(List.of(
                new RunEvent.Begun(),
                new RunEvent.Admitted(),
                new RunEvent.RunTimeUp(Duration.ofMinutes(1)),
                new RunEvent.CancelAsked("bob", "too late")));
        while (!messages.isEmpty()) {
            turn(nextEvents());
        }
    }

    /** Whoever waits for other runs of its pipeline begins in the end, or is not wanted any more. */
    private void admit() {
        if (run().state() == RunState.QUEUED) {
            RunEvent answer =
                    random.nextInt(8) == 0 ? new RunEvent.NotWanted("run 9 is newer") : new RunEvent.Admitted();
            send(answer, random.nextInt(20_000), true);
        }
    }

    private List<RunEvent> nextEvents() {
        List<RunEvent> events = new ArrayList<>();
        Message first = messages.poll();
        if (first != null) {
            now = first.due().isAfter(now) ? first.due() : now;
            events.add(first.event());
            while (!messages.isEmpty() && events.size() < 4 && random.nextInt(3) == 0) {
                Message next = messages.poll();
                now = next.due().isAfter(now) ? next.due() : now;
                events.add(next.event());
            }
            Collections.shuffle(events, random);
        }
        for (RunEvent event : List.copyOf(events)) {
            if (random.nextDouble() < doubling) {
                send(event, random.nextInt(60_000), false);
            }
        }
        if (cancelsLeft > 0 && random.nextInt(20) == 0) {
            cancelsLeft--;
            events.add(random.nextInt(events.size() + 1), new RunEvent.CancelAsked("ada", "wrong month"));
        }
        if (random.nextDouble() < doubling / 4) {
            int place = random.nextInt(run().steps().size());
            StepName name = run().shape().nodes().get(place).name();
            events.add(new RunEvent.Resolved(name, resolution(name)));
            events.add(new RunEvent.AttemptSucceeded(new AttemptToken("forged")));
            events.add(new RunEvent.AttemptDisturbed(new AttemptToken("forged"), "the disk is full"));
            events.add(random.nextBoolean() ? new RunEvent.Joined(name) : new RunEvent.DeadlineOver(name));
            events.add(new RunEvent.Resolved(Unit.of(name, random.nextInt(9)), new Resolution.Done("an earlier run")));
            events.add(new RunEvent.SlotGranted(Unit.of(name, 99), new AttemptToken("nobody's" + sent++)));
        }
        grantSlots(events);
        return events;
    }

    private void grantSlots(List<RunEvent> events) {
        int free = slots - working.size();
        for (int i = 0; free > 0 && i < run().steps().size(); i++) {
            if (run().steps().get(i).state() == StepState.READY && random.nextInt(4) > 0) {
                // Fresh for each grant, as the engine's are; the engine's own thread neither doubles nor delays it.
                AttemptToken token = new AttemptToken("t" + sent++);
                events.add(new RunEvent.SlotGranted(run().shape().nodes().get(i).name(), token));
                free--;
            }
        }
        // Maps list what they hold in another order in each process.
        for (Map.Entry<StepName, Items> fanOut : new TreeMap<>(run().items()).entrySet()) {
            boolean open = run().step(fanOut.getKey()).state() == StepState.FANNED_OUT;
            for (int item = 0; open && free > 0 && item < fanOut.getValue().count(); item++) {
                if (fanOut.getValue().get(item).state() == StepState.READY && random.nextInt(4) > 0) {
                    events.add(
                            new RunEvent.SlotGranted(Unit.of(fanOut.getKey(), item), new AttemptToken("t" + sent++)));
                    free--;
                }
            }
        }
    }

    private void turn(List<RunEvent> events) {
        last = new Batch(now, List.copyOf(events));
        Decision decision = checked.decide(events, now);
        boolean crash = crashesLeft > 0 && random.nextInt(15) == 0;
        boolean durable = !crash || random.nextBoolean();
        if (durable) {
            checked.accept(decision, events);
            history.add(last);
        }
        if (crash) {
            restart();
        } else {
            decision.commands().forEach(this::carryOut);
            events.forEach(this::forget);
        }
        lookAgain();
    }

    /** The process ended: timers, questions and attempts are gone; old executors may still speak, from the grave. */
    private void restart() {
        crashesLeft--;
        messages.removeIf(message -> message.inMemory() || random.nextBoolean());
        working.clear();
        lookedAt.clear();
        answering.clear();
        now = now.plusMillis(random.nextInt(100_000));
        List<RunEvent> events = new ArrayList<>(List.of(new RunEvent.Begun()));
        for (StepRun step : run().steps()) {
            step.token().ifPresent(token -> events.add(new RunEvent.AttemptLost(token, "the process ended")));
        }
        for (Items items : run().items().values()) {
            items.running().keySet().forEach(token -> events.add(new RunEvent.AttemptLost(token, "the process ended")));
        }
        events.sort(Comparator.comparing(RunEvent::toString));
        Collections.shuffle(events, random);
        admit();
        turn(events);
    }

    private void carryOut(RunCommand command) {
        if (command instanceof RunCommand.Resolve ask) {
            send(
                    new RunEvent.Resolved(ask.step(), resolution(ask.step())),
                    random.nextInt(4) * random.nextInt(500),
                    true);
        } else if (command instanceof RunCommand.Split ask) {
            int count = elements.computeIfAbsent(ask.step(), step -> random.nextInt(7));
            RunEvent answer = random.nextInt(40) == 0
                    ? new RunEvent.FanOutFailed(ask.step(), "the list is damaged")
                    : new RunEvent.Expanded(ask.step(), count);
            send(answer, random.nextInt(3_000), true);
        } else if (command instanceof RunCommand.Join ask) {
            send(new RunEvent.Joined(ask.step()), random.nextInt(3_000), true);
        } else if (command instanceof RunCommand.CancelChild ask) {
            send(new RunEvent.ChildEnded(ask.step(), false, "it was cancelled"), random.nextInt(9_000), true);
        } else if (command instanceof Dispatch start) {
            working.put(start.token(), start.step());
            // Some never end by themselves; in the end their node is found to be gone.
            boolean hangs = random.nextInt(10) == 0;
            RunEvent end = hangs ? new RunEvent.AttemptLost(start.token(), "it fell silent") : outcome(start.token());
            send(end, hangs ? 3_600_000 : random.nextInt(20_000), false);
        } else if (command instanceof RunCommand.WakeAt wake) {
            long wait = Math.max(0, Duration.between(now, wake.when()).toMillis());
            send(wake.event(), wait + random.nextInt(2) * random.nextInt(5_000), true);
        } else if (command instanceof RunCommand.Stop stop) {
            send(answerToStop(stop), random.nextInt(5_000), false);
        }
    }

    private RunEvent outcome(AttemptToken token) {
        double chance = random.nextDouble();
        if (chance < failing) {
            return failure(token, THROWN.get(random.nextInt(THROWN.size())));
        }
        if (random.nextDouble() < disturbing) {
            return new RunEvent.AttemptDisturbed(token, "the disk is full");
        }
        return chance > 0.95
                ? new RunEvent.AttemptLost(token, "its node went away")
                : new RunEvent.AttemptSucceeded(token);
    }

    private RunEvent answerToStop(RunCommand.Stop stop) {
        if (random.nextInt(10) == 0) {
            return outcome(stop.token());
        }
        return stop.reason() == RunCommand.Reason.CANCELLED || random.nextInt(10) == 0
                ? new RunEvent.AttemptStopped(stop.token())
                : failure(stop.token(), IOException.class);
    }

    private RunEvent failure(AttemptToken token, Class<? extends Throwable> thrown) {
        RunEvent.AttemptFailed failed = DrivenRun.failure(token, thrown);
        return random.nextInt(8) > 0
                ? failed
                : new RunEvent.AttemptFailed(token, false, failed.exceptionClasses(), "no use in trying again");
    }

    /**
     * What cleans up calls its function, and nothing else; what waits for a slot no longer than so is a function too. The
     * first of several is known from what has become of them.
     */
    private Resolution resolution(StepName step) {
        RunShape.Node node = run().shape().nodes().get(run().shape().indexOf(step));
        if (RandomShapes.firstOf(node)) {
            return node.upstream().stream().anyMatch(up -> run().steps().get(up).state() == StepState.SUCCEEDED)
                    ? new Resolution.Done("is the first that was made")
                    : new Resolution.NotApplicable("none of them was made");
        }
        if (branch(node) && !conditions.computeIfAbsent(step, s -> random.nextBoolean())) {
            return new Resolution.NotApplicable("its condition is false");
        }
        Resolution any = resolution();
        boolean waits = any instanceof Resolution.AskPerson || any instanceof Resolution.StartedRun;
        boolean function = waits && node.queueTimeout().isPresent();
        boolean call = waits || any instanceof Resolution.FanOut;
        return function || (node.cleansUp() && call) ? new Resolution.Compute("is a function") : any;
    }

    /** Whether a step is one of several of which the first is handed on. */
    private boolean branch(RunShape.Node node) {
        int place = run().shape().indexOf(node.name());
        return run().shape().nodes().stream()
                .anyMatch(
                        after -> RandomShapes.firstOf(after) && after.upstream().contains(place));
    }

    private Resolution resolution() {
        int chance = random.nextInt(20);
        if (chance < 4 && blockingsLeft > 0) {
            blockingsLeft--;
            if (random.nextInt(4) == 0) {
                return new Resolution.NoPool("needs 2 of pool gpu, which has 1");
            }
            return random.nextBoolean()
                    ? new Resolution.Blocked("a partition is missing")
                    : new Resolution.Blocked("its own result for the partition before is missing", MISSING);
        }
        return switch (chance) {
            case 4 -> new Resolution.NotApplicable("there is nothing before the first partition");
            case 5 ->
                random.nextInt(4) == 0
                        ? new Resolution.Impossible("the partition is out of range")
                        : new Resolution.Done("decided by the engine");
            case 6, 7, 8 -> new Resolution.Done("found in the cache");
            case 9, 10 -> new Resolution.FanOut("not in the cache");
            case 11 ->
                new Resolution.AskPerson(
                        "waits for ada",
                        random.nextBoolean()
                                ? Optional.empty()
                                : Optional.of(Duration.ofMillis(1 + random.nextInt(20_000))));
            case 12 -> new Resolution.StartedRun("waits for run 8");
            default -> new Resolution.Compute("not in the cache");
        };
    }

    /** What is blocked is looked at again, now and then. */
    private void lookAgain() {
        for (int i = 0; i < run().steps().size(); i++) {
            StepName name = run().shape().nodes().get(i).name();
            if (run().steps().get(i).state() == StepState.BLOCKED && lookedAt.add(name)) {
                send(new RunEvent.Resolved(name, resolution(name)), random.nextInt(10_000), true);
            }
            answer(name, run().steps().get(i));
        }
    }

    /** People and other runs answer in the end; who has a time limit may be left without an answer. */
    private void answer(StepName name, StepRun step) {
        boolean well = random.nextInt(5) > 0;
        if (step.state() == StepState.AWAITING_RUN && answering.add(name)) {
            send(new RunEvent.ChildEnded(name, well, "run 8 ended"), random.nextInt(30_000), true);
        } else if (step.state() == StepState.AWAITING_APPROVAL && answering.add(name)) {
            if (step.deadline().isEmpty() || random.nextBoolean()) {
                send(new RunEvent.Answered(name, well, "said ada"), random.nextInt(30_000), true);
            }
        }
    }

    private void forget(RunEvent event) {
        if (event instanceof RunEvent.Resolved e) {
            lookedAt.remove(e.step());
        }
        Optional<AttemptToken> ended = Optional.empty();
        if (event instanceof RunEvent.AttemptSucceeded e) {
            ended = Optional.of(e.token());
        } else if (event instanceof RunEvent.AttemptFailed e) {
            ended = Optional.of(e.token());
        } else if (event instanceof RunEvent.AttemptLost e) {
            ended = Optional.of(e.token());
        } else if (event instanceof RunEvent.AttemptDisturbed e) {
            ended = Optional.of(e.token());
        } else if (event instanceof RunEvent.AttemptStopped e) {
            ended = Optional.of(e.token());
        }
        ended.ifPresent(working::remove);
    }

    private void send(RunEvent event, long delayMillis, boolean inMemory) {
        messages.add(new Message(now.plusMillis(delayMillis), sent++, event, inMemory));
    }
}
