package dev.rondo.engine.slot;

import dev.rondo.definition.TriggerDefinition.OnSchedule;
import java.time.Instant;
import java.util.Optional;

/** The due times of a schedule: a pure function that gives the first one after an instant. */
@FunctionalInterface
interface DueTimes {

    Optional<Instant> nextAfter(Instant after);

    static DueTimes of(OnSchedule schedule) {
        return after -> schedule.cron().nextAfter(after, schedule.zone());
    }
}
