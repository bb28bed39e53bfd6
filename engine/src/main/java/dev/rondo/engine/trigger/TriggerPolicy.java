package dev.rondo.engine.trigger;

import dev.rondo.definition.TriggerDefinition;
import dev.rondo.definition.TriggerDefinition.CatchUp;
import dev.rondo.engine.store.TriggerDecisionTable.Outcome;
import dev.rondo.engine.store.TriggerEventTable.Kind;
import dev.rondo.engine.trigger.Ruling.Firing;
import dev.rondo.engine.trigger.Ruling.Verdict;
import dev.rondo.engine.trigger.Ruling.Waiting;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Whole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What a trigger answers to the events that it has not answered yet. A pure function of the log, the trigger's state
 * and the time.
 *
 * <p>A data trigger fires for a partition once the newest change of it is old enough; earlier changes of the same
 * partition are superseded. Runs start oldest partition first. A pipeline that is not partitioned runs once for all
 * changes that wait, whatever their partitions. Every slot of a schedule that catches up on all of them fires;
 * otherwise only the newest that waits does.
 */
public final class TriggerPolicy {
    private final TriggerRule rule;
    private final TriggerState state;
    private final Instant now;

    private final List<Firing> firings = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();

    private TriggerPolicy(TriggerRule rule, TriggerState state, Instant now) {
        this.rule = rule;
        this.state = state;
        this.now = now;
    }

    /**
     * Decides.
     *
     * @param events those that concern the trigger, come after its cursor and have no final answer yet, oldest first
     * @param logEnd the newest event of the whole log that the caller has looked at
     */
    public static Ruling decide(
            TriggerRule rule, TriggerState state, List<TriggerEvent> events, long logEnd, Instant now) {
        return new TriggerPolicy(rule, state, now).decide(events, logEnd);
    }

    private Ruling decide(List<TriggerEvent> events, long logEnd) {
        if (state.paused()) {
            events.forEach(event -> waiting.add(new Waiting(event, "the trigger is paused", Optional.empty())));
        } else {
            limit(settled(candidates(possible(events))));
        }
        return new Ruling(firings, verdicts, waiting, cursor(logEnd), wakeAt());
    }

    /** Leaves out what can never lead to a run. */
    private List<TriggerEvent> possible(List<TriggerEvent> events) {
        List<TriggerEvent> possible = new ArrayList<>();
        Set<Long> versions = new HashSet<>();
        for (TriggerEvent event : events) {
            if (event.version().filter(version -> !versions.add(version)).isPresent()) {
                verdicts.add(new Verdict(event, Outcome.DUPLICATE, "this version was reported before"));
            } else if (!whole() && !rule.partitioning().contains(event.partition())) {
                verdicts.add(new Verdict(
                        event,
                        Outcome.SKIPPED,
                        "the pipeline has no partition " + event.partition() + "; it is "
                                + rule.partitioning().describe()));
            } else {
                possible.add(event);
            }
        }
        return possible;
    }

    /** The runs that the events ask for, each with the events that it answers; the rest is superseded. */
    private List<List<TriggerEvent>> candidates(List<TriggerEvent> events) {
        if (rule.definition() instanceof TriggerDefinition.OnSchedule schedule) {
            return schedule.catchUp() == CatchUp.ALL
                    ? events.stream().map(List::of).toList()
                    : List.copyOf(newestPer(event -> PartitionKey.WHOLE, events).stream()
                            .map(List::of)
                            .toList());
        }
        List<TriggerEvent> newest = newestPer(TriggerEvent::partition, events);
        if (whole()) {
            return newest.isEmpty() ? List.of() : List.of(newest);
        }
        return newest.stream()
                .sorted(Comparator.comparing(TriggerEvent::partition, rule.partitioning()::compare))
                .map(List::of)
                .toList();
    }

    /** The last event of each kind, in the order of the log; those before it are superseded. */
    private List<TriggerEvent> newestPer(Function<TriggerEvent, PartitionKey> by, List<TriggerEvent> events) {
        Map<PartitionKey, TriggerEvent> newest = new LinkedHashMap<>();
        Map<Long, TriggerEvent> replaced = new HashMap<>();
        for (TriggerEvent event : events) {
            TriggerEvent earlier = newest.remove(by.apply(event));
            if (earlier != null) {
                replaced.put(earlier.seq(), event);
            }
            newest.put(by.apply(event), event);
        }
        for (TriggerEvent event : events) {
            TriggerEvent successor = replaced.get(event.seq());
            if (successor != null) {
                verdicts.add(new Verdict(event, Outcome.SUPERSEDED, "event " + successor.seq() + " came after it"));
            }
        }
        return List.copyOf(newest.values());
    }

    private List<List<TriggerEvent>> settled(List<List<TriggerEvent>> candidates) {
        if (!(rule.definition() instanceof TriggerDefinition.OnData onData)
                || onData.settledFor().isZero()) {
            return candidates;
        }
        List<List<TriggerEvent>> settled = new ArrayList<>();
        for (List<TriggerEvent> candidate : candidates) {
            Instant ready = candidate.get(candidate.size() - 1).at().plus(onData.settledFor());
            if (ready.isAfter(now)) {
                String why = "it has not been without changes for " + inWords(onData.settledFor()) + " before " + ready;
                candidate.forEach(event -> waiting.add(new Waiting(event, why, Optional.of(ready))));
            } else {
                settled.add(candidate);
            }
        }
        return settled;
    }

    private void limit(List<List<TriggerEvent>> candidates) {
        Optional<Instant> last = state.lastFiredAt();
        for (List<TriggerEvent> candidate : candidates) {
            Optional<Instant> next = last.flatMap(l -> rule.atMostEvery().map(l::plus));
            if (next.filter(now::isBefore).isPresent()) {
                String why = "triggers of this pipeline start a run at most every "
                        + inWords(rule.atMostEvery().orElseThrow()) + ", so not before " + next.get();
                candidate.forEach(event -> waiting.add(new Waiting(event, why, next)));
            } else {
                firings.add(firing(candidate));
                last = Optional.of(now);
            }
        }
    }

    private Firing firing(List<TriggerEvent> events) {
        TriggerEvent decisive = events.get(events.size() - 1);
        String startKey = decisive.kind() == Kind.SLOT
                ? decisive.dedupeKey()
                : "data:" + rule.key() + ":"
                        + decisive.version().map(v -> "v" + v).orElse("e" + decisive.seq());
        PartitionKey partition = whole() ? PartitionKey.WHOLE : decisive.partition();
        return new Firing(partition, startKey, events, detail(events));
    }

    private static String detail(List<TriggerEvent> events) {
        TriggerEvent decisive = events.get(events.size() - 1);
        if (decisive.kind() == Kind.SLOT) {
            return "due at " + decisive.detail();
        }
        String dataset = decisive.dataset().map(Object::toString).orElse("a dataset");
        String partition = decisive.partition().isWhole() ? "" : ", partition " + decisive.partition();
        return events.size() == 1
                ? "new version of " + dataset + partition
                : "new versions of " + events.size() + " partitions of " + dataset + ", the last "
                        + decisive.partition();
    }

    private boolean whole() {
        return rule.partitioning() instanceof Whole;
    }

    private long cursor(long logEnd) {
        long end = waiting.stream().mapToLong(w -> w.event().seq() - 1).min().orElse(logEnd);
        return Math.max(state.cursorSeq(), end);
    }

    private Optional<Instant> wakeAt() {
        return waiting.stream().flatMap(w -> w.until().stream()).min(Comparator.naturalOrder());
    }

    private static String inWords(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
