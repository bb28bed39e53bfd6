package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import dev.rondo.step.Retry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Makes up shapes of runs: acyclic graphs in any order of listing, with all kinds of retries and limits; some stop at the
 * first failure, some clean up, and some steps hand on the first of several that was made.
 */
final class RandomShapes {
    private static final int MOST_STEPS = 12;

    private RandomShapes() {}

    static RunShape next(Random random) {
        return next(random, MOST_STEPS);
    }

    /** Of up to so many steps, which come after some of the others each, however many there are. */
    static RunShape next(Random random, int mostSteps) {
        int size = 1 + random.nextInt(mostSteps);
        double density = random.nextDouble() * 0.6 * Math.min(1, (double) MOST_STEPS / size);
        List<Integer> place = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            place.add(i);
        }
        if (random.nextBoolean()) {
            Collections.shuffle(place, random);
        }
        boolean cleansUp = random.nextInt(3) == 0;
        RunShape.Node[] nodes = new RunShape.Node[cleansUp ? size + 1 : size];
        Map<StepName, Integer> index = new HashMap<>();
        for (int i = 0; i < size; i++) {
            Set<Integer> upstream = new LinkedHashSet<>();
            for (int before = 0; before < i; before++) {
                if (random.nextDouble() < density) {
                    upstream.add(place.get(before));
                }
            }
            StepName name = StepName.of("s" + i);
            nodes[place.get(i)] = new RunShape.Node(
                            name, List.copyOf(upstream), excused(random, upstream), retry(random), timeout(random))
                    .queuedAtMost(timeout(random));
            index.put(name, place.get(i));
        }
        if (cleansUp) {
            nodes[size] = cleanUp(random, size);
            index.put(nodes[size].name(), size);
        }
        return new RunShape(List.of(nodes), index, random.nextInt(4) == 0);
    }

    /** Whether a step hands on the first of several that was made. */
    static boolean firstOf(RunShape.Node node) {
        return node.upstream().size() > 1
                && node.mayBeSkipped().size() == node.upstream().size();
    }

    private static Set<Integer> excused(Random random, Set<Integer> upstream) {
        int chance = random.nextInt(4);
        if (chance > 1 || upstream.isEmpty()) {
            return Set.of();
        }
        return chance == 0 ? upstream : Set.of(upstream.iterator().next());
    }

    /** After some of the others, or after all of them. */
    private static RunShape.Node cleanUp(Random random, int others) {
        List<Integer> upstream = new ArrayList<>();
        boolean all = random.nextBoolean();
        for (int i = 0; i < others; i++) {
            if (all || random.nextBoolean()) {
                upstream.add(i);
            }
        }
        return new RunShape.Node(
                StepName.of("clean-up"),
                upstream,
                Set.of(),
                retry(random),
                timeout(random),
                Optional.of(Duration.ofMillis(1 + random.nextInt(60_000))));
    }

    private static Retry retry(Random random) {
        Retry retry = Retry.times(random.nextInt(4))
                .backoff(
                        Duration.ofMillis(random.nextInt(10_000)),
                        1 + 2 * random.nextDouble(),
                        Duration.ofMillis(random.nextInt(20_000)))
                .jitter(random.nextDouble());
        return switch (random.nextInt(4)) {
            case 0 -> retry.onlyOn(IOException.class);
            case 1 -> retry.neverOn(IllegalStateException.class);
            default -> retry;
        };
    }

    private static Optional<Duration> timeout(Random random) {
        return random.nextInt(3) > 0 ? Optional.empty() : Optional.of(Duration.ofMillis(1 + random.nextInt(30_000)));
    }
}
