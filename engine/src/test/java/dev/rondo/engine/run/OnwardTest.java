package dev.rondo.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunEvent.Resolution;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Decisions that look only at what has changed, beside those of {@link FullPass}. {@code -Donward.seeds=100000} compares
 * more runs, {@code -Donward.first=42} begins at another seed.
 */
class OnwardTest {
    private static final long FIRST = Long.getLong("onward.first", 1);
    private static final long SEEDS = Long.getLong("onward.seeds", 150);
    private static final int MOST_STEPS = 300;

    @Test
    void what_has_changed_tells_as_much_as_a_look_at_every_step() {
        long decisions = 0;
        int ended = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            Random random = new Random(seed);
            Run run = Run.fresh(new RunId(1 + random.nextInt(1000)), RandomShapes.next(random, MOST_STEPS));
            run = random.nextInt(4) == 0 ? run.queued() : run;
            int cancelAt = random.nextInt(120);
            Instant now = Instant.parse("2012-03-15T10:00:00Z");
            for (int turn = 0; turn < 100 && !run.state().terminal(); turn++) {
                now = now.plusSeconds(random.nextInt(40));
                List<RunEvent> events = events(random, run);
                events.add(turn == cancelAt ? new RunEvent.CancelAsked("ada", "") : new RunEvent.Admitted());
                Decision decision = Decide.decide(run, events, now);
                assertThat(decision)
                        .as("seed %d, turn %d, after %s", seed, turn, events)
                        .isEqualTo(Decide.decide(FullPass.forgetful(run), events, now, FullPass::passOn));
                // As after a restart: what was found out before is forgotten.
                run = random.nextInt(10) == 0 ? FullPass.forgetful(decision.run()) : decision.run();
                decisions++;
            }
            ended += run.state().terminal() ? 1 : 0;
        }
        System.out.println("Compared " + decisions + " decisions of " + SEEDS + " runs from seed " + FIRST
                + ", of which " + ended + " ended");
        assertThat(ended).as("most runs come to their end").isGreaterThan((int) (SEEDS / 2));
    }

    @Test
    void steps_are_counted_along() {
        DrivenRun run = new DrivenRun(Shapes.chain("clean", "train", "report"));
        run.runs("clean");
        assertThat(run.run().steps().in(StepState.RUNNING)).isOne();
        run.succeeds("clean").computes("train");
        assertThat(run.run().steps().in(StepState.RUNNING)).isZero();
        assertThat(run.run().steps().in(StepState.SUCCEEDED)).isOne();
        assertThat(run.run().steps().in(StepState.READY)).isOne();
        assertThat(run.run().steps().in(StepState.WAITING)).isOne();
    }

    /** Something happens to about a third of the steps. */
    private static List<RunEvent> events(Random random, Run run) {
        List<RunEvent> events = new ArrayList<>();
        for (RunShape.Node node : run.shape().nodes()) {
            if (random.nextInt(3) == 0) {
                events.add(event(random, run, node.name()));
            }
        }
        return events;
    }

    private static RunEvent event(Random random, Run run, StepName name) {
        StepRun step = run.step(name);
        boolean well = random.nextInt(12) > 0;
        return switch (step.state()) {
            case WAITING, BLOCKED -> new RunEvent.Resolved(name, resolution(random));
            case READY -> new RunEvent.SlotGranted(name, new AttemptToken(name + " " + random.nextLong()));
            case RUNNING -> outcome(random, step.token().orElseThrow());
            case BACKING_OFF -> new RunEvent.RetryDue(name, step.attemptNumber());
            case FANNED_OUT ->
                run.items().containsKey(name)
                        ? new RunEvent.Resolved(Unit.of(name, 0), new Resolution.Done("known"))
                        : new RunEvent.Expanded(name, random.nextInt(2));
            case AWAITING_APPROVAL -> new RunEvent.Answered(name, well, "said ada");
            case AWAITING_RUN -> new RunEvent.ChildEnded(name, well, "run 8 ended");
            case SUCCEEDED -> new RunEvent.Joined(name);
            case FAILED, SKIPPED, CANCELLED -> new RunEvent.DeadlineOver(name);
        };
    }

    private static RunEvent outcome(Random random, AttemptToken token) {
        return switch (random.nextInt(16)) {
            case 0 -> DrivenRun.failure(token, IOException.class);
            case 1 -> new RunEvent.AttemptLost(token, "its node went away");
            case 2 -> new RunEvent.AttemptStopped(token);
            case 3 -> new RunEvent.AttemptDisturbed(token, "the disk is full");
            default -> new RunEvent.AttemptSucceeded(token);
        };
    }

    private static Resolution resolution(Random random) {
        return switch (random.nextInt(24)) {
            case 0, 1, 2 -> new Resolution.NotApplicable("its condition is false");
            case 3 -> new Resolution.Impossible("the partition is out of range");
            case 4 -> new Resolution.Blocked("a partition is missing");
            case 5 -> new Resolution.FanOut("not in the cache");
            case 6 -> new Resolution.AskPerson("waits for ada", Optional.empty());
            case 7 -> new Resolution.StartedRun("waits for run 8");
            case 8, 9, 10, 11, 12, 13 -> new Resolution.Done("found in the cache");
            default -> new Resolution.Compute("not in the cache");
        };
    }
}
