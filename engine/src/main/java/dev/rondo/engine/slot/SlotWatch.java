package dev.rondo.engine.slot;

import java.time.Instant;
import java.util.Optional;

/** Compares the due times that should have been recorded with those that were. Pure. */
final class SlotWatch {
    /** Counting stops here: an outage is one trouble, however many due times it held. */
    static final int MOST = 100;

    private SlotWatch() {}

    /**
     * How many due times up to {@code now} have no record, {@value #MOST} at most.
     *
     * @param recorded the newest due time that has one, or when the schedule began
     */
    static int overdue(DueTimes times, Instant recorded, Instant now) {
        int count = 0;
        Optional<Instant> due = times.nextAfter(recorded);
        while (due.isPresent() && !due.get().isAfter(now) && count < MOST) {
            count++;
            due = times.nextAfter(due.get());
        }
        return count;
    }
}
