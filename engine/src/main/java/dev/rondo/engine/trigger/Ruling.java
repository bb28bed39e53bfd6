package dev.rondo.engine.trigger;

import dev.rondo.engine.store.TriggerDecisionTable.Outcome;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a trigger answers at one moment.
 *
 * @param firings the runs to start now, in this order
 * @param verdicts final answers to events that no run follows from
 * @param waiting events that have no final answer yet, and why
 * @param cursorSeq every event of concern up to this one has its final answer once the firings are done
 * @param wakeAt when to ask again although nothing has happened; empty when only an event can change the answer
 */
public record Ruling(
        List<Firing> firings, List<Verdict> verdicts, List<Waiting> waiting, long cursorSeq, Optional<Instant> wakeAt) {

    public Ruling {
        firings = List.copyOf(firings);
        verdicts = List.copyOf(verdicts);
        waiting = List.copyOf(waiting);
    }

    /**
     * One run to start.
     *
     * @param startKey the same for the same reason, so that it never gives two runs
     * @param events the events that it answers, the decisive one last
     * @param detail the reason in words
     */
    public record Firing(PartitionKey partition, String startKey, List<TriggerEvent> events, String detail) {
        public Firing {
            events = List.copyOf(events);
        }

        /** The newest of its events. */
        public TriggerEvent decisive() {
            return events.get(events.size() - 1);
        }
    }

    /** A final answer without a run. */
    public record Verdict(TriggerEvent event, Outcome outcome, String why) {}

    /**
     * No final answer yet.
     *
     * @param until when this reason ends by itself; empty when it does not
     */
    public record Waiting(TriggerEvent event, String why, Optional<Instant> until) {}
}
