package dev.rondo.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.run.RunInvariants.Broken;
import dev.rondo.engine.run.SimulatedWorld.Batch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Thousands of runs in thousands of unkind worlds. {@code -Dsimulation.seeds=1000000} simulates more of them,
 * {@code -Dsimulation.first=42} begins at another seed.
 */
class RunSimulationTest {
    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final long SEEDS = Long.getLong("simulation.seeds", 10_000);

    @Test
    void every_promise_is_kept_in_every_world() {
        Map<RunState, Integer> ends = new EnumMap<>(RunState.class);
        long decisions = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            SimulatedWorld world = new SimulatedWorld(seed);
            try {
                world.live();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(report(seed, world, e), e);
            }
            ends.merge(world.run().state(), 1, Integer::sum);
            decisions += world.history().size();
        }
        System.out.println(
                "Simulated " + decisions + " decisions of " + SEEDS + " runs from seed " + FIRST + ": " + ends);
        if (SEEDS >= 1_000) {
            assertThat(ends)
                    .as("all ends are seen")
                    .containsOnlyKeys(RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED, RunState.SKIPPED);
        }
    }

    @Test
    void a_seed_gives_the_same_world_each_time() {
        SimulatedWorld first = new SimulatedWorld(11);
        SimulatedWorld second = new SimulatedWorld(11);
        first.live();
        second.live();
        assertThat(second.history()).isEqualTo(first.history());
        assertThat(second.run()).isEqualTo(first.run());
    }

    private static String report(long seed, SimulatedWorld world, Throwable failure) {
        Run fresh = world.beginning();
        List<Batch> history = world.attempted();
        if (failure instanceof Broken broken) {
            history = shrunk(fresh, history, broken.promise);
        }
        StringBuilder text =
                new StringBuilder("Seed ").append(seed).append(": ").append(failure.getMessage());
        text.append("\nAgain: -Dsimulation.first=").append(seed).append(" -Dsimulation.seeds=1\nShape:\n");
        fresh.shape().nodes().forEach(node -> text.append("  ").append(node).append('\n'));
        text.append("Smallest history found, run ").append(fresh.id()).append(":\n");
        for (Batch batch : history.subList(Math.max(0, history.size() - 100), history.size())) {
            text.append("  ")
                    .append(batch.now())
                    .append(' ')
                    .append(batch.events())
                    .append('\n');
        }
        return text.toString();
    }

    /** Drops what the broken promise does not need, one batch and then one event at a time. */
    private static List<Batch> shrunk(Run fresh, List<Batch> history, String promise) {
        List<Batch> smallest = history;
        if (!broken(fresh, smallest).equals(Optional.of(promise))) {
            return history;
        }
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (int i = smallest.size() - 1; i >= 0; i--) {
                List<Batch> less = new ArrayList<>(smallest);
                Batch batch = less.remove(i);
                for (int e = 0; e <= batch.events().size(); e++) {
                    if (e > 0) {
                        List<RunEvent> fewer = new ArrayList<>(batch.events());
                        fewer.remove(e - 1);
                        less = new ArrayList<>(smallest);
                        less.set(i, new Batch(batch.now(), fewer));
                    }
                    if (broken(fresh, less).equals(Optional.of(promise))) {
                        smallest = less;
                        smaller = true;
                        break;
                    }
                }
            }
        }
        return smallest;
    }

    /** The promise that this history breaks. */
    private static Optional<String> broken(Run fresh, List<Batch> history) {
        RunInvariants checked = new RunInvariants(fresh);
        try {
            for (Batch batch : history) {
                checked.accept(checked.decide(batch.events(), batch.now()), batch.events());
            }
        } catch (Broken e) {
            return Optional.of(e.promise);
        } catch (RuntimeException e) {
            return Optional.of(e.toString());
        }
        return Optional.empty();
    }
}
