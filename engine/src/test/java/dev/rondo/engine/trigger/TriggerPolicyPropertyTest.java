package dev.rondo.engine.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.TriggerDefinition;
import dev.rondo.engine.store.TriggerDecisionTable.Outcome;
import dev.rondo.engine.store.TriggerEventTable.Kind;
import dev.rondo.partition.FixedKeys;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Partitioning;
import dev.rondo.partition.Whole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Random logs, read by the policy at random moments, against a model that has no cursor and looks at the whole log at
 * every second.
 */
class TriggerPolicyPropertyTest {
    private static final Instant START = Instant.parse("2011-07-01T00:00:00Z");
    private static final DatasetName RENTALS = DatasetName.of("rentals");
    private static final List<String> PARTITIONS = List.of("at", "de", "it", "unknown");
    private static final int SECONDS = 120;

    @Test
    void nothing_is_lost_and_nothing_is_doubled() {
        long seed = new Random().nextLong();
        for (long i = 0; i < 3_000; i++) {
            new Scenario(seed + i).check();
        }
    }

    /** The runs of one scenario, written as {@code second partition version}. */
    private static final class Scenario {
        private final long seed;
        private final Random random;
        private final Partitioning partitioning;
        private final TriggerRule rule;
        private final Duration settledFor;
        private final Optional<Duration> atMostEvery;
        private final List<TriggerEvent> log = new ArrayList<>();
        private final Set<Integer> pausedSeconds = new TreeSet<>();

        Scenario(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.partitioning = random.nextInt(3) == 0 ? new Whole() : FixedKeys.of("at", "de", "it");
            this.settledFor = Duration.ofSeconds(random.nextInt(3) * 5L);
            this.atMostEvery = random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofSeconds(7));
            this.rule = new TriggerRule(
                    new TriggerKey(PipelineName.of("p"), "t"),
                    new TriggerDefinition.OnData("t", RENTALS, settledFor),
                    partitioning,
                    atMostEvery);
            int events = random.nextInt(12);
            List<Integer> times =
                    random.ints(events, 0, SECONDS / 2).sorted().boxed().toList();
            for (int i = 0; i < events; i++) {
                long seq = log.isEmpty() ? 3 : log.get(log.size() - 1).seq() + 1 + random.nextInt(2);
                String partition = PARTITIONS.get(random.nextInt(PARTITIONS.size()));
                log.add(new TriggerEvent(
                        seq,
                        Kind.DATA,
                        Optional.empty(),
                        Optional.of(RENTALS),
                        PartitionKey.of(partition),
                        Optional.of(seq),
                        START.plusSeconds(times.get(i)),
                        "",
                        "data:" + seq));
            }
            if (random.nextInt(4) == 0) {
                int from = random.nextInt(SECONDS / 2);
                for (int s = from; s < from + 20; s++) {
                    pausedSeconds.add(s);
                }
            }
        }

        void check() {
            Map<Long, Outcome> answers = new TreeMap<>();
            List<String> runs = byPolicy(answers);
            assertThat(runs).as("seed " + seed).isEqualTo(byModel());
            assertThat(runs).as("seed " + seed).doesNotHaveDuplicates();
            assertThat(answers.keySet())
                    .as("every event has an answer, seed " + seed)
                    .containsExactlyElementsOf(
                            log.stream().map(TriggerEvent::seq).toList());
        }

        /** Asks only when an event arrives, when a wake-up is due, and now and then without any reason. */
        private List<String> byPolicy(Map<Long, Outcome> answers) {
            List<String> runs = new ArrayList<>();
            TriggerState state = new TriggerState(2, Optional.empty(), false);
            Optional<Instant> wakeAt = Optional.empty();
            boolean wasPaused = false;
            for (int second = 0; second < SECONDS; second++) {
                Instant now = START.plusSeconds(second);
                boolean paused = pausedSeconds.contains(second);
                boolean arrived = log.stream().anyMatch(e -> e.at().equals(now));
                boolean due = wakeAt.filter(w -> !w.isAfter(now)).isPresent();
                if (!arrived && !due && paused == wasPaused && random.nextInt(5) > 0) {
                    continue;
                }
                wasPaused = paused;
                long cursor = state.cursorSeq();
                List<TriggerEvent> visible =
                        log.stream().filter(e -> !e.at().isAfter(now)).toList();
                List<TriggerEvent> open = visible.stream()
                        .filter(e -> e.seq() > cursor && !answers.containsKey(e.seq()))
                        .toList();
                long end =
                        visible.isEmpty() ? 2 : visible.get(visible.size() - 1).seq();
                TriggerState asked = new TriggerState(cursor, state.lastFiredAt(), paused);
                Ruling ruling = TriggerPolicy.decide(rule, asked, open, end, now);
                ruling.verdicts()
                        .forEach(v -> assertThat(answers.put(v.event().seq(), v.outcome()))
                                .isNull());
                for (Ruling.Firing firing : ruling.firings()) {
                    firing.events()
                            .forEach(e -> assertThat(answers.put(e.seq(), Outcome.FIRED))
                                    .isNull());
                    runs.add(second + " " + firing.partition() + " "
                            + firing.decisive().seq());
                }
                state = new TriggerState(
                        ruling.cursorSeq(),
                        ruling.firings().isEmpty() ? state.lastFiredAt() : Optional.of(now),
                        paused);
                wakeAt = ruling.wakeAt();
            }
            return runs;
        }

        private List<String> byModel() {
            List<String> runs = new ArrayList<>();
            Set<Long> done = new TreeSet<>();
            Optional<Instant> last = Optional.empty();
            for (int second = 0; second < SECONDS; second++) {
                Instant now = START.plusSeconds(second);
                if (pausedSeconds.contains(second)) {
                    continue;
                }
                boolean whole = partitioning instanceof Whole;
                for (String partition : whole ? List.of("") : List.of("at", "de", "it")) {
                    List<TriggerEvent> all = log.stream()
                            .filter(e -> !e.at().isAfter(now) && !done.contains(e.seq()))
                            .filter(e -> whole || e.partition().value().equals(partition))
                            .toList();
                    boolean allowed = last.isEmpty()
                            || atMostEvery.isEmpty()
                            || !now.isBefore(last.get().plus(atMostEvery.get()));
                    if (all.isEmpty() || !allowed) {
                        continue;
                    }
                    TriggerEvent newest = all.get(all.size() - 1);
                    if (!now.isBefore(newest.at().plus(settledFor))) {
                        all.forEach(e -> done.add(e.seq()));
                        last = Optional.of(now);
                        runs.add(second + " " + PartitionKey.of(partition) + " " + newest.seq());
                    }
                }
            }
            return runs;
        }
    }
}
