package dev.rondo.engine.slot;

import dev.rondo.definition.TriggerDefinition.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Which due times have come since the last recorded one, and which of them count. Pure.
 *
 * @param slots oldest first
 * @param more whether further ones are due right after these have been recorded
 */
record DueSlots(List<DueSlot> slots, boolean more) {
    /**
     * How many are recorded at a time. Of a longer outage, a schedule that catches up on all works through the rest in
     * further portions; otherwise the oldest recorded one speaks for those before it.
     */
    static final int PORTION = 100;

    /** A due time noticed within this time counts as met, even by a schedule that does not catch up. */
    static final Duration ON_TIME = Duration.ofMinutes(1);

    DueSlots {
        slots = List.copyOf(slots);
    }

    /** @param after the last recorded due time, or when the schedule began */
    static DueSlots between(DueTimes times, Instant after, Instant now, CatchUp catchUp) {
        if (catchUp == CatchUp.ALL) {
            List<Instant> oldest = oldest(times, after, now, PORTION + 1);
            boolean more = oldest.size() > PORTION;
            return new DueSlots(
                    oldest.stream()
                            .limit(PORTION)
                            .map(due -> new DueSlot(due, true, ""))
                            .toList(),
                    more);
        }
        List<Instant> newest = newest(times, after, now);
        boolean cut = newest.size() > PORTION;
        List<Instant> kept = cut ? newest.subList(newest.size() - PORTION, newest.size()) : newest;
        List<DueSlot> slots = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            boolean last = i == kept.size() - 1;
            boolean fires = last
                    && (catchUp == CatchUp.LATEST || !kept.get(i).plus(ON_TIME).isBefore(now));
            String why = "missed while nothing was running, and the schedule "
                    + (catchUp == CatchUp.LATEST ? "catches up on the latest only" : "does not catch up")
                    + (cut && i == 0 ? "; the same holds for those before it, since " + after : "");
            slots.add(new DueSlot(kept.get(i), fires, fires ? "" : why));
        }
        return new DueSlots(slots, false);
    }

    private static List<Instant> oldest(DueTimes times, Instant after, Instant now, int atMost) {
        List<Instant> found = new ArrayList<>();
        Optional<Instant> due = times.nextAfter(after).filter(d -> !d.isAfter(now));
        while (due.isPresent() && found.size() < atMost) {
            found.add(due.get());
            due = times.nextAfter(due.get()).filter(d -> !d.isAfter(now));
        }
        return found;
    }

    /** Looks back from now in growing strides, so that a year of missed minutes is not gone through one by one. */
    private static List<Instant> newest(DueTimes times, Instant after, Instant now) {
        Duration back = Duration.ofHours(1);
        while (true) {
            Instant from = now.minus(back);
            if (!from.isAfter(after)) {
                return lastOf(times, after, now);
            }
            List<Instant> found = lastOf(times, from, now);
            if (found.size() > PORTION) {
                return found;
            }
            back = back.multipliedBy(4);
        }
    }

    private static List<Instant> lastOf(DueTimes times, Instant after, Instant now) {
        Deque<Instant> found = new ArrayDeque<>();
        Optional<Instant> due = times.nextAfter(after).filter(d -> !d.isAfter(now));
        while (due.isPresent()) {
            found.add(due.get());
            if (found.size() > PORTION + 1) {
                found.remove();
            }
            due = times.nextAfter(due.get()).filter(d -> !d.isAfter(now));
        }
        return List.copyOf(found);
    }
}
